"""The part of x that is shown: zoomed around a place, panned, and kept within all that there is."""

from __future__ import annotations

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


def zoomed(window: Window, whole: Window, around: int, *, to: int, of: int) -> Window:
    """`to`/`of` as much of x, `around` staying where it is."""
    around = min(max(around, window[0]), window[1])
    span = window[1] - window[0]
    wanted = max(span * to // of, LEAST_SPAN)
    first = around - (around - window[0]) * wanted // max(span, 1)
    return within((first, first + wanted), whole)


def panned(window: Window, whole: Window, by: int) -> Window:
    """Moved by so much of x, as far as there is any."""
    return within((window[0] + by, window[1] + by), whole)


def with_place(window: Window, whole: Window, x: int) -> Window:
    """Moved as little as needed to show an x."""
    if x < window[0]:
        return panned(window, whole, x - window[0])
    return panned(window, whole, max(x - window[1], 0))
