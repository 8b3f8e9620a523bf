"""Packets, bytes or a field's values in each interval of time: the graph over time, and `tshark -z io,stat`.

Made anew from the columns whenever it is asked for, so that one can zoom into any stretch. Intervals in which nothing
happened are left out: a capture of many years in milliseconds is no longer than its packets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.fields import BOOLEAN, RELATIVE_TIME, SIGNED, SPECS, UNSIGNED
from dissectors.packets.columns import Columns
from dissectors.streams.tables.conversation_counts import walk

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Measure = Literal["packets", "bytes", "bits"]
Summary = Literal["SUM", "AVG", "MIN", "MAX", "COUNT"]
SUMMARIES: Final[tuple[Summary, ...]] = ("SUM", "AVG", "MIN", "MAX", "COUNT")

MILLISECOND: Final = 1_000_000
_MILLISECONDS: Final = (
    *(1, 2, 5, 10, 20, 50, 100, 200, 500),
    *(1_000, 2_000, 5_000, 10_000, 30_000, 60_000, 300_000, 600_000, 3_600_000),
)
INTERVALS: Final = tuple(MILLISECOND * count for count in _MILLISECONDS)
"""Nanoseconds, from a millisecond to an hour: those that divide what people count time in."""
_NUMBERS: Final = (UNSIGNED, SIGNED, BOOLEAN, RELATIVE_TIME)


@dataclass(frozen=True, slots=True)
class Rates:
    """Values by interval."""

    interval: int
    """Nanoseconds."""
    origin: int
    """Nanoseconds since 1970 at which interval 0 begins."""
    places: Integers
    """The intervals in which there is a value, ascending; below 0 are those before the origin."""
    values: Numbers
    first_rows: Integers
    """Of each interval the first row that counted."""

    def within(self, first: int, stop: int) -> Numbers:
        """The values of all intervals from `first` to before `stop`, as many as there are; 0 where there is none."""
        found = np.zeros(max(stop - first, 0))
        low, high = np.searchsorted(self.places, (first, stop)).tolist()
        found[self.places[low:high] - first] = self.values[low:high]
        return found


def interval_for(duration: int, most: int) -> int:
    """The shortest of INTERVALS with which a duration, in nanoseconds, has at most so many; else the longest."""
    return next((interval for interval in INTERVALS if duration <= interval * most), INTERVALS[-1])


def rates_of(
    index: LayerIndex, interval: int, origin: int, measure: Measure = "packets", rows: Integers | None = None
) -> Rates:
    """How much came in each interval, of `rows`, ascending, or of all. Belongs to whoever has the index's turn.

    Raises CaptureFileError.
    """
    frames, parts = index.capture.frames, []
    for piece, wanted, _ in walk(index, 0, len(frames), rows):
        times = frames.column("time", piece.first, piece.first + piece.count)
        chosen = np.flatnonzero(times != NO_TIME if wanted is None else wanted & (times != NO_TIME))
        amounts = None
        if measure != "packets":
            lengths = frames.column("original_length", piece.first, piece.first + piece.count)
            amounts = lengths[chosen].astype(np.float64) * (8 if measure == "bits" else 1)
        parts.append(_part(intervals_of(times[chosen], origin, interval), chosen + piece.first, amounts, np.add))
    return _joined(parts, interval, origin, np.add)


def summaries_of(
    index: LayerIndex, interval: int, origin: int, field: str, summary: Summary, rows: Integers | None = None
) -> Rates:
    """A summary of a field's values in each interval, as `rates_of` counts; those of times are nanoseconds.

    Raises KeyError for a field that has no column of numbers, and CaptureFileError.
    """
    if summary != "COUNT" and not is_number(field):
        raise KeyError(field)
    frames, columns = index.capture.frames, Columns(index)
    join = {"MIN": np.minimum, "MAX": np.maximum}.get(summary, np.add)
    parts, counts = [], []
    for piece, wanted, _ in walk(index, 0, len(frames), rows):
        found = columns.occurrences(field, piece)
        times = frames.column("time", piece.first, piece.first + piece.count)[found.rows]
        chosen = np.flatnonzero(times != NO_TIME if wanted is None else wanted[found.rows] & (times != NO_TIME))
        places, in_rows = intervals_of(times[chosen], origin, interval), found.rows[chosen] + piece.first
        counts.append(_part(places, in_rows, None, np.add))
        if summary != "COUNT":
            parts.append(_part(places, in_rows, found.values[chosen].astype(np.float64), join))
    counted = _joined(counts, interval, origin, np.add)
    if summary == "COUNT":
        return counted
    joined = _joined(parts, interval, origin, join)
    return replace(joined, values=joined.values / counted.values) if summary == "AVG" else joined


def is_number(field: str) -> bool:
    """Whether sums and averages of a field's values mean anything."""
    return any(spec.kind in _NUMBERS for spec in SPECS.get(field, ()))


def intervals_of(times: Integers, origin: int, interval: int) -> Integers:
    """The interval, of two nanoseconds or more, that each time since 1970 lies in; times of any distance."""
    whole, rest = np.divmod(times, interval)
    origin_whole, origin_rest = divmod(origin, interval)
    # The difference of two times may not fit; that of their intervals does.
    return whole - origin_whole - (rest < origin_rest)


_Part = tuple[Integers, Numbers, Integers]
"""Intervals, ascending, with their values and first rows."""


def _part(places: Integers, rows: Integers, amounts: Numbers | None, join: np.ufunc) -> _Part:
    """What rows add to their intervals; without amounts each counts as one. `rows` ascend."""
    if not len(places):
        return places, np.zeros(0), rows
    if (places[1:] >= places[:-1]).all():
        # Mostly packets are in order of time.
        ordered, order = places, None
    else:
        order = np.argsort(places, kind="stable")
        ordered, rows = places[order], rows[order]
        amounts = None if amounts is None else amounts[order]
    first = np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]]))
    if amounts is None:
        values = np.diff(np.append(first, len(ordered))).astype(np.float64)
    else:
        values = join.reduceat(amounts, first)
    return ordered[first], values, rows[first]


def _joined(parts: Sequence[_Part], interval: int, origin: int, join: np.ufunc) -> Rates:
    nothing = np.zeros(0, np.int64)
    places, values, rows = nothing, np.zeros(0), nothing
    if parts:
        places, values, rows = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.argsort(places, kind="stable")
        places, values, rows = _part(places[order], rows[order], values[order], join)
    return Rates(interval, origin, places, values, rows)
