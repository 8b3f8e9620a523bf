"""The part of a series that a window shows, column by column of dots: the least and the most of each.

A million points take some milliseconds, once, however many columns there are.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui.graphs.plot import Plot, Series
from tui.graphs.scale import ACROSS, XScale

Values = NDArray[np.float64]
NARROW: Final = 1.0
"""Columns of cells on average for a bar, below which a column shows the greatest of its bars."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What of a series is in the window."""

    series: Series
    bounds: NDArray[np.intp]
    """The first point at or behind each edge of the columns of dots."""
    lows: Values
    """For each column of dots, and for bars of cells; no number where there is nothing."""
    highs: Values
    joined: NDArray[np.bool_] | None = None
    """Of lines: for each column of dots but the first whether the line comes from the one before."""

    def limits(self) -> tuple[float, float] | None:
        """The least and the greatest value in sight; None where there is none."""
        ends = np.concatenate((self.lows, self.highs))
        ends = ends[np.isfinite(ends)]
        return (float(ends.min()), float(ends.max())) if len(ends) else None

    @property
    def inside(self) -> slice:
        """The points in the window."""
        return slice(int(self.bounds[0]), int(self.bounds[-1]))


def in_order(plot: Plot) -> Plot:
    """The same plot, its points ascending."""
    if all(_ascends(one.x) for one in plot.series):
        return plot
    return replace(plot, series=tuple(_ascending(one) for one in plot.series))


def _ascends(x: NDArray[np.int64]) -> bool:
    return bool((x[1:] >= x[:-1]).all())


def _ascending(series: Series) -> Series:
    if _ascends(series.x):
        return series
    order = np.argsort(series.x, kind="stable")
    low, rows = series.low, series.rows
    return replace(
        series,
        x=series.x[order],
        y=series.y[order],
        low=None if low is None else low[order],
        rows=None if rows is None else rows[order],
    )


def sight(series: Series, scale: XScale, *, logarithmic: bool = False) -> Sight:
    """What a window shows of a series whose points ascend; `logarithmic` says so of y, where only what is above
    nothing has a place. Marks stay: that something happened is to be seen, if only at the bottom."""
    if logarithmic and series.shape != "marks":
        series = _above_nothing(series)
    edges = scale.edges
    bounds = np.searchsorted(series.x, edges)
    if scale.last >= int(edges[-1]):  # the greatest x there can be, behind which no edge can stand
        bounds[-1] = len(series.x)
    match series.shape:
        case "bars":
            heights = _bars(series, scale, bounds)
            return Sight(series, bounds, heights, heights)
        case "ranges" if series.low is not None:
            lows = np.fmin(_reduced(np.fmin, series.low, bounds), _reduced(np.fmin, series.y, bounds))
            highs = np.fmax(_reduced(np.fmax, series.low, bounds), _reduced(np.fmax, series.y, bounds))
            return Sight(series, bounds, lows, highs)
    lows, highs = _reduced(np.fmin, series.y, bounds), _reduced(np.fmax, series.y, bounds)
    if series.shape == "steps":
        before = _held_values(series, edges, bounds)[:-1]
        return Sight(series, bounds, np.fmin(lows, before), np.fmax(highs, before))
    if series.shape != "line":
        return Sight(series, bounds, lows, highs)
    middles = (edges[:-1] >> 1) + (edges[1:] >> 1) + (edges[:-1] & edges[1:] & 1)
    passing = _crossings(series, middles, bounds[:-1], logarithmic=logarithmic)
    is_empty = bounds[1:] == bounds[:-1]
    joined = ~np.isnan(_crossings(series, edges[1:-1], bounds[1:-1], logarithmic=logarithmic))
    return Sight(series, bounds, np.where(is_empty, passing, lows), np.where(is_empty, passing, highs), joined)


def _above_nothing(series: Series) -> Series:
    is_above = series.y > 0
    return series if is_above.all() else replace(series, y=np.where(is_above, series.y, np.nan))


def _reduced(reduce: np.ufunc, values: Values, bounds: NDArray[np.intp]) -> Values:
    """The least or greatest of the values of each column; no number where there are none."""
    found = np.full(len(bounds) - 1, np.nan)
    filled = bounds[1:] > bounds[:-1]
    if filled.any():
        # Columns without points have no part in it: each filled one ends where the next filled one begins.
        found[filled] = reduce.reduceat(values[: bounds[-1]], bounds[:-1][filled])
    return found


def _crossings(series: Series, places: NDArray[np.int64], behind: NDArray[np.intp], *, logarithmic: bool) -> Values:
    """Where a line from point to point is at each place, behind which the next point is known; no number for none."""
    found = np.full(len(places), np.nan)
    between = (behind > 0) & (behind < len(series.x))
    right = behind[between]
    left = right - 1
    # Of ascending int64 the difference is exact as uint64, also where it is more than int64 can hold.
    x = series.x.view(np.uint64)
    start = x[left]
    part = (places.view(np.uint64)[between] - start).astype(np.float64)
    part /= np.maximum((x[right] - start).astype(np.float64), 1.0)
    before, after = series.y[left], series.y[right]
    with np.errstate(all="ignore"):
        if logarithmic:
            grown = before * (after / before) ** part
            found[between] = np.where((before > 0) & (after > 0), grown, before + (after - before) * part)
        else:
            found[between] = before + (after - before) * part
    return found


def held(series: Series, places: NDArray[np.int64], behind: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether a bar or step holds at each place; `behind` has for each the first point that comes after it."""
    found = np.zeros(len(places), bool)
    x = series.x
    is_begun = behind > 0
    left = behind[is_begun] - 1
    if series.width:
        found[is_begun] = places.view(np.uint64)[is_begun] - x.view(np.uint64)[left] < np.uint64(series.width)
    else:
        # The last one holds for as long as the one before it did.
        found[is_begun] = (behind[is_begun] < len(x)) | _within_last(x, places[is_begun])
    return found


def _held_values(series: Series, places: NDArray[np.int64], behind: NDArray[np.intp]) -> Values:
    """The value that holds at each place; no number where none does."""
    found = np.full(len(places), np.nan)
    holds = held(series, places, behind)
    found[holds] = series.y[behind[holds] - 1]
    return found


def _within_last(x: NDArray[np.int64], edges: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether edges lie in what the last point holds."""
    if len(x) < 2 or x[-1] == x[-2]:
        return np.zeros(len(edges), bool)
    unsigned = x.view(np.uint64)
    nearer: NDArray[np.bool_] = edges.view(np.uint64) - unsigned[-1:] < unsigned[-1:] - unsigned[-2:-1]
    return nearer


def _bars(series: Series, scale: XScale, bounds: NDArray[np.intp]) -> Values:
    """The height of the bar in each column of cells; of many the greatest."""
    cells = bounds[::ACROSS]
    highs, lows = _reduced(np.fmax, series.y, cells), _reduced(np.fmin, series.y, cells)
    with np.errstate(invalid="ignore"):
        greatest = np.where(np.abs(lows) > np.abs(highs), lows, highs)
    begun = np.diff(cells)
    if begun.sum() > scale.columns * NARROW:
        return greatest
    middles = np.array([scale.x_at(column) for column in range(scale.columns)], np.int64)
    holding = _held_values(series, middles, np.searchsorted(series.x, middles, "right"))
    return np.where((begun > 1) | np.isnan(holding), greatest, holding)
