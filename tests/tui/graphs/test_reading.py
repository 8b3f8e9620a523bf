"""What graphs say at one x."""

from __future__ import annotations

import math

import numpy as np

from tests.tui.graphs.series import plot, series
from tui.graphs.reading import readings


def test_of_points_the_nearest_is_told_with_its_packet() -> None:
    shown = plot(series([10, 20, 40], [1, 2, 3], "points", rows=np.array([5, 6, 7])))
    assert [(one.x, one.y, one.row) for x in (0, 14, 31, 99) for one in readings(shown, x)] == [
        (10, 1, 5),
        (10, 1, 5),
        (40, 3, 7),
        (40, 3, 7),
    ]


def test_bars_and_steps_tell_what_holds() -> None:
    for shape in ("bars", "steps"):
        shown = plot(series([0, 10], [1, 2], shape))
        assert [[one.y for one in readings(shown, x)] for x in (-1, 0, 9, 10, 19, 20)] == [[], [1], [1], [2], [2], []]


def test_a_width_ends_what_holds() -> None:
    shown = plot(series([0, 10], [1, 2], "bars", width=4))
    assert [len(readings(shown, x)) for x in (3, 4, 13, 14)] == [1, 0, 1, 0]


def test_series_without_a_value_there_are_left_out() -> None:
    shown = plot(series([], []), series([1], [math.nan]), series([1], [4.0], name="two"))
    assert [(one.series.name, one.y, one.row) for one in readings(shown, 1)] == [("two", 4, None)]


def test_points_need_not_ascend() -> None:
    found = readings(plot(series([30, 10], [3, 1], "points")), 29)
    assert [(one.x, one.y) for one in found] == [(30, 3)]
