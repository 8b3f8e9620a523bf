"""What a window shows of a series: the least and the most of each column, and what passes through it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.graphs.series import plot, series
from tui.graphs.plot import Series
from tui.graphs.scale import XScale
from tui.graphs.sight import Sight, held, in_order, sight

NAN = math.nan


def seen(shown: Series, first: int, last: int, columns: int = 2) -> Sight:
    return sight(shown, XScale(first, last, columns))


def same(found: np.ndarray, expected: list[float]) -> bool:
    return bool(np.array_equal(found, np.array(expected, float), equal_nan=True))


def test_points_are_put_in_order_with_all_that_belongs_to_them() -> None:
    shown = series([3, 1, 2], [30, 10, 20], low=np.array([3.0, 1.0, 2.0]), rows=np.array([33, 11, 22]))
    found = in_order(plot(shown)).series[0]
    assert found.x.tolist() == [1, 2, 3]
    assert found.y.tolist() == [10, 20, 30]
    assert found.low is not None
    assert found.low.tolist() == [1, 2, 3]
    assert found.rows is not None
    assert found.rows.tolist() == [11, 22, 33]


def test_a_plot_in_order_stays_the_same() -> None:
    shown = plot(series([1, 1, 2], [0, 0, 0]))
    assert in_order(shown) is shown


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 99), st.floats(-9, 9)), max_size=40), st.integers(1, 30))
def test_columns_have_the_least_and_the_most_of_their_points(points: list[tuple[int, float]], columns: int) -> None:
    points.sort(key=lambda point: point[0])
    shown = series([x for x, _ in points], [y for _, y in points], "points")
    scale = XScale(10, 89, columns)
    found = sight(shown, scale)
    for dot in range(columns * 2):
        inside = [y for x, y in points if scale.edges[dot] <= x < scale.edges[dot + 1]]
        assert same(found.lows[dot : dot + 1], [min(inside, default=NAN)])
        assert same(found.highs[dot : dot + 1], [max(inside, default=NAN)])
    assert len(shown.x[found.inside]) == sum(10 <= x <= 89 for x, _ in points)


def test_a_line_passes_through_columns_without_points() -> None:
    found = seen(series([0, 8], [0, 8]), 0, 7)
    assert same(found.lows, [0, 3, 5, 7])
    assert same(found.highs, [0, 3, 5, 7])
    assert found.joined is not None
    assert found.joined.all()


def test_a_line_comes_from_outside_and_goes_there() -> None:
    assert same(seen(series([-10, 20], [0, 30]), 0, 7).lows, [11, 13, 15, 17])
    assert seen(series([-10, -5], [1, 1]), 0, 7).limits() is None


def test_a_line_breaks_where_there_is_no_value() -> None:
    found = seen(series([0, 2, 4, 6], [1, NAN, 1, 1]), 0, 7)
    assert same(found.lows, [1, NAN, 1, 1])
    assert found.joined is not None
    assert found.joined.tolist() == [False, False, True]


def test_with_a_logarithm_a_line_is_straight_in_decades() -> None:
    found = sight(series([0, 8], [1, 10_000]), XScale(0, 7, 2), logarithmic=True)
    assert found.highs == pytest.approx([1, 10**1.5, 10**2.5, 10**3.5])


def test_with_a_logarithm_nothing_is_not_there() -> None:
    for shape in ("line", "steps", "points", "bars"):
        shown = series([0, 1, 4, 5], [0, 3, 0, -1], shape)
        found = sight(shown, XScale(0, 7, 2), logarithmic=True)
        assert found.limits() == (3, 3)
        assert found.highs[-1] != 3


def test_a_step_holds_until_the_next_point_and_the_last_as_long_as_the_one_before() -> None:
    found = seen(series([0, 4], [1, 2], "steps"), 0, 15, 4)
    assert same(found.lows, [1, 1, 1, 2, NAN, NAN, NAN, NAN])
    assert same(found.highs, [1, 1, 2, 2, NAN, NAN, NAN, NAN])


def test_a_step_with_a_width_holds_no_longer() -> None:
    found = seen(series([0, 8], [1, 2], "steps", width=4), 0, 15, 4)
    assert same(found.highs, [1, 1, NAN, NAN, 2, 2, NAN, NAN])


def test_of_bars_narrower_than_columns_the_greatest_is_shown() -> None:
    assert same(seen(series(range(8), [1, 5, 2, 1, 0, 0, -3, 1], "bars"), 0, 7).highs, [5, -3])


def test_a_bar_wider_than_columns_fills_them() -> None:
    assert same(seen(series([0, 8], [3, 4], "bars", width=8), 0, 15, 4).highs, [3, 3, 4, 4])


def test_a_single_bar_and_a_narrow_one_between_wide_ones_are_seen() -> None:
    assert same(seen(series([5], [7], "bars"), 0, 15, 4).highs, [NAN, 7, NAN, NAN])
    assert same(seen(series([0, 5, 6], [1, 9, 1], "bars"), 0, 15, 4).highs, [1, 9, NAN, NAN])


def test_ranges_reach_from_one_end_to_the_other() -> None:
    found = seen(series([1], [2], "ranges", low=np.array([9.0])), 0, 7, 1)
    assert found.limits() == (2, 9)


def test_nothing_has_no_limits() -> None:
    assert seen(series([], []), 0, 7).limits() is None
    assert seen(series([1], [math.inf]), 0, 7).limits() is None


def test_times_as_far_apart_as_can_be() -> None:
    least, most = -(2**63), 2**63 - 1
    found = seen(series([least, most], [0, 4]), least, most)
    assert found.lows == pytest.approx([0, 1.5, 2.5, 4])


def test_what_holds_where() -> None:
    steps = series([0, 10], [1, 2], "steps")
    places = np.array([-1, 0, 10, 19, 20])
    behind = np.searchsorted(steps.x, places, "right")
    assert held(steps, places, behind).tolist() == [False, True, True, True, False]
