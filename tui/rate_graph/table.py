"""The values of an I/O graph as a table of statistics: an interval a line, a column a series."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

import numpy as np

from dissectors.text import seconds
from tui.graphs.labels import value_text
from tui.rate_graph.units import unit_of
from tui.statistics.columns import Column, Record
from tui.statistics.tables import Table
from tui.time_format import NO_TIME
from tui.wording import lasting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dissectors.statistics.rates import Rates
    from tui.rate_graph.series import SeriesWanted

Counted = Sequence[tuple["SeriesWanted", "Rates"]]


def series_table(
    counted: Counted,
    interval: int,
    origin: int,
    window: tuple[int, int] | None = None,
    narrow: Callable[[str], str] = lambda text: text,
) -> Table:
    """The intervals in which any series has a value, of the window or of all, in nanoseconds.

    `narrow` makes the filter of a moment one of those packets that were meant.
    """
    columns = [Column("Seconds", lambda one: _plain_seconds(one["start_ns"]), by="start_ns")]
    columns += [_column(series) for series, _ in counted]
    title = f"Series by time, an interval of {lasting(interval)} a line; those without any value are left out"
    records = _Records(counted, interval, origin, window, narrow)
    return Table("io", title, columns, records, "nothing came", key="start_ns")


def _column(series: SeriesWanted) -> Column:
    unit = unit_of(series.quantity)

    def text(record: Record) -> str:
        value = record["series"][_key(series)]
        return NO_TIME if value is None else value_text(value, unit)

    return Column(series.name, text)


def _key(series: SeriesWanted) -> str:
    """What its values are called in a record: as everywhere, what is nanoseconds says so."""
    return f"{series.name}_ns" if unit_of(series.quantity) == "ns" else series.name


def _plain_seconds(nanoseconds: int) -> str:
    return seconds(nanoseconds).rstrip("0").rstrip(".") or "0"


class _Records(Sequence[Record]):
    """Made when they are asked for: there may be as many as packets."""

    def __init__(
        self,
        counted: Counted,
        interval: int,
        origin: int,
        window: tuple[int, int] | None,
        narrow: Callable[[str], str],
    ) -> None:
        self._counted = counted
        self._interval, self._origin, self._narrow = interval, origin, narrow
        every = [rates.places for _, rates in counted]
        self._places: NDArray[np.int64] = np.unique(np.concatenate([np.zeros(0, np.int64), *every]))
        if window is not None:
            low, high = np.searchsorted(self._places, (window[0] // interval, window[1] // interval + 1))
            self._places = self._places[low:high]

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice):
            return [self._record(one) for one in self._places[place].tolist()]
        return self._record(int(self._places[place]))

    def __iter__(self) -> Iterator[Record]:
        return map(self._record, self._places.tolist())

    def _record(self, place: int) -> dict[str, Any]:
        start = place * self._interval
        stop = start + self._interval
        values: dict[str, float | None] = {}
        rows: list[int] = []
        for series, rates in self._counted:
            at = int(np.searchsorted(rates.places, place))
            if at < len(rates.places) and rates.places[at] == place:
                values[_key(series)] = _number(float(rates.values[at]))
                rows.append(int(rates.first_rows[at]))
            else:
                values[_key(series)] = 0 if series.quantity.is_nothing_zero else None
        text = f"frame.time_relative >= {seconds(start)} && frame.time_relative < {seconds(stop)}"
        return {
            "start_ns": start,
            "interval_ns": self._interval,
            "time_ns": self._origin + start,
            "series": values,
            "first_packet": min(rows) + 1,
            "filter": self._narrow(text),
        }


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value
