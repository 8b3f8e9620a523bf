"""Segments as columns: which are there, what they tell, and one conversation's out of many."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors.packets.table import PacketTable
from dissectors.streams.segments import segments_in, segments_of
from tests.dissectors.streams.frames import ACK, SYN, capture_of, ip, tcp, udp

CLIENT, SERVER, OTHER = ("10.0.0.2", 40000), ("10.0.0.1", 80), ("2001:db8::1", 7)

FRAMES = [
    tcp(CLIENT, SERVER, 100, SYN),
    udp(CLIENT, SERVER),
    tcp(SERVER, CLIENT, 500, SYN | ACK),
    tcp(OTHER, ("2001:db8::2", 9), 7, ACK, b"six"),
    tcp(CLIENT, SERVER, 101, ACK, b"hello"),
    ip("10.0.0.2", "10.0.0.1", 6, b"\x9c\x40\x00\x50cut"),
]


def test_a_piece_has_every_whole_segment_with_its_conversation_and_side(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    table.number_streams(len(table))
    found = segments_in(table.index, table.index.pieces[0])
    assert found.rows.tolist() == [0, 2, 3, 4]
    assert found.streams.tolist() == [0, 0, 1, 0]
    assert found.sides.tolist() == [0, 1, 1, 0]
    assert found.sequence.tolist() == [100, 500, 7, 101]
    assert found.lengths.tolist() == [0, 0, 3, 5]
    at = int(found.payloads[3])
    assert bytes(table.capture.view()[at : at + 5]) == b"hello"


def test_one_conversation_is_found_in_part_or_whole_without_being_asked_to_number_first(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    assert segments_of(table.index, 0).rows.tolist() == [0, 2, 4]
    assert segments_of(table.index, 0, 1, 4).rows.tolist() == [2]
    assert segments_of(table.index, 1).lengths.tolist() == [3]
    assert len(segments_of(table.index, 2)) == 0


def test_of_conversations_that_are_not_wanted_nothing_is_read(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    table.number_streams(len(table))
    piece = table.index.pieces[0]
    assert segments_in(table.index, piece, wanted=np.array([False, True])).rows.tolist() == [3]
    assert segments_in(table.index, piece, 1, wanted=np.array([True, False])).rows.tolist() == [2, 4]
