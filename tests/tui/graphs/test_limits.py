"""From where to where graphs are drawn."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.tui.graphs.series import SECOND, plot, series
from tui.graphs.limits import values_of, whole_of
from tui.graphs.plot import Axis, Mark, Plot

WHOLE = (0, 100)


def test_one_instant_and_nothing_have_room_too() -> None:
    assert whole_of(Plot()) == (0, SECOND)
    assert whole_of(Plot(x=Axis(unit="bytes"))) == (0, 1)
    assert whole_of(plot(series([7, 7], [1, 2]))) == (7, 7 + SECOND)
    assert whole_of(plot(series([7], [1]), x=Axis(unit="count"))) == (7, 8)


def test_the_end_of_time_has_room_before_it() -> None:
    last = 2**63 - 1
    assert whole_of(plot(series([last], [1]))) == (last - 1, last)


def test_a_logarithmic_axis_begins_above_nothing() -> None:
    assert whole_of(plot(series([0, 50], [1, 1]), x=Axis(unit="ns", logarithmic=True))) == (1, 50)


@pytest.mark.parametrize(
    ("values", "unit", "expected"),
    [
        ([3, 5], "count", (0, 5)),
        ([0, 0], "count", (0, 1)),
        ([-3, -1], "", (-3, 0)),
        ([], "count", (0, 1)),
        ([1000, 1500], "seq", (1000, 1500)),
        ([5, 5], "seq", (5, 6)),
        ([math.inf, 4], "count", (0, 4)),
        ([2.0**63, 2.0**63], "seq", (2.0**63, 2.0**63 * (1 + 1e-6))),
    ],
)
def test_y_shows_what_is_in_sight(values: list[float], unit: str, expected: tuple[float, float]) -> None:
    shown = plot(series(range(len(values)), values, "points"), y=Axis(unit=unit))
    assert values_of(shown, WHOLE) == pytest.approx(expected)


def test_what_is_out_of_sight_does_not_count() -> None:
    shown = plot(series([0, 200], [3, 90], "points"), marks=(Mark(300, 99, "x"),))
    assert values_of(shown, WHOLE) == (0, 3)
    assert values_of(shown, (200, 300)) == (0, 99)


def test_a_bar_that_began_before_is_in_sight() -> None:
    assert values_of(plot(series([0, 200], [3, 90], "bars")), (50, 100)) == (0, 3)


def test_limits_of_the_axis_go_before() -> None:
    shown = plot(series([0], [5], "points"), y=Axis(first=2, last=1000))
    assert values_of(shown, WHOLE) == (2, 1000)
    assert values_of(plot(series([0], [5], "points"), y=Axis(first=9, last=3)), WHOLE) == (9, 10)


def test_a_logarithm_begins_at_a_decade() -> None:
    shown = plot(series([0, 1, 2], [0, 30, 5000], "points"), y=Axis(logarithmic=True))
    assert values_of(shown, WHOLE) == (10, 5000)
    nothing = plot(series([0], [0], "points"), y=Axis(logarithmic=True, first=0))
    low, high = values_of(nothing, WHOLE)
    assert 0 < low < high


def test_a_logarithm_begins_no_higher_than_what_stands_beside_nothing() -> None:
    # In one column there are nothing, little and much.
    for shape in ("line", "bars", "steps", "points"):
        shown = plot(series(range(600), [0, 3, 200] * 200, shape), y=Axis(logarithmic=True))
        assert values_of(shown, (0, 599)) == (1, 200)


def test_many_decades_are_cut() -> None:
    shown = plot(series([0, 1], np.array([1e-200, 1.0]), "points"), y=Axis(logarithmic=True))
    assert values_of(shown, WHOLE) == (1e-12, 1)


def test_what_lies_beyond_time_is_at_its_end() -> None:
    assert whole_of(Plot(x=Axis("", "time", -(10**30), -(10**29)))) == (-(2**63), -(2**63) + SECOND)


def test_what_has_an_axis_of_its_own_is_by_itself() -> None:
    packets = Axis("packets", "count")
    shown = plot(series([0], [5000], "points"), series([0], [7], "points", axis=packets))
    assert (values_of(shown, WHOLE), values_of(shown, WHOLE, packets)) == ((0, 5000), (0, 7))
