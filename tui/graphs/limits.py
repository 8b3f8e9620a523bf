"""From where to where a graph is drawn: all of x that there is, and the y of what is in sight."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from tui.graphs.labels import SECOND
from tui.graphs.plot import Axis, Plot, Series
from tui.graphs.scale import LEAST_X, MOST_X, MOST_Y, XScale
from tui.graphs.sight import sight

COLUMNS: Final = 64
"""By which it is found out what is in sight."""
DECADES: Final = 12
"""Of a logarithmic axis, at most: what is less is drawn at the bottom."""


def whole_of(plot: Plot) -> tuple[int, int]:
    """All of x, not empty also where all is at one instant or there is nothing."""
    extent = plot.extent()
    is_time = plot.x.unit in ("time", "ns")
    if extent is None:
        return (0, SECOND) if is_time else (0, 1)
    first, last = (min(max(end, LEAST_X), MOST_X) for end in extent)
    if plot.x.logarithmic:
        first, last = max(first, 1), max(last, 1)
    if first == last:
        last = min(first + (SECOND if is_time else 1), MOST_X)
        first = min(first, last - 1)
    return first, last


def values_of(plot: Plot, window: tuple[int, int], other: Axis | None = None) -> tuple[float, float]:
    """The least and the most of y: as the axis says, else of what is in sight. Points must ascend.

    `other` is one that some series have of their own.
    """
    axis = other or plot.y
    own = tuple(one for one in plot.series if one.axis == other)
    plot = replace(plot, series=own, y=axis, marks=() if other else plot.marks)
    lows, highs = _in_sight(plot, window)
    low, high = _positive(lows, highs) if axis.logarithmic else _around(axis, lows, highs)
    if axis.first is not None and (axis.first > 0 or not axis.logarithmic):
        low = float(axis.first)
    if axis.last is not None and (axis.last > 0 or not axis.logarithmic):
        high = float(axis.last)
    low, high = max(min(low, MOST_Y), -MOST_Y), max(min(high, MOST_Y), -MOST_Y)
    if high <= low:
        # Of great numbers the next one is more than 1 away.
        high = low * 10 if axis.logarithmic else max(low + 1, low + abs(low) / 1e6)
    return low, high


def _in_sight(plot: Plot, window: tuple[int, int]) -> tuple[list[float], list[float]]:
    scale = XScale(*window, COLUMNS)
    lows: list[float] = []
    highs: list[float] = []
    for series in plot.series:
        seen = sight(_as_seen(series), scale, logarithmic=plot.y.logarithmic)
        limits = seen.limits()
        if limits is not None:
            lows += [limits[0]] if not plot.y.logarithmic else seen.lows[seen.lows > 0].tolist()
            highs.append(limits[1])
    marked = [mark.y for mark in plot.marks if mark.y is not None and window[0] <= mark.x <= window[1]]
    marked = [y for y in marked if math.isfinite(y)]
    return lows + marked, highs + marked


def _as_seen(series: Series) -> Series:
    """Bars reach as high and as low as steps would."""
    return replace(series, shape="steps") if series.shape == "bars" else series


def _around(axis: Axis, lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    low, high = min(lows, default=0.0), max(highs, default=0.0)
    return (low, high) if axis.unit == "seq" else (min(low, 0.0), max(high, 0.0))


def _positive(lows: Sequence[float], highs: Sequence[float]) -> tuple[float, float]:
    high = max((value for value in highs if value > 0), default=1.0)
    low = min((value for value in lows if value > 0), default=high)
    low = 10.0 ** math.floor(math.log10(max(low, 1e-300)))
    return max(low, high / 10**DECADES), high
