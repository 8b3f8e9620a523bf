"""Packets, bytes or a field's values in each interval of time: the graph over time, and `tshark -z io,stat`.

Counted from the columns, anew or on and on as a capture grows, of all time or of a stretch of it, so that one can zoom
into anything. Intervals in which nothing happened are left out: a capture of many years in milliseconds is no longer
than its packets.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.fields import BOOLEAN, FLOAT, RELATIVE_TIME, SIGNED, SPECS, UNSIGNED
from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import PIECE_ROWS
from dissectors.packets.piece_counts import walk
from dissectors.packets.whole_columns import whole_numbers
from dissectors.statistics.interval_sums import IntervalSums, Part, part_of
from dissectors.statistics.intervals import intervals_of
from dissectors.statistics.prepared_columns import prepare

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]
Measure = Literal["packets", "bytes", "bits"]
Summary = Literal["SUM", "AVG", "MIN", "MAX", "COUNT"]
MEASURES: Final[tuple[Measure, ...]] = get_args(Measure)
SUMMARIES: Final[tuple[Summary, ...]] = get_args(Summary)

_NUMBERS: Final = (UNSIGNED, SIGNED, BOOLEAN, FLOAT, RELATIVE_TIME)
_FIRST_TIME: Final = -(2**63) + 1
_LAST_TIME: Final = 2**63 - 1


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


@dataclass(frozen=True, slots=True)
class Quantity:
    """What of packets is counted: how many or how large they are, or a summary of a field's values."""

    measure: Measure | Summary = "packets"
    field: str = ""
    """Of a summary, whose values are nanoseconds where the field is a time; empty with a measure."""

    @property
    def is_nothing_zero(self) -> bool:
        """Where nothing came it is 0; an average of nothing is no number."""
        return self.measure not in ("AVG", "MIN", "MAX")


