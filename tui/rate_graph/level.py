"""One way of dividing time into intervals, and what has been counted by it of each series.

Coarse for the whole, fine for a window: when one looks closer, only the window is counted anew.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.packets.layer_index import PIECE_ROWS
from dissectors.statistics.intervals import ALL_INTERVALS, MILLISECOND, interval_for
from dissectors.statistics.rates import RateCounts
from tui.rate_graph.points import points_of

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.statistics.rates import Rates
    from tui.rate_graph.points import Points
    from tui.rate_graph.series_rows import HandedRows, RowStore
    from tui.rate_graph.series_values import SeriesValues
    from tui.rate_graph.wanted import Counted, Request

AROUND: Final = 1
"""So many windows before and behind the one in sight are counted with it, to be ready when one moves on."""


@dataclass(frozen=True, slots=True)
class Division:
    """Intervals of time."""

    interval: int
    """Nanoseconds."""
    places: tuple[int, int] | None = None
    """Only from the first to before the other; None: all."""

    def covers(self, other: Division) -> bool:
        """Whether it has all that the other would have."""
        if self.interval != other.interval or self.places is None or other.places is None:
            return self.interval == other.interval and self.places is None
        return self.places[0] <= other.places[0] and other.places[1] <= self.places[1]


def division_for(request: Request, extent: tuple[int, int]) -> tuple[Division, Division]:
    """How to divide time for what is wanted of a capture of that extent: what must be there, and what is counted."""
    first, last = extent if request.window is None else request.window
    interval = request.interval or interval_for(max(last - first, 0), max(request.columns, 1), ALL_INTERVALS)
    if not (request.interval or last > first):
        interval = MILLISECOND
    if request.window is None:
        return Division(interval), Division(interval)
    width = last - first + interval
    needed = (first // interval, last // interval + 1)
    counted = ((first - AROUND * width) // interval, (last + AROUND * width) // interval + 1)
    return Division(interval, needed), Division(interval, counted)


class _Count:
    """Of one series."""

    def __init__(self, counts: RateCounts) -> None:
        self.counts = counts
        self.taken = 0
        """Rows of its filter that it has."""
        self._told: tuple[object, Rates, Points] | None = None
        """What was told last, and of how much."""

    def told(self, counted: Counted, extent: tuple[int, int]) -> tuple[Rates, Points]:
        told, state = self._told, (self.counts.rows_done, extent)
        if told is None or told[0] != state:
            rates = self.counts.rates()
            is_zero = counted.quantity.is_nothing_zero
            points = points_of(rates, extent, has_gaps=counted.has_gaps, is_nothing_zero=is_zero)
            self._told = told = (state, rates, points)
        return told[1], told[2]


class Level:
    """Belongs to the thread that counts, which takes the index's turn by the piece."""

    def __init__(self, index: LayerIndex, division: Division, origin: int) -> None:
        self.index = index
        self.division = division
        self.origin = origin
        self._counts: dict[Counted, _Count] = {}

    def step(
        self, counted: Counted, handed: HandedRows, matched: RowStore | None, values: SeriesValues | None = None
    ) -> bool:
        """Count a further piece; whether there is more. `matched` are the rows of its filter, None: all handed over.

        `values` are those of a field that has no column. Raises KeyError where they are missing, and CaptureFileError.
        """
        one = self._counts.get(counted)
        if one is None:
            one = self._counts[counted] = _Count(self._new_counts(counted))
        if values is not None:
            read_rows, read = values.behind(one.taken)
            one.counts.take(read_rows, read)
            one.taken += len(read)
            return one.taken < len(values)
        store = handed.chosen if matched is None else matched
        with self.index.turn:
            if store is None:
                one.counts.extend(min(handed.stop, one.counts.rows_done + PIECE_ROWS))
                return one.counts.rows_done < handed.stop
            rows = store.behind(one.taken)[:PIECE_ROWS]
            one.counts.add(rows)
        one.taken += len(rows)
        return one.taken < len(store)

    def told(self, counted: Counted, extent: tuple[int, int]) -> tuple[Rates, Points] | None:
        """What has been counted, and the same as points; None where nothing was begun.

        `extent`: the capture's first and last interval.
        """
        one, places = self._counts.get(counted), self.division.places
        if places is not None:
            extent = max(extent[0], places[0]), min(extent[1], places[1] - 1)
        return None if one is None else one.told(counted, extent)

    def keep(self, counted: frozenset[Counted]) -> None:
        """Forget all other series."""
        self._counts = {key: one for key, one in self._counts.items() if key in counted}

    def _new_counts(self, counted: Counted) -> RateCounts:
        division = self.division
        return RateCounts(self.index, division.interval, self.origin, counted.quantity, division.places)
