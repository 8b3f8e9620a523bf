"""Conversations as text: a table for each kind, with the columns that fit; or as one array of JSON objects."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dissectors.streams.tables.kinds import TITLES
from tui import wording
from tui.conversation_columns import ENDS, ConversationColumn, columns_of
from tui.printing.json_array import json_array
from tui.printing.visible import visible
from tui.time_format import NO_TIME

if TYPE_CHECKING:
    from dissectors.processes.attribution import Attribution
    from dissectors.streams.outcomes.verdict import Verdict
    from dissectors.streams.tables.conversations import Conversation, Conversations, Endpoint

ALWAYS: Final = (*ENDS, "packets", "bytes")
IF_THERE_IS_ROOM: Final = (
    ("process_a", "process_b"),
    ("outcome",),
    ("number",),
    ("bytes_a_to_b", "bytes_b_to_a"),
    ("duration",),
    ("retransmissions",),
    ("initial_rtt",),
    ("start",),
    ("packets_a_to_b", "packets_b_to_a"),
    ("rate_a_to_b", "rate_b_to_a"),
)
"""In the order in which they are given room; those in one group together."""
GAP = "  "


def most_bytes_first(table: Conversations) -> list[int]:
    """Places in the table."""
    places: list[int] = table.order("bytes", descending=True).tolist()
    return places


def text_lines(table: Conversations, width: int | None, left_out: dict[str, None] | None = None) -> Iterator[str]:
    """A heading and a table, no wider than `width` if the endpoints allow it: these are never cut.

    None: with all columns. The titles of those for which there is no room are put into `left_out`.
    """
    count = len(table)
    noun = "conversation" if count == 1 else "conversations"
    order = ", most bytes first" if count > 1 else ""
    yield f"{TITLES[table.kind]}: {wording.count(count) if count else 'no'} {noun}{order}"
    if not count:
        return
    records = [table.record(place) for place in most_bytes_first(table)]
    columns = {column.name: column for column in columns_of(table.kind)}
    cells = {name: [visible(column.text(one)) for one in records] for name, column in columns.items()}
    for name in [name for name, texts in cells.items() if set(texts) == {NO_TIME}]:
        # A column that tells nothing takes the room of one that does.
        del columns[name]
    widths = {name: max(len(columns[name].title), *map(len, cells[name])) for name in columns}
    chosen = set(columns) if width is None else _that_fit(widths, width)
    shown = [column for name, column in columns.items() if name in chosen]
    stacked = width is not None and _total(widths, chosen) > width
    heading = [column.title for column in shown]
    for row in [heading, *([cells[column.name][number] for column in shown] for number in range(count))]:
        yield from _row(row, shown, widths, stacked=stacked)
    if left_out is not None:
        left_out |= dict.fromkeys(column.title for name, column in columns.items() if name not in chosen)


def _that_fit(widths: Mapping[str, int], width: int) -> set[str]:
    chosen = set(ALWAYS)
    if _total(widths, chosen) > width:
        # The endpoints stand in lines of their own.
        width += _total(widths, ENDS)
    for group in IF_THERE_IS_ROOM:
        wanted = chosen.union(name for name in group if name in widths)
        if _total(widths, wanted) <= width:
            chosen = wanted
    return chosen


def _total(widths: Mapping[str, int], names: Iterable[str]) -> int:
    """Cells of a line with such columns."""
    return sum(widths[name] + len(GAP) for name in names) - len(GAP)


def _row(
    cells: Sequence[str], columns: Sequence[ConversationColumn], widths: Mapping[str, int], *, stacked: bool
) -> Iterator[str]:
    """One line; or where both endpoints leave no room for numbers, these below them."""
    if stacked:
        yield " <-> ".join(text for text, column in zip(cells, columns, strict=True) if column.name in ENDS)
    padded = [
        text.rjust(widths[column.name]) if column.right else text.ljust(widths[column.name])
        for text, column in zip(cells, columns, strict=True)
        if not (stacked and column.name in ENDS)
    ]
    yield ((GAP if stacked else "") + GAP.join(padded)).rstrip()


def json_text(tables: Iterable[Conversations]) -> Iterator[str]:
    """One array, a conversation in each piece of text."""
    return json_array(
        as_object(table.record(place), table.verdict(place)) for table in tables for place in most_bytes_first(table)
    )


def as_object(one: Conversation, verdict: Verdict | None = None) -> dict[str, Any]:
    """What is null is not known; times count from 1970, `start_ns` from the capture's first packet."""
    return {
        "kind": one.kind,
        "stream": one.stream,
        "a": _endpoint(one.a),
        "b": _endpoint(one.b),
        "packets": one.packets,
        "bytes": one.bytes,
        "packets_a_to_b": one.packets_a_to_b,
        "bytes_a_to_b": one.bytes_a_to_b,
        "packets_b_to_a": one.packets_b_to_a,
        "bytes_b_to_a": one.bytes_b_to_a,
        "first_packet": one.first_row + 1,
        "first_time_ns": one.first_time,
        "last_time_ns": one.last_time,
        "start_ns": one.start,
        "duration_ns": one.duration,
        "bits_per_second_a_to_b": one.rate_a_to_b,
        "bits_per_second_b_to_a": one.rate_b_to_a,
        "initial_rtt_ns": one.initial_rtt,
        "retransmissions": one.retransmissions,
        "outcome": one.outcome,
        "verdict": None if verdict is None else verdict.sentence,
        "evidence": None if verdict is None else list(verdict.evidence),
        "filter": one.filter,
        "process_a": process_object(one.process_a),
        "process_b": process_object(one.process_b),
    }


def _endpoint(end: Endpoint) -> dict[str, Any]:
    return {"address": end.address, "port": end.port}


def process_object(one: Attribution | None) -> dict[str, Any]:
    """By the fields' names, every one of them."""
    return {
        "name": None if one is None else one.name or None,
        "pid": None if one is None else one.pid,
        "command": [] if one is None else list(one.command),
        "uid": None if one is None else one.uid,
        "user": None if one is None else one.user or None,
        "unit": None if one is None else one.unit or None,
        "how": None if one is None else one.how,
        "unknown": None if one is None else one.unknown or None,
    }
