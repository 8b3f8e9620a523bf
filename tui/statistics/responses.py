"""Response times as tables: handshakes, first bytes, TLS, DNS, HTTP, pings; all, by server, by name, the slowest."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.distribution import Spread
from dissectors.statistics.exchange_filters import SLOWEST_NAMED
from dissectors.statistics.exchanges import Exchange
from dissectors.statistics.response_times import ResponseTimes, alone, grouped, slowest
from tui import wording
from tui.statistics.columns import Column, or_dash, shown
from tui.statistics.distributions import spread_record
from tui.statistics.records import ManyRecords
from tui.statistics.tables import Table
from tui.wording import lasting

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
    shown("in packet", "answer_packet", wording.count),
)
_ALONE: Final = (
    shown("Time", "largest_ns", lasting),
    shown("asked in packet", "question_packet", wording.count, rank=1),
    shown("answered in", "answer_packet", wording.count),
    shown("Server", "value", or_dash, right=False),
    shown("Name", "name", or_dash, right=False, may_be_cut=True, rank=2),
)
"""Of one exchange."""
MOST_SLOWEST: Final = 1000
MOST_KEPT: Final = 256
"""Records of a table that are not made again."""
AS_GIVEN: Final = "given"
"""The order in which groups come."""
KEYS: Final[Mapping[str, Callable[[Spread], int]]] = {
    "count": lambda spread: spread.count,
    "least_ns": lambda spread: spread.least,
    "median_ns": lambda spread: spread.percentiles[0],
    "p95_ns": lambda spread: spread.percentiles[1],
    "p99_ns": lambda spread: spread.percentiles[2],
    "largest_ns": lambda spread: spread.largest,
}
"""What groups are sorted by without making their records."""
_WHAT: Final = Column("Answer of", lambda one: WORDS[one["kind"]], right=False, by="kind")


def response_tables(subject: Subject) -> list[Table]:
    """Of all exchanges of a kind, by server, by what was asked for; and the slowest alone. Raises CaptureFileError."""
    found = subject.exchanges
    return [
        overall_table(subject),
        *_by(subject, found, "server", "Response times by server, the slowest median first", lambda one: one.server),
        *_by(subject, found, "name", "Response times by name, the slowest median first", lambda one: one.name),
        *_slowest(subject, found),
    ]


def overall_table(subject: Subject) -> Table:
    """A line for each kind of answer."""
    records = _records(subject, grouped(subject.exchanges, lambda one: one.kind), "all")
    title = "Response times"
    return Table("responses", title, (_WHAT, *_TIMES), records, "nothing was asked and answered", "Answers", "kind")


def _by(
    subject: Subject, exchanges: Iterable[Exchange], by: str, title: str, key: Callable[[Exchange], str]
) -> list[Table]:
    records = _records(subject, grouped(exchanges, key), by)
    who = Column(by.capitalize(), lambda one: one["value"], right=False, may_be_cut=by == "name", by="value")
    if not records:
        return []
    columns, keys = (_WHAT, *_TIMES, who), ("value", "kind")
    return [Table("responses", title, columns, records, name=f"By {by}", key=keys, tells_count=True)]


def _slowest(subject: Subject, exchanges: Sequence[Exchange]) -> list[Table]:
    """One by one; a first byte is none of them where what it answered is known better."""
    known = {(one.where, one.number, one.question_row) for one in exchanges if one.kind != "first byte"}
    exchanges = [
        one for one in exchanges if one.kind != "first byte" or (one.where, one.number, one.question_row) not in known
    ]
    if len(exchanges) < 2:
        return []
    found = [alone(one) for one in slowest(exchanges, MOST_SLOWEST)]
    records = _records(subject, found, "exchange")
    title = f"The slowest answers, {wording.count(len(found))} of {wording.count(len(exchanges))}"
    return [Table("responses", title, (_WHAT, *_ALONE), records, name="Slowest", key=("kind", "filter"))]


def _records(subject: Subject, groups: Sequence[ResponseTimes], by: str) -> ManyRecords:
    """Each is made when it is shown: there may be as many servers as packets."""

    def order(column: str, descending: bool) -> NDArray[np.int64]:
        if column == AS_GIVEN:
            return np.arange(len(groups))
        keys = np.array([KEYS[column](one.spread) for one in groups], np.int64)
        return np.argsort(-keys if descending else keys, kind="stable")

    @lru_cache(MOST_KEPT)
    def record(place: int) -> dict[str, Any]:
        return _record(subject, groups[place], by)

    values = {name: lambda place, value=value: value(groups[place], by) for name, value in _VALUES.items()}
    records = ManyRecords(order, AS_GIVEN, record, values=values)
    # For its filter a group of thousands is looked through: here rather than in the thread that draws.
    for place in records.first_places().tolist():
        record(place)
    return records


_VALUES: Final[Mapping[str, Callable[[ResponseTimes, str], Any]]] = {
    "kind": lambda one, by: one.kind,
    "by": lambda one, by: by,
    "value": lambda one, by: None if by == "all" else one.of,
    # Of the slowest one.
    "question_packet": lambda one, by: one.worst[0].question_row + 1,
    "answer_packet": lambda one, by: one.worst[0].answer_row + 1,
    "name": lambda one, by: one.worst[0].name or None,
}
"""What a record of groups `by` something says that takes no filter and no spread to be told."""


def _slowest_words(count: int) -> str:
    return f"the slowest {wording.count(SLOWEST_NAMED)} of {wording.counted(count, 'answer')}"


def _record(subject: Subject, one: ResponseTimes, by: str) -> dict[str, Any]:
    spread, leading = spread_record(one.spread), one.filter()
    return {
        **{name: value(one, by) for name, value in _VALUES.items()},
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
        "filter": subject.filter(leading.text),
        "filter_finds": None if leading.is_whole else _slowest_words(one.spread.count),
    }
