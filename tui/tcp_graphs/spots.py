"""Which packet a place of a graph is: what is marked there, else the nearest point; and the marks one by one."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.tcp_graphs.observed import Observed
from dissectors.statistics.tcp_graphs.points import EVENTS, Graph, Points, positions
from tui.graphs.scale import LEAST_X, MOST_X

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _Spots:
    """Places on x, ascending, with their packets' rows."""

    x: Integers
    rows: Integers
    low: Floats
    """From where to where each reaches on y."""
    high: Floats


@dataclass(frozen=True, slots=True)
class Spots:
    """The packets of one graph by their places; made by `spots_of`."""

    marks: _Spots
    stops: _Spots
    """The marks without those that only repeat the one before."""
    points: tuple[_Spots, ...]
    rows: Integers
    """Of all packets of the conversation, ascending."""
    x: Integers
    """Where each of them stands."""

    def row_at(self, x: int, span: int, band: tuple[float, float] | None = None) -> int | None:
        """The row of what is marked within half of `span`, else of the nearest point; None without points.

        `band` is from where to where on y: within half of `span` what is nearest to it comes first then.
        """
        if band is not None and (row := self._row_in(x, max(span // 2, 1), band)) is not None:
            return row
        found = _nearest(self.marks, x)
        if found is not None and abs(found[0]) <= max(span // 2, 1):
            return found[1]
        near = [one for one in (_nearest(spots, x) for spots in self.points) if one is not None]
        return min(near, key=lambda one: abs(one[0]))[1] if near else None

    def _row_in(self, x: int, reach: int, band: tuple[float, float]) -> int | None:
        """Of what stands no farther away on x what is nearest to a band of y, of alike ones a mark, then by x."""
        best: tuple[float, bool, int, int] | None = None
        least, most = max(x - reach, LEAST_X), min(x + reach, MOST_X)
        for spots in (self.marks, *self.points):
            near = slice(int(np.searchsorted(spots.x, least)), int(np.searchsorted(spots.x, most, "right")))
            if near.start < near.stop:
                away = np.maximum(np.maximum(spots.low[near] - band[1], band[0] - spots.high[near]), 0.0)
                away[np.isnan(away)] = np.inf
                aside = np.abs(spots.x[near] - x)
                place = int(np.lexsort((aside, away))[0])
                found = (float(away[place]), spots is not self.marks, int(aside[place]), int(spots.rows[near][place]))
                best = found if best is None else min(best, found)
        return None if best is None else best[3]

    def x_of(self, row: int) -> int | None:
        """Where a packet stands; None if it is not one of the conversation's."""
        place = self.place_of(row)
        return None if place is None else int(self.x[place])

    def place_of(self, row: int) -> int | None:
        """Which of the conversation's packets a row is."""
        place = int(np.searchsorted(self.rows, row))
        return place if place < len(self.rows) and self.rows[place] == row else None

    def mark_from(self, x: int | None, row: int | None, step: int) -> tuple[int, int] | None:
        """Place and row of the next mark behind (1) or before (-1) a packet; None where there is none.

        Without a packet the first or the last one in that direction from `x`, which is None for all.
        """
        marks = self.stops
        if not len(marks.x):
            return None
        if x is None:
            place = 0 if step > 0 else len(marks.x) - 1
        else:
            low, high = (int(np.searchsorted(marks.x, x, side)) for side in ("left", "right"))
            # Of marks at one place the packets' order decides.
            here = marks.rows[low:high]
            place = low + int(np.searchsorted(here, row, "right" if step > 0 else "left")) if row is not None else high
            place = place if step > 0 else (place if row is not None else low) - 1
        if not 0 <= place < len(marks.x):
            return None
        return int(marks.x[place]), int(marks.rows[place])


def spots_of(observed: Observed, graph: Graph) -> Spots:
    """The places of a graph's packets."""
    events = graph.events
    order = np.lexsort((events.rows, events.x))
    kinds = events.kinds[order]
    # Hundreds of duplicate acknowledgments may follow one loss: the first one tells of it.
    repeats = np.zeros(len(order), np.bool_)
    repeats[1:] = (kinds[1:] == kinds[:-1]) & (kinds[1:] == EVENTS.index("duplicate ACK"))
    first = order[~repeats]
    x = positions(observed, graph.side) if graph.kind == "rtt-seq" else observed.times
    points = tuple(_ascending(points) for points in graph.points if len(points))
    marks, stops = (_Spots(events.x[these], events.rows[these], y := events.y[these], y) for these in (order, first))
    return Spots(marks, stops, points, observed.rows, x)


def _ascending(points: Points) -> _Spots:
    high = points.y.astype(np.float64)
    low = high if points.low is None else points.low.astype(np.float64)
    if np.any(points.x[1:] < points.x[:-1]):
        order = np.argsort(points.x, kind="stable")
        return _Spots(points.x[order], points.rows[order], low[order], high[order])
    return _Spots(points.x, points.rows, low, high)


def _nearest(spots: _Spots, x: int) -> tuple[int, int] | None:
    """How far away the nearest is, and its row."""
    if not len(spots.x):
        return None
    behind = int(np.searchsorted(spots.x, x, "left"))
    near = [place for place in (behind - 1, behind) if 0 <= place < len(spots.x)]
    place = min(near, key=lambda one: abs(int(spots.x[one]) - x))
    return int(spots.x[place]) - x, int(spots.rows[place])
