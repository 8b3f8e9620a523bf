"""Intervals of time: one for every width, and every time in its own."""

from __future__ import annotations

import numpy as np

from dissectors.statistics.intervals import ALL_INTERVALS, INTERVALS, MILLISECOND, interval_for, intervals_of

SECOND = 1000 * MILLISECOND
YEARS = 56 * 365 * 86_400 * SECOND


def test_an_interval_is_found_for_a_width() -> None:
    assert interval_for(0, 80) == interval_for(80 * MILLISECOND, 80) == MILLISECOND
    assert interval_for(60 * SECOND, 60) == SECOND
    assert interval_for(61 * SECOND, 60) == 2 * SECOND
    assert interval_for(YEARS, 80) == INTERVALS[-1]
    assert interval_for(YEARS, 80, ALL_INTERVALS) == 365 * 24 * INTERVALS[-1]
    assert interval_for(80, 80, ALL_INTERVALS) == MILLISECOND // 1000
    assert list(INTERVALS) == sorted(INTERVALS)
    assert list(ALL_INTERVALS) == sorted(ALL_INTERVALS)


def test_intervals_begin_at_the_origin() -> None:
    assert intervals_of(np.array([4, 5, 9, 10, 15, -1]), 5, 5).tolist() == [-1, 0, 0, 1, 2, -2]
