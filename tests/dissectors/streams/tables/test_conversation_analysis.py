"""Round trips and what was sent again, by conversation: equal to what the packets' own trees say."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_analysis import ConversationAnalysis
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversations import Conversations
from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 80)
FRAMES = [
    tcp(A, B, 100, SYN),
    tcp(A, B, 100, SYN),
    tcp(B, A, 500, SYN | ACK),
    tcp(A, B, 101, ACK),
    tcp(A, ("10.0.0.9", 7), 9, SYN),
]


def found(packets: PacketTable, rows: list[int] | None = None) -> Conversations:
    counts, analysis = ConversationCounts(packets.index, ["tcp"]), ConversationAnalysis(packets.index)
    for one in (counts, analysis):
        if rows is None:
            one.extend(len(packets))
        else:
            one.add(np.array(rows, np.int64))
    return analysis.told(counts.table("tcp"))


@pytest.mark.parametrize("sample", ["hello.pcapng", "zero-window.pcapng", "timeout.pcapng", "refused.pcapng"])
def test_what_the_trees_say(sample: str) -> None:
    with open_capture(SAMPLES / sample) as capture:
        capture.refresh()
        packets = PacketTable(capture)
        packets.analyse(len(packets))
        table = found(packets)
        assert len(table) > 0
        for record in map(table.record, range(len(table))):
            trees = [packets.dissection(row) for row in range(len(packets))]
            mine = [tree for tree in trees if [field.value for field in tree.find("tcp.stream")] == [record.stream]]
            assert record.retransmissions == sum(bool(tree.find("tcp.analysis.retransmission")) for tree in mine)
            round_trips = {field.value for tree in mine for field in tree.find("tcp.analysis.initial_rtt")}
            assert len(round_trips) <= 1
            assert not round_trips or record.initial_rtt is not None


def test_in_steps_or_at_once(tmp_path: Path) -> None:
    packets = PacketTable(capture_of(FRAMES, tmp_path))
    table = found(packets)
    assert [record.retransmissions for record in map(table.record, range(2))] == [1, 0]
    assert [record.initial_rtt for record in map(table.record, range(2))] == [2, None]
    analysis, counts = ConversationAnalysis(packets.index), ConversationCounts(packets.index, ["tcp"])
    for stop in (1, 3, 5):
        analysis.extend(stop)
    counts.extend(5)
    stepped = analysis.told(counts.table("tcp"))
    assert [stepped.record(place) for place in range(2)] == [table.record(place) for place in range(2)]


def test_of_chosen_rows_alone(tmp_path: Path) -> None:
    table = found(PacketTable(capture_of(FRAMES, tmp_path)), [0, 2])
    assert table.record(0).retransmissions == 0
    assert table.record(0).initial_rtt is None


def test_before_anything_was_analysed_nothing_is_said(tmp_path: Path) -> None:
    packets = PacketTable(capture_of(FRAMES, tmp_path))
    counts = ConversationCounts(packets.index, ["tcp"])
    counts.extend(len(packets))
    table = ConversationAnalysis(packets.index).told(counts.table("tcp"))
    assert (table.record(0).retransmissions, table.record(0).initial_rtt) == (None, None)
    assert table.order("initial_rtt").tolist() == table.order("retransmissions").tolist() == [0, 1]


def test_without_tcp_there_is_nothing(tmp_path: Path) -> None:
    assert len(found(PacketTable(capture_of([], tmp_path)))) == 0
