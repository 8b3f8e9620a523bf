"""Series over time in print: those that were asked for, drawn as text and as a table, or in JSON and CSV."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.filters.errors import FilterError
from dissectors.statistics.field_values import FieldValues
from dissectors.statistics.rates import RateCounts, Rates, has_column
from tui.graphs.drawing import drawn
from tui.graphs.plot import Plot
from tui.printing.statistics.progress import Progress
from tui.rate_graph.picture import plot_of
from tui.rate_graph.points import points_of, seen
from tui.rate_graph.series import SeriesWanted, series_of
from tui.rate_graph.table import series_table
from tui.rate_graph.wanted import Progress as SeriesProgress
from tui.rate_graph.wanted import Request, Told, counted_by
from tui.statistics.rates import interval_of, rate_tables
from tui.statistics.subject import SECONDS_A_STEP

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.packets.table import PacketTable
    from tui.statistics.columns import Record
    from tui.statistics.kinds import Printed
    from tui.statistics.subject import Subject

Choose = Callable[["PacketTable", "AnyFilter"], NDArray[np.int64]]
"""All rows that a filter chooses. Raises FilterError and CaptureFileError."""
LINES: Final = 16
TITLE: Final = "Series by time"
_PACKETS: Final = (SeriesWanted("packets", shape="bars"),)
_LONGEST_NAMED: Final = 60


@dataclass(frozen=True, slots=True)
class AskedSeries:
    """A series that was asked for, and its filter; None: all packets."""

    series: SeriesWanted
    chosen: AnyFilter | None


def asked_series(texts: Sequence[str], choices: DeepChoices) -> tuple[AskedSeries, ...]:
    """What the texts describe, a colour each; those that say the same once. Raises FilterError, naming the text."""
    from dissectors.deep.filters.any_filter import any_filter

    found = []
    for colour, text in enumerate(dict.fromkeys(texts)):
        try:
            series = series_of(text, colour=colour % 8)
            found.append(AskedSeries(series, any_filter(series.filter, choices) if series.filter else None))
        except FilterError as error:
            raise FilterError(f"--series {text[:_LONGEST_NAMED]}: {error.message}") from error
    return tuple(found)


@dataclass(frozen=True, slots=True)
class RateDrawing:
    """A graph, in characters; it has no records of its own."""

    kind: str
    title: str
    plot: Plot
    records: Sequence[Record] = ()

    def lines(self, width: int, most: int | None = None) -> Iterator[str]:
        """Without colours; `most` is for tables."""
        for line in drawn(self.plot, width, LINES, is_plain=True):
            yield "".join(text for text, _ in line).rstrip()


def rate_parts(subject: Subject, asked: Sequence[AskedSeries], choose: Choose) -> list[Printed]:
    """Packets and bytes by time, or the series that were asked for: a drawing and a table. Raises CaptureFileError."""
    origin = subject.overview.first_time if subject.origin is None else subject.origin
    interval = interval_of(subject)
    if origin is None or subject.overview.first_time is None:
        return [*rate_tables(subject)]
    if not asked:
        packets = _rates(subject, _PACKETS[0], None, interval, origin)
        return [
            RateDrawing("io", TITLE, _plot(subject, [(_PACKETS[0], packets)], interval, origin)),
            *rate_tables(subject),
        ]
    counted = []
    for one in asked:
        rows = None if one.chosen is None else choose(subject.table, one.chosen)
        counted.append((one.series, _rates(subject, one.series, rows, interval, origin)))
    table = series_table(counted, interval, origin, narrow=subject.filter)
    return [RateDrawing("io", TITLE, _plot(subject, counted, interval, origin)), table]


def _rates(subject: Subject, series: SeriesWanted, rows: NDArray[np.int64] | None, interval: int, origin: int) -> Rates:
    """Of the rows that a filter chose, None is all, those that are meant. Raises CaptureFileError and WorkerLost."""
    if subject.rows is not None:
        rows = subject.rows if rows is None else np.intersect1d(rows, subject.rows, assume_unique=True)
    counts = RateCounts(subject.index, interval, origin, series.quantity)
    if series.quantity.field and not has_column(subject.index, series.quantity):
        _read(subject.table, counts, np.arange(len(subject.table)) if rows is None else rows)
        return counts.rates()
    with subject.index.turn:
        if rows is None:
            counts.extend(len(subject.table))
        else:
            counts.add(rows)
    return counts.rates()


def _read(table: PacketTable, counts: RateCounts, rows: NDArray[np.int64]) -> None:
    """Count a field that has no column by dissecting these rows; how far that is goes to the terminal."""
    progress = Progress()
    with closing(FieldValues(table, counts.quantity.field)) as values:
        values.add(rows)
        try:
            while not values.is_done:
                counts.take(*values.step(SECONDS_A_STEP))
                progress.tell("Dissecting", values.rows_done, len(table))
        finally:
            progress.clear()


def _plot(subject: Subject, counted: Sequence[tuple[SeriesWanted, Rates]], interval: int, origin: int) -> Plot:
    told = subject.overview
    assert told.first_time is not None
    assert told.last_time is not None
    first, last = seen(told.first_time - origin, told.last_time - origin, interval)
    extent = first // interval, last // interval
    progress: dict[Any, SeriesProgress] = {}
    for series, rates in counted:
        what = counted_by(series)
        is_zero = series.quantity.is_nothing_zero
        points = points_of(rates, extent, has_gaps=what.has_gaps, is_nothing_zero=is_zero)
        progress[what] = SeriesProgress(rates, points)
    picture = Told(Request(()), origin, first, last, interval, None, progress, is_done=True)
    return plot_of(picture, [series for series, _ in counted], has_names=True)
