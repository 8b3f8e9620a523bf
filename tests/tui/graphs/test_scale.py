"""Values to cells and dots and back, exact over any distance."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.graphs.scale import ACROSS, MOST_X, XScale, YScale

whole = st.integers(-(2**63), 2**63 - 1)


def test_the_last_x_is_in_the_last_column() -> None:
    scale = XScale(0, 99, 10)
    assert [scale.column(x) for x in (-1, 0, 9, 10, 99, 100)] == [None, 0, 0, 1, 9, None]
    assert scale.column_span == 10
    assert (scale.x_at(-1), scale.x_at(0), scale.x_at(10)) == (0, 5, 99)


@given(whole, whole, st.integers(1, 200), st.booleans())
def test_every_column_finds_itself_again(one: int, other: int, columns: int, logarithmic: bool) -> None:
    first, last = min(one, other), max(one, other)
    if logarithmic:
        first, last = max(first, 1), max(last, 1)
    scale = XScale(first, last, columns, logarithmic)
    assert (np.diff(scale.edges) >= 0).all()
    assert len(scale.edges) == columns * ACROSS + 1
    for column in {0, columns // 2, columns - 1}:
        x = scale.x_at(column)
        assert first <= x <= last
        found = scale.column(x)
        assert found is not None
        # Where there are more columns than values, several share one.
        assert found == column or last - first < 4 * columns or logarithmic


def test_nanoseconds_stay_apart_after_fifty_six_years() -> None:
    origin = 56 * 365 * 86_400_000_000_000
    scale = XScale(origin, origin + 9, 10)
    assert [scale.column(origin + offset) for offset in range(10)] == list(range(10))


def test_the_end_of_time_is_no_further_away_than_int64() -> None:
    assert int(XScale(0, MOST_X, 3).edges[-1]) == MOST_X


def test_decades_are_as_wide_as_one_another() -> None:
    scale = XScale(1, 9999, 40, logarithmic=True)
    assert [scale.column(10**power) for power in range(4)] == [0, 10, 20, 30]


def test_y_stands_between_bottom_and_top() -> None:
    scale = YScale(0, 10, 5)
    assert scale.heights(np.array([0.0, 5.0, 10.0, 11.0, -1.0]), 2).tolist() == [0, 1, 2, 2, 0]
    assert [scale.line(value) for value in (0, 10, 10.5, -0.1)] == [4, 0, None, None]
    assert scale.dots(np.array([0.0, 10.0, math.nan])).tolist() == [0, 19, -1]
    assert scale.eighths(np.array([0.0, 10.0, 5.0, math.nan])).tolist() == [0, 40, 20, -1]


def test_numbers_without_end_stand_at_the_ends() -> None:
    scale = YScale(-math.inf, math.inf, 4)
    assert scale.heights(np.array([-math.inf, 0.0, math.inf]), 1).tolist() == [0, 0.5, 1]


def test_with_a_logarithm_what_is_not_above_nothing_is_at_the_bottom() -> None:
    scale = YScale(1, 100, 5, logarithmic=True)
    assert scale.heights(np.array([-5.0, 0.0, 1.0, 10.0, 100.0]), 1).tolist() == [0, 0, 0, 0.5, 1]


@pytest.mark.parametrize("scale", [YScale(0, 10, 5), YScale(-3, 1e6, 20), YScale(1, 1e5, 8, logarithmic=True)])
def test_a_line_has_the_values_that_stand_in_it(scale: YScale) -> None:
    for value in np.geomspace(max(scale.first, 1), scale.last, 50).tolist():
        line = scale.line(value)
        assert line is not None
        least, greatest = scale.band(line)
        assert least * (1 - 1e-9) <= value <= greatest * (1 + 1e-9)


def test_without_any_distance_all_is_at_the_bottom() -> None:
    assert YScale(3, 3, 5).heights(np.array([3.0, 9.0]), 1).tolist() == [0, 0]


def test_great_numbers_close_together_stay_apart() -> None:
    least = 2.0**62
    scale = YScale(least, least + 3072, 1)
    assert scale.dots(least + np.array([0.0, 1024, 2048, 3072])).tolist() == [0, 1, 2, 3]
