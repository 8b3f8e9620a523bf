"""Conversations as rows: order, columns in sight, and where a conversation stands."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import End
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversation_processes import tell_processes
from dissectors.streams.tables.kinds import KINDS
from tests.dissectors.processes.found import found
from tests.dissectors.streams.frames import ACK, capture_of, tcp, udp
from tui.conversation_rows import ConversationRows, shortened

ENDS = [("10.0.0.1", 80), ("10.0.0.2", 1000), ("9.0.0.1", 7)]
FRAMES = [
    tcp(ENDS[1], ENDS[0], 1, ACK),
    tcp(ENDS[2], ENDS[0], 1, ACK, bytes(500)),
    tcp(ENDS[1], ENDS[2], 1, ACK, bytes(5)),
    tcp(ENDS[1], ENDS[2], 1, ACK),
    udp(ENDS[0], ENDS[1]),
]


@pytest.fixture
def rows(tmp_path: Path) -> ConversationRows:
    packets = PacketTable(capture_of(FRAMES, tmp_path))
    counts = ConversationCounts(packets.index)
    counts.extend(len(packets))
    rows = ConversationRows()
    rows.show("tcp", {kind: counts.table(kind) for kind in KINDS})
    return rows


def streams(rows: ConversationRows) -> list[int | None]:
    records = [rows.record(row) for row in range(rows.row_count())]
    return [record.stream for record in records if record is not None]


def test_most_bytes_stand_first_until_another_order_is_chosen(rows: ConversationRows) -> None:
    assert streams(rows) == [1, 2, 0]
    rows.sort_by_next("packets")
    assert streams(rows) == [2, 0, 1]
    assert "Packets▼" in [column.head for column in rows.columns()]
    rows.sort_by_next("packets")
    assert streams(rows) == [0, 1, 2]
    assert "Packets▲" in [column.head for column in rows.columns()]
    rows.sort_by_next("packets")
    assert (streams(rows), rows.sorted_by) == ([0, 1, 2], None)


def test_addresses_rise_first(rows: ConversationRows) -> None:
    rows.sort_by_next("a")
    assert streams(rows) == [1, 0, 2]
    rows.sort_by_next("a")
    assert streams(rows)[-1] == 1


def test_a_conversation_is_found_in_whatever_order(rows: ConversationRows) -> None:
    for row in range(rows.row_count()):
        assert rows.row_of(rows.place(row)) == row
    assert rows.row_of(None) is None
    assert rows.row_of(99) is None
    assert rows.place(-1) is rows.place(99) is rows.record(99) is None


def test_endpoints_stay_in_sight_while_columns_pass(rows: ConversationRows) -> None:
    assert [column.name for column in rows.shown()][:4] == ["number", "a", "b", "packets"]
    rows.hidden = 2
    assert [column.name for column in rows.shown()][:3] == ["a", "b", "bytes"]
    assert len(rows.row(0).cells) == len(rows.columns())


def test_another_kind_has_its_own_rows_and_columns(rows: ConversationRows) -> None:
    rows.show("udp", rows.tables)
    assert rows.row_count() == 1
    rows.sort_by_next("number")
    rows.show("ip", rows.tables)
    assert "number" not in rows.names()
    assert rows.row_count() == 3


def test_there_may_be_no_table_yet() -> None:
    rows = ConversationRows()
    rows.arrange()
    assert (rows.row_count(), rows.table, rows.text_of(0)) == (0, None, "")
    with pytest.raises(IndexError):
        rows.row(0)


def test_a_row_is_copied_whole(rows: ConversationRows) -> None:
    rows.widest_end, rows.hidden = 10, 3
    assert rows.text_of(0).split("\t")[:4] == ["1", "9.0.0.1:7", "10.0.0.1:80", "1"]
    assert all(len(cell) <= 10 for cell in rows.row(0).cells[:2])


@pytest.mark.parametrize("most", [5, 10, 22, 30])
def test_what_is_left_out_of_an_endpoint_is_its_middle(most: int) -> None:
    text = "[2001:db8:aaaa:bbbb:cccc:dddd:eeee:1]:443"
    short = shortened(text, most)
    assert len(short) == most
    assert text.startswith(short.partition("…")[0])
    assert text.endswith(short.partition("…")[2])
    assert shortened("10.0.0.1:80", 22) == "10.0.0.1:80"


def test_processes_are_in_sight_when_one_is_known(rows: ConversationRows, tmp_path: Path) -> None:
    assert "process_a" not in rows.names()
    table = PacketTable(capture_of(FRAMES, tmp_path))
    table.attributions.append([found("curl", 7, local=End(*ENDS[1]), remote=End(*ENDS[0]), time_ns=9)])
    table.number_streams(len(table))
    rows.show("tcp", tell_processes(table.index, rows.tables))
    assert "process_a" in rows.names()
    rows.sort_by_next("process_a")
    assert streams(rows) == [1, 2, 0]
