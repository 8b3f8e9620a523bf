"""Points of a graph from values by interval: nothing is drawn as nothing, and never more of it than of packets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from dissectors.statistics.rates import Rates

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
NO_ROW: Final = -1
AROUND_A_PEAK: Final = 2
"""Intervals before and behind it."""
_MOST: Final = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Points:
    """Where each interval begins, in nanoseconds from the origin, its value, and the first row that counted."""

    x: Integers
    y: Numbers
    rows: Integers
    """NO_ROW where nothing came."""


def seen(first: int, last: int, interval: int) -> tuple[int, int]:
    """From when to when a graph goes: of what came at about once both sides are seen, in all else as far as it came."""
    around = AROUND_A_PEAK * interval if last - first < interval else 0
    return first - around, last + around


def takes_time(first: int, last: int, interval: int) -> bool:
    """Whether a graph that goes from and to what `seen` told shows more than what came at about once."""
    return last - first >= (2 * AROUND_A_PEAK + 1) * interval


def points_of(rates: Rates, extent: tuple[int, int], *, has_gaps: bool, is_nothing_zero: bool) -> Points:
    """The points of a series; with gaps there are some where nothing came: at 0, or without a value.

    `extent`: the first and the last interval of which it is known whether anything came.
    """
    places, values, rows = rates.places, rates.values, rates.first_rows
    if has_gaps:
        gaps = _gaps(places, extent)
        order = np.argsort(np.concatenate([places, gaps]), kind="stable")
        places = np.concatenate([places, gaps])[order]
        values = np.concatenate([values, np.full(len(gaps), 0.0 if is_nothing_zero else np.nan)])[order]
        rows = np.concatenate([rows, np.full(len(gaps), NO_ROW)])[order]
    most = _MOST // rates.interval
    return Points(places.clip(-most, most) * rates.interval, values, rows)


def _gaps(places: Integers, extent: tuple[int, int]) -> Integers:
    """Of each stretch of intervals in which nothing came the first and the last."""
    first, last = extent
    if not len(places):
        return np.unique(np.array([first, last], np.int64)) if first <= last else np.zeros(0, np.int64)
    starts = np.concatenate([[min(first, int(places[0]))], places + 1])
    ends = np.concatenate([places - 1, [max(last, int(places[-1]))]])
    is_gap = starts <= ends
    return np.unique(np.concatenate([starts[is_gap], ends[is_gap]]))
