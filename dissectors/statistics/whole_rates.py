"""How much came over time, for a graph of a whole capture that may grow: intervals become longer as it does.

They double, so that what was counted before is only put together, and nothing is ever read twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.packets.layer_index import PIECE_ROWS
from dissectors.statistics.interval_sums import IntervalSums, Part, part_of
from dissectors.statistics.rates import Rates, intervals_of

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]
SHORTEST: Final = 1024
"""Nanoseconds."""
MOST: Final = 512


class WholeRates:
    """Bytes on the wire of the rows that it is given, each once and in order. Belongs to who has the index's turn."""

    def __init__(self, index: LayerIndex, most: int = MOST) -> None:
        """There are at most so many intervals from the first packet to the last, and more than a third of it."""
        self.index = index
        self.rows_done = 0
        """Rows before this one have been given."""
        self.first_time: int | None = None
        """The earliest, in nanoseconds since 1970; None where no packet has a time."""
        self.last_time: int | None = None
        self._most = most
        self._interval = SHORTEST
        self._origin: int | None = None
        self._sums = IntervalSums()

    def extend(self, stop: int) -> None:
        """Count all rows from `rows_done` to before `stop`. Raises CaptureFileError."""
        while self.rows_done < stop:
            piece_stop = min(stop, self.rows_done + PIECE_ROWS)
            self._count(np.arange(self.rows_done, piece_stop))
            self.rows_done = piece_stop

    def add(self, rows: Integers) -> None:
        """Count these rows, ascending and behind those before. Raises CaptureFileError."""
        while len(rows):
            stop = int(rows[0]) + PIECE_ROWS
            piece = rows[: np.searchsorted(rows, stop)]
            self._count(piece)
            self.rows_done = int(piece[-1]) + 1
            rows = rows[len(piece) :]

    def rates(self) -> Rates:
        """Bytes by interval, from the time of the first packet that counted on; it stays as it is."""
        found = self._sums.part()
        return Rates(self._interval, self._origin or 0, found.places, found.values, found.rows)

    def _count(self, rows: Integers) -> None:
        frames, first, stop = self.index.capture.frames, int(rows[0]), int(rows[-1]) + 1
        times = frames.column("time", first, stop)[rows - first]
        sizes = frames.column("original_length", first, stop)[rows - first]
        known = np.flatnonzero(times != NO_TIME)
        if not len(known):
            return
        rows, times, sizes = rows[known], times[known], sizes[known]
        self._take_times(int(times.min()), int(times.max()), int(times[0]))
        assert self._origin is not None
        places = intervals_of(times, self._origin, self._interval)
        self._sums.add(part_of(places, rows, sizes.astype(np.float64), np.add))

    def _take_times(self, first: int, last: int, origin: int) -> None:
        if self._origin is None or self.first_time is None or self.last_time is None:
            self._origin, self.first_time, self.last_time = origin, first, last
        self.first_time, self.last_time = min(self.first_time, first), max(self.last_time, last)
        while self._span > self._most:
            self._interval *= 2
            before, self._sums = self._sums.part(), IntervalSums()
            self._sums.add(_halved(before))

    @property
    def _span(self) -> int:
        """Intervals from the first to the last."""
        assert self._origin is not None
        assert self.first_time is not None
        assert self.last_time is not None
        return (
            (self.last_time - self._origin) // self._interval - (self.first_time - self._origin) // self._interval + 1
        )


def _halved(part: Part) -> Part:
    """As many intervals as before are twice as long."""
    places = part.places // 2
    first = np.flatnonzero(np.diff(places, prepend=places[:1] - 1))
    if not len(places):
        return part
    return Part(places[first], np.add.reduceat(part.values, first), np.minimum.reduceat(part.rows, first))
