"""Conversations among the statistics: as `remora conversations` tells them, in the columns of a report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from dissectors.streams.tables.conversation_analysis import ConversationAnalysis
from dissectors.streams.tables.conversation_processes import tell_processes
from dissectors.streams.tables.conversation_verdicts import judge_conversations
from dissectors.streams.tables.conversations import Conversations
from dissectors.streams.tables.kinds import KINDS, TITLES, Kind
from tui import wording
from tui.conversation_columns import told
from tui.printing.conversations import as_object, most_bytes_first
from tui.statistics.columns import Column, or_dash, shown
from tui.statistics.quantities import percent, share
from tui.statistics.tables import Table
from tui.time_format import NO_TIME
from tui.wording import lasting

if TYPE_CHECKING:
    from tui.statistics.subject import Subject

_COLUMNS: Final = (
    Column("A", lambda one: _end(one["a"]), right=False),
    Column("B", lambda one: _end(one["b"]), right=False),
    shown("Packets", "packets", wording.count),
    shown("Bytes", "bytes", wording.count),
    shown("Share", "byte_share", percent, rank=1),
    shown("Duration", "duration_ns", lasting, rank=2),
    shown("Outcome", "outcome", or_dash, right=False, rank=3),
    shown("Bytes A→B", "bytes_a_to_b", wording.count, rank=4),
    shown("Bytes B→A", "bytes_b_to_a", wording.count, rank=4),
    shown("RTT", "initial_rtt_ns", lasting, rank=5),
    shown("Retr.", "retransmissions", told, rank=5),
)


def conversation_tables(subject: Subject) -> list[Table]:
    """A table for each kind that there is, most bytes first."""
    return [table for kind in KINDS if (table := conversation_table(subject, kind)).records]


def conversation_table(subject: Subject, kind: Kind) -> Table:
    """Those of one kind. Raises CaptureFileError."""
    table = _told(subject, kind)
    total = subject.overview.bytes
    records: list[dict[str, Any]] = []
    for place in most_bytes_first(table):
        one = as_object(table.record(place), table.verdict(place))
        records.append({**one, "byte_share": share(one["bytes"], total), "filter": subject.filter(one["filter"])})
    columns = [column for column in _COLUMNS if any(column.text(one) != NO_TIME for one in records)]
    noun = "conversation" if len(records) == 1 else "conversations"
    order = ", most bytes first" if len(records) > 1 else ""
    return Table(
        "conversations",
        f"{TITLES[kind]}: {wording.count(len(records))} {noun}{order}",
        columns,
        records,
        name=TITLES[kind],
        tells_count=True,
    )


def _told(subject: Subject, kind: Kind) -> Conversations:
    """With what became of them, whose they are, and of TCP what its segments tell."""
    table, index = subject.conversations[kind], subject.index
    if kind == "tcp":
        table = subject.counted(ConversationAnalysis).told(table)
    with index.turn:
        tables = judge_conversations(index, {kind: table}, len(subject.table))
    subject.table.join_processes()
    return tell_processes(index, tables)[kind]


def _end(one: dict[str, Any]) -> str:
    if one["port"] is None:
        return str(one["address"])
    return f"[{one['address']}]:{one['port']}" if ":" in one["address"] else f"{one['address']}:{one['port']}"