class RateCounts:
    """Counts the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(
        self,
        index: LayerIndex,
        interval: int,
        origin: int,
        quantity: Quantity = Quantity(),
        places: tuple[int, int] | None = None,
    ) -> None:
        """`interval` in nanoseconds, two or more; `origin` in nanoseconds since 1970.

        `places`: only the intervals from the first to before the other are counted; None: all.
        """
        self.index = index
        self.interval = interval
        self.origin = origin
        self.quantity = quantity
        self.rows_done = 0
        """Rows before this one have been given."""
        self._times = (_FIRST_TIME, _LAST_TIME)
        """Only these, both included."""
        if places is not None:
            start, stop = (origin + place * interval for place in places)
            self._times = (max(start, _FIRST_TIME), min(stop - 1, _LAST_TIME))
        self._columns = Columns(index)
        self._join = {"MIN": np.minimum, "MAX": np.maximum}.get(quantity.measure, np.add)
        self._values = IntervalSums(self._join)
        self._counts = IntervalSums()
        """How many values there are, for averages."""

    def extend(self, stop: int) -> None:
        """Count all rows from `rows_done` to before `stop`.

        Raises CaptureFileError, and KeyError for a field that has no column of numbers: `take` counts its values.
        """
        self._count(stop, None)

    def add(self, rows: Integers) -> None:
        """Count these rows, ascending and behind those before. Raises as `extend` does."""
        if len(rows):
            self.rows_done = max(self.rows_done, int(rows[0]))
            self._count(int(rows[-1]) + 1, rows)

    def take(self, rows: Integers, values: Numbers) -> None:
        """Count values of the field that somebody has read, with the row of each, ascending and behind those before.

        What is NaN counts as there, and has no value.
        """
        if not len(rows):
            return
        self.rows_done = int(rows[-1]) + 1
        if self.quantity.measure == "COUNT":
            self._take(rows, None)
        elif len(known := np.flatnonzero(~np.isnan(values))):
            self._take(rows[known], values[known])

    def rates(self) -> Rates:
        """What has been counted so far; it stays as it is while counting goes on."""
        found = self._values.part()
        values = found.values / self._counts.part().values if self.quantity.measure == "AVG" else found.values
        return Rates(self.interval, self.origin, found.places, values, found.rows)

    def _count(self, stop: int, rows: Integers | None) -> None:
        for part_rows, amounts in self._of_field(stop, rows) if self.quantity.field else self._of_frames(stop, rows):
            self._take(part_rows, amounts)

    def _take(self, rows: Integers, amounts: Numbers | None) -> None:
        """Rows, and what each adds, which is one where it is None."""
        times = self.index.capture.frames.column("time", int(rows[0]), int(rows[-1]) + 1)[rows - rows[0]]
        first, last = self._times
        chosen = np.flatnonzero((times >= first) & (times <= last) & (times != NO_TIME))
        if len(chosen) < len(times):
            rows, times = rows[chosen], times[chosen]
            amounts = None if amounts is None else amounts[chosen]
        places = intervals_of(times, self.origin, self.interval)
        self._add(part_of(places, rows, amounts, self._join), places, rows)

    def _add(self, part: Part, places: Integers, rows: Integers) -> None:
        self._values.add(part)
        if self.quantity.measure == "AVG":
            self._counts.add(part_of(places, rows, None, np.add))

    def _of_frames(self, stop: int, rows: Integers | None) -> Iterator[tuple[Integers, Numbers | None]]:
        """Rows and what each adds, which is one where it is None."""
        frames, measure = self.index.capture.frames, self.quantity.measure
        while self.rows_done < stop:
            first, self.rows_done = self.rows_done, min(self.rows_done + PIECE_ROWS, stop)
            here = np.arange(first, self.rows_done) if rows is None else _between(rows, first, self.rows_done)
            if not len(here):
                continue
            if measure == "packets":
                yield here, None
            else:
                lengths = frames.column("original_length", first, self.rows_done).astype(np.float64)
                yield here, lengths[here - first] * (8 if measure == "bits" else 1)

    def _of_field(self, stop: int, rows: Integers | None) -> Iterator[tuple[Integers, Numbers | None]]:
        """The rows of all occurrences, with the value of each."""
        field, is_count = self.quantity.field, self.quantity.measure == "COUNT"
        if not has_column(self.index, self.quantity):
            raise KeyError(field)
        prepare(self.index, field, stop)
        for piece, wanted, piece_stop in walk(self.index, self.rows_done, stop, rows):
            found = self._columns.occurrences(field, piece)
            here, values = found.rows, found.values
            more, others = whole_numbers(self.index, field, piece, self.rows_done)
            self.rows_done = piece_stop
            if len(more):
                here = np.concatenate([here, more])
                values = np.ones(len(here)) if is_count else np.concatenate([values, others])
            if wanted is not None:
                chosen = np.flatnonzero(wanted[here])
                here, values = here[chosen], values[chosen]
            if not (here[1:] >= here[:-1]).all():
                # A field with several declarations, such as both ports.
                order = np.argsort(here, kind="stable")
                here, values = here[order], values[order]
            if len(here):
                yield here + piece.first, None if is_count else values.astype(np.float64)


def _between(rows: Integers, first: int, stop: int) -> Integers:
    low, high = np.searchsorted(rows, (first, stop)).tolist()
    return rows[low:high]


def rates_of(
    index: LayerIndex, interval: int, origin: int, measure: Measure = "packets", rows: Integers | None = None
) -> Rates:
    """How much came in each interval, of `rows`, ascending, or of all. Belongs to whoever has the index's turn.

    Raises CaptureFileError.
    """
    counts = RateCounts(index, interval, origin, Quantity(measure))
    if rows is None:
        counts.extend(len(index.capture.frames))
    else:
        counts.add(rows)
    return counts.rates()


def is_number(field: str) -> bool:
    """Whether sums and averages of a field's values mean anything."""
    return any(spec.kind in _NUMBERS for spec in SPECS.get(field, ()))


def has_column(index: LayerIndex, quantity: Quantity) -> bool:
    """Whether the field has a column, of numbers unless its occurrences are counted."""
    if not Columns(index).has(quantity.field) or quantity.measure == "COUNT":
        return Columns(index).has(quantity.field)
    # Columns of other kinds than these are bytes.
    return is_number(quantity.field) and all(spec.kind.is_number for _, spec in index.specs(quantity.field))
