"""Packets and bytes over time as a table: an interval a line, as `tshark -z io,stat` has them."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME
from dissectors.statistics.intervals import interval_for
from dissectors.statistics.rates import Rates, rates_of
from dissectors.text import seconds
from tui import wording
from tui.graphs.drawing import drawn
from tui.graphs.plot import Axis, Plot, Series
from tui.statistics.aligned import INDENT
from tui.statistics.columns import Column, shown
from tui.statistics.quantities import bit_rate, bit_rate_words
from tui.statistics.tables import Table
from tui.wording import lasting

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tui.statistics.subject import Subject

USUAL_INTERVALS: Final = 60
"""Most intervals where nobody says how long one is."""
AXIS_CELLS: Final = 12
"""Left of a chart, at most."""
CHART_LINES: Final = 8
"""With its axis."""
_COLUMNS: Final = (
    Column("Seconds", lambda one: seconds(one["start_ns"]).rstrip("0").rstrip(".") or "0", by="start_ns"),
    shown("Packets", "packets", wording.count),
    shown("Bytes", "bytes", wording.count),
    shown("bit/s", "bits_per_second", bit_rate),
    shown("First packet", "first_packet", wording.count),
)


def rate_tables(subject: Subject) -> list[Table]:
    """The intervals in which there were packets, from the capture's first packet on. Raises CaptureFileError."""
    interval = interval_of(subject)
    records = list(_records(subject, interval))
    title = f"Packets and bytes by time, an interval of {lasting(interval)} a line; those without packets are left out"
    return [Table("io", title, _COLUMNS, records, "no packets with a time")]


def interval_of(subject: Subject) -> int:
    """As asked for; else such that there are not too many of them."""
    return subject.interval or interval_for(subject.overview.duration or 0, USUAL_INTERVALS)


def _records(subject: Subject, interval: int) -> Iterator[dict[str, Any]]:
    origin = subject.overview.first_time if subject.origin is None else subject.origin
    if origin is None:
        return
    # Where the first frame has no time, no frame has one since it.
    field, begin = ("frame.time_relative", 0) if subject.origin is not None else ("frame.time_epoch", origin)
    packets = rates_of(subject.index, interval, origin, "packets", subject.rows)
    sizes = rates_of(subject.index, interval, origin, "bytes", subject.rows)
    is_instant = not subject.overview.duration
    columns = (packets.places, packets.values, sizes.values, packets.first_rows)
    for place, count, size, row in zip(*(column.tolist() for column in columns), strict=True):
        start = place * interval
        stop = start + interval
        yield {
            "start_ns": start,
            "interval_ns": interval,
            "time_ns": origin + start,
            "packets": int(count),
            "bytes": int(size),
            "bits_per_second": None if is_instant else size * 8e9 / interval,
            "first_packet": row + 1,
            "filter": subject.filter(f"{field} >= {seconds(start + begin)} && {field} < {seconds(stop + begin)}"),
        }


def rate_chart(subject: Subject, width: int) -> Iterator[str]:
    """Bits a second from the earliest packet to the latest, as high as the most of them. Raises CaptureFileError."""
    told = subject.overview
    if told.first_time is None or not told.duration:
        return
    start = told.first_time - (told.first_time if subject.origin is None else subject.origin)
    cells = max(width - AXIS_CELLS - len(INDENT), 1)
    # A bar is as wide as the whole makes it, in whole nanoseconds: no interval of the usual ones fills the width.
    interval = -(-(told.duration + 1) // cells)
    sizes: Rates = rates_of(subject.index, interval, told.first_time, "bits", subject.rows)
    rates = sizes.within(0, cells) * 1e9 / interval
    most = bit_rate_words(float(np.max(rates)))
    heading = f"Bits a second over {lasting(told.duration)}, {lasting(interval)} a bar; the most: {most}"
    yield from textwrap.wrap(heading, width, subsequent_indent=INDENT)
    # Two times may be farther apart than a column has room for.
    begins = [min(max(start + cell * interval, EARLIEST_TIME), LATEST_TIME) for cell in range(cells)]
    bars = Series("", np.array(begins, np.int64), rates, "bars", width=interval)
    plot = Plot((bars,), Axis(unit="time", first=start, last=start + told.duration), Axis(unit="bit/s"))
    for line in drawn(plot, width - len(INDENT), CHART_LINES, is_plain=True):
        yield f"{INDENT}{''.join(text for text, _ in line)}".rstrip()
