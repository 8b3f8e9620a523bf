"""Packet lengths and times between packets as tables: histograms, and the values that so many do not exceed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from dissectors.statistics.distribution import Bucket, Spread
from dissectors.statistics.spreads import GapCounts, Histogram, LengthCounts
from dissectors.text import seconds
from tui import wording
from tui.statistics.columns import Column, Record, shown
from tui.statistics.quantities import percent, share
from tui.statistics.tables import Table
from tui.wording import lasting

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

BAR_CELLS: Final = 24
_EDGE_UNITS: Final = ((1_000_000_000, "s"), (1_000_000, "ms"), (1_000, "µs"))


def length_tables(subject: Subject) -> list[Table]:
    """Lengths on the wire, in bytes. Raises CaptureFileError."""
    found = subject.counted(LengthCounts).histogram()
    title = f"Packet lengths in bytes{_spread_words(found.spread, wording.count)}"
    return [_table("lengths", title, "Bytes", found, _length_filter, subject.filter, _lengths_words)]


def gap_tables(subject: Subject) -> list[Table]:
    """Times from a packet to the next of those that were meant. Raises CaptureFileError."""
    found = subject.counted(GapCounts).histogram()
    verb = "goes backwards and is" if found.left_out == 1 else "go backwards and are"
    backwards = f"; {wording.counted(found.left_out, 'time')} {verb} left out" if found.left_out else ""
    title = f"Times between packets{_spread_words(found.spread, lasting)}{backwards}"
    # What a filter calls the time since the previous frame is that of the whole capture.
    within: Callable[[str], str | None] = subject.filter if subject.rows is None else lambda text: None
    return [_table("gaps", title, "Time", found, _gap_filter, within, _gaps_words)]


def _table(
    kind: str,
    title: str,
    heading: str,
    found: Histogram,
    filter_of: Callable[[Bucket], str],
    within: Callable[[str], str | None],
    words: Callable[[int, int | None], str],
) -> Table:
    total = sum(one.count for one in found.buckets)
    largest = max((one.count for one in found.buckets), default=0)
    records: list[Record] = [
        {
            "low": one.low,
            "high": one.high,
            "packets": one.count,
            "share": share(one.count, total),
            "least": one.least,
            "average": one.average,
            "largest": one.largest,
            "filter": within(filter_of(one)),
        }
        for one in found.buckets
    ]
    # Buckets without packets before the first and behind the last one tell nothing.
    while records and not records[-1]["packets"]:
        records.pop()
    while records and not records[0]["packets"]:
        records.pop(0)
    columns = (
        Column(heading, lambda one: words(one["low"], one["high"]), by="low"),
        shown("Packets", "packets", wording.count),
        shown("Share", "share", percent),
        Column("", lambda one: "█" * round(BAR_CELLS * one["packets"] / max(largest, 1)), right=False),
    )
    return Table(kind, title, columns, records, "there are none", name=kind.capitalize())


def _lengths_words(low: int, high: int | None) -> str:
    return f"{wording.count(low)} and more" if high is None else f"{wording.count(low)} to {wording.count(high)}"


def _gaps_words(low: int, high: int | None) -> str:
    # Up to where the next begins: nobody reads the last nanosecond before.
    return f"{_edge_words(low)} and more" if high is None else f"{_edge_words(low)} to {_edge_words(high + 1)}"


def _edge_words(nanoseconds: int) -> str:
    """300 µs, 1,000 s: edges are whole numbers of these."""
    length, unit = next((one for one in _EDGE_UNITS if nanoseconds >= one[0]), _EDGE_UNITS[0])
    return f"{wording.count(nanoseconds // length)} {unit}"


def _spread_words(spread: Spread | None, words: Callable[[int], str]) -> str:
    if spread is None:
        return ""
    median, p95, p99 = map(words, spread.percentiles)
    return (
        f": {words(spread.least)} to {words(spread.largest)}, on average {words(round(spread.average))}, "
        f"median {median}, p95 {p95}, p99 {p99}"
    )


def spread_record(spread: Spread) -> dict[str, Any]:
    """Its numbers by name."""
    median, p95, p99 = spread.percentiles
    return {
        "count": spread.count,
        "least": spread.least,
        "average": spread.average,
        "median": median,
        "p95": p95,
        "p99": p99,
        "largest": spread.largest,
    }


def _length_filter(one: Bucket) -> str:
    return _within("frame.len", one, str)


def _gap_filter(one: Bucket) -> str:
    shown = _within("frame.time_delta", one, seconds)
    # The first frame's is none, and there it says 0.
    return f"{shown} && frame.number > 1" if one.low <= 0 else shown


def _within(field: str, one: Bucket, text: Callable[[int], str]) -> str:
    lower = f"{field} >= {text(one.low)}"
    return lower if one.high is None else f"{lower} && {field} <= {text(one.high)}"
