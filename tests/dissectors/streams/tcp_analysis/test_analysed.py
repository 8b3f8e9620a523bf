"""The analysis of all rows: kept in order, joined, and asked for by row."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.streams.tcp_analysis import analysed
from dissectors.streams.tcp_analysis.marks import Mark
from tests.dissectors.streams.frames import capture_of, tcp, udp
from tests.dissectors.streams.talk import ACK, SYN, Talk
from tests.dissectors.streams.test_whole_segments import cut, segment

TALK = Talk().shake().send(0, ACK, b"hello").send(1)


def grown(table: PacketTable, at_once: int) -> analysed.AnalysisIndex:
    while table.index.rows_done < len(table):
        table.index.extend(at_once)
        table.index.analysis.extend(table.index.rows_done)
    return table.index.analysis


def test_rows_not_yet_analysed_tell_nothing(tmp_path: Path) -> None:
    table = TALK.table(tmp_path)
    assert table.index.analysis.of_row(0) is None
    table.analyse(1)
    assert table.index.analysis.rows_done == len(table)
    assert table.index.analysis.of_row(len(table)) is None


@pytest.mark.parametrize("join_below", [0, analysed.JOIN_BELOW])
@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_a_row_is_found_however_the_rows_came(
    at_once: int, join_below: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(analysed, "JOIN_BELOW", join_below)
    index = grown(TALK.table(tmp_path), at_once)
    found = [index.of_row(row) for row in range(5)]
    assert all(facts is not None and len(facts) == 1 and facts[0][0] == 34 for facts in found)
    assert [facts[0][1].completeness for facts in found if facts] == [0, 1, 3, 7, 15]
    assert [facts[0][1].acked_frame for facts in found if facts] == [None, 1, 2, None, 4]


@pytest.mark.parametrize("at_once", [1, 2, 1000])
def test_rows_between_two_are_told_in_order(at_once: int, tmp_path: Path) -> None:
    index = grown(TALK.table(tmp_path), at_once)
    for first in range(6):
        for stop in range(first, 6):
            rows = [row for part in index.between(first, stop) for row in part.rows.tolist()]
            assert rows == list(range(first, min(stop, 5)))


def test_a_frame_without_tcp_has_no_facts(tmp_path: Path) -> None:
    a, b = ("10.0.0.2", 1), ("10.0.0.1", 2)
    table = PacketTable(capture_of([udp(a, b), tcp(a, b)], tmp_path))
    table.analyse(2)
    assert table.index.analysis.of_row(0) == ()
    assert len(table.index.analysis.of_row(1) or ()) == 1


def test_a_segment_in_fragments_stands_where_it_is_whole(tmp_path: Path) -> None:
    table = PacketTable(capture_of(cut(segment(bytes(60)), 40), tmp_path))
    table.analyse(2)
    assert table.index.analysis.of_row(0) == ()
    ((_, facts),) = table.index.analysis.of_row(1) or ()
    assert facts.in_flight == 60
    tree = table.dissection(1)
    assert [field.value for field in tree.find("tcp.analysis.bytes_in_flight")] == [60]


def test_conversations_that_wait_for_an_acknowledgment_are_known(tmp_path: Path) -> None:
    table = Talk().shake().send(0, ACK, b"hello").table(tmp_path, Talk(("10.0.0.9", 9)).wait(9).shake())
    table.analyse(len(table))
    assert set(table.index.analysis.waiting().tolist()) == {0}


def test_ports_used_again_are_marked_where_the_new_conversation_begins(tmp_path: Path) -> None:
    talk = Talk().shake()
    talk.next = [70_000, 80_000]
    table = talk.wait(5000).shake().send(0, SYN).table(tmp_path)
    table.analyse(len(table))
    marks = [part.told.marks.tolist() for part in table.index.analysis.between(0, len(table))]
    reused = int(Mark.REUSED_PORTS)
    assert marks == [[0, 0, 0, reused, 0, 0, reused]]
    assert table.index.streams.reused("tcp").tolist() == [1, 2]
