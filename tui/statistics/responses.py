"""Response times in print: of handshakes, first bytes, TLS, DNS and HTTP; of all, by server and by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, Final

from dissectors.statistics.exchanges import Exchange
from dissectors.statistics.response_times import ResponseTimes, grouped
from tui import wording
from tui.statistics.columns import Column, Record, shown
from tui.statistics.distributions import spread_record
from tui.statistics.quantities import lasting
from tui.statistics.tables import Table

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

WORDS: Final = {
    "handshake": "TCP handshake",
    "first byte": "First byte",
    "tls": "TLS hello",
    "dns": "DNS",
    "http": "HTTP",
    "ping": "Ping",
}
_TIMES: Final = (
    shown("Count", "count", wording.count),
    shown("Median", "median_ns", lasting),
    shown("p95", "p95_ns", lasting, rank=1),
    shown("p99", "p99_ns", lasting, rank=3),
    shown("Worst", "largest_ns", lasting),
    Column("in packet", lambda one: wording.count(one["worst"][0]["answer_packet"])),
)
_WHAT: Final = Column("Answer of", lambda one: WORDS[one["kind"]], right=False, by="kind")


def response_tables(subject: Subject) -> list[Table]:
    """Of all exchanges of a kind, then by server, then by what was asked for. Raises CaptureFileError."""
    found = subject.exchanges
    return [
        overall_table(subject),
        *_by(subject, found, "server", "Response times by server, the slowest median first", lambda one: one.server),
        *_by(subject, found, "name", "Response times by name, the slowest median first", lambda one: one.name),
    ]


def overall_table(subject: Subject) -> Table:
    """A line for each kind of answer."""
    records = _records(subject, grouped(subject.exchanges, lambda one: one.kind), "all")
    title = "Response times"
    return Table("responses", title, (_WHAT, *_TIMES), records, "nothing was asked and answered", "All", "kind")


def _by(
    subject: Subject, exchanges: Iterable[Exchange], by: str, title: str, key: Callable[[Exchange], str]
) -> list[Table]:
    records = _records(subject, grouped(exchanges, key), by)
    who = Column(by.capitalize(), lambda one: one["value"], right=False, may_be_cut=by == "name", by="value")
    return [Table("responses", title, (_WHAT, *_TIMES, who), records, name=f"By {by}", key="value")] if records else []


def _records(subject: Subject, groups: Sequence[ResponseTimes], by: str) -> list[Record]:
    return [_record(subject, one, by) for one in groups]


def _record(subject: Subject, one: ResponseTimes, by: str) -> dict[str, Any]:
    spread = spread_record(one.spread)
    return {
        "kind": one.kind,
        "by": by,
        "value": None if by == "all" else one.of,
        "count": spread.pop("count"),
        **{f"{name}_ns": value for name, value in spread.items()},
        "worst": [
            {
                "nanoseconds": each.nanoseconds,
                "server": each.server,
                "name": each.name or None,
                "question_packet": each.question_row + 1,
                "answer_packet": each.answer_row + 1,
            }
            for each in one.worst
        ],
        "filter": subject.filter(one.filter().text),
    }
