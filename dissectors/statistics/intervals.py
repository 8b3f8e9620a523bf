"""Intervals of time in nanoseconds: those that people count in, the one for a width, and where times lie in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

MILLISECOND: Final = 1_000_000
_MILLISECONDS: Final = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500),
    *(1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000),
)
INTERVALS: Final = tuple(MILLISECOND * count for count in _MILLISECONDS)
"""Nanoseconds, from a millisecond to an hour: those that divide what people count time in."""
_MICROSECONDS: Final = (1, 2, 5, 10, 20, 50, 100, 200, 500)
_HOURS: Final = (6, 24, 7 * 24, 30 * 24, 365 * 24)
ALL_INTERVALS: Final = (
    *(count * MILLISECOND // 1000 for count in _MICROSECONDS),
    *INTERVALS,
    *(count * INTERVALS[-1] for count in _HOURS),
)
"""With those for captures that are shorter or longer than people look at."""


def interval_for(duration: int, most: int, intervals: Sequence[int] = INTERVALS) -> int:
    """The shortest of some with which a duration, in nanoseconds, has at most so many; else the longest."""
    return next((interval for interval in intervals if duration <= interval * most), intervals[-1])


def intervals_of(times: Integers, origin: int, interval: int) -> Integers:
    """The interval, of two nanoseconds or more, that each time since 1970 lies in; times of any distance."""
    whole, rest = np.divmod(times, interval)
    origin_whole, origin_rest = divmod(origin, interval)
    # The difference of two times may not fit; that of their intervals does.
    return whole - origin_whole - (rest < origin_rest)
