"""The part of x that is shown: zoomed around a place, panned, and kept within all that there is."""

from __future__ import annotations

import math
from typing import Final

Window = tuple[int, int]
"""The first and the last x in sight."""
LEAST_SPAN: Final = 10
"""A window is no narrower: nanoseconds, where x is time."""


def within(window: Window, whole: Window) -> Window:
    """The same window, moved and narrowed as little as needed to lie within the whole."""
    first, last = min(window), max(window)
    span = min(max(last - first, LEAST_SPAN), whole[1] - whole[0])
    first = min(max(first, whole[0]), whole[1] - span)
    return first, first + span


def zoomed(window: Window, whole: Window, around: int, *, to: int, of: int, logarithmic: bool = False) -> Window:
    """`to`/`of` as much of x, or of its logarithm, `around` staying where it is."""
    around = min(max(around, window[0]), window[1])
    if logarithmic:
        low, here, high = (math.log(max(x, 1)) for x in (window[0], around, window[1]))
        return _within_powers(here - (here - low) * to / of, here + (high - here) * to / of, whole)
    span = window[1] - window[0]
    wanted = max(span * to // of, LEAST_SPAN)
    first = around - (around - window[0]) * wanted // max(span, 1)
    return within((first, first + wanted), whole)


def middle_of(window: Window, *, logarithmic: bool = False) -> int:
    """Of x, or of its logarithm."""
    return math.isqrt(max(window[0], 1) * max(window[1], 1)) if logarithmic else (window[0] + window[1]) // 2


def panned(window: Window, whole: Window, by: int) -> Window:
    """Moved by so much of x, as far as there is any."""
    return within((window[0] + by, window[1] + by), whole)


def panned_by_part(window: Window, whole: Window, part: int, *, logarithmic: bool = False) -> Window:
    """Moved by one part of so many of what is in sight, to the left if it is less than nothing."""
    if logarithmic:
        low, high = (math.log(max(x, 1)) for x in window)
        by = (high - low) / part
        return _within_powers(low + by, high + by, whole)
    return panned(window, whole, (window[1] - window[0]) // part)


def _within_powers(low: float, high: float, whole: Window) -> Window:
    """The window between two natural logarithms, moved and narrowed as little as needed to lie within the whole."""
    least, most = (math.log(max(x, 1)) for x in whole)
    span = min(high - low, most - least)
    low = min(max(low, least), most - span)
    # At the ends it is these, not what floating point makes of their logarithms.
    first = whole[0] if low <= least else round(math.exp(low))
    last = whole[1] if low + span >= most else round(math.exp(low + span))
    return within((first, last), whole)


def with_place(window: Window, whole: Window, x: int) -> Window:
    """Moved as little as needed to show an x."""
    if x < window[0]:
        return panned(window, whole, x - window[0])
    return panned(window, whole, max(x - window[1], 0))
