"""Segments that came in fragments, for the analysis and for whoever reads their payload."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from dissectors.frame import REASSEMBLED
from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Exchange
from dissectors.streams.whole_segments import all_segments_in, all_segments_of
from tests.dissectors.internet.fragmented import ipv4
from tests.dissectors.streams.frames import ACK, FIN, SYN, capture_of, tcp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 80)
SAID = bytes(range(60))


def segment(data: bytes, sequence: int = 100, flags: int = ACK) -> bytes:
    return struct.pack("!HHIIBBHHH", A[1], B[1], sequence, 7, 0x50, flags, 100, 0, 0) + data


def cut(packet: bytes, *places: int, order: Sequence[int] = ()) -> list[bytes]:
    """A segment in frames, cut at these places."""
    spans = list(zip((0, *places), (*places, len(packet)), strict=True))
    frames = [ipv4(packet[start:stop], start, more=stop < len(packet), protocol=6) for start, stop in spans]
    return [frames[number] for number in order] if order else frames


def index_of(frames: list[bytes], folder: Path) -> LayerIndex:
    index = LayerIndex(capture_of(frames, folder))
    index.streams.extend(len(frames))
    return index


def test_a_segment_in_fragments_is_one_for_the_analysis(tmp_path: Path) -> None:
    index = index_of([tcp(A, B, 99, SYN), *cut(segment(SAID), 32, 56), tcp(B, A, 5)], tmp_path)
    found = all_segments_in(index, index.pieces[0])
    assert found.rows.tolist() == [0, 3, 4]
    assert found.lengths.tolist() == [0, 60, 0]
    assert found.sequence.tolist() == [99, 100, 5]
    assert found.starts.tolist() == [34, REASSEMBLED, 34]
    assert found.sides.tolist()[0] == found.sides.tolist()[1] != found.sides.tolist()[2]


def test_of_conversations_that_are_not_wanted_there_are_none(tmp_path: Path) -> None:
    index = index_of([tcp(A, ("10.0.0.9", 80), 99, SYN), *cut(segment(SAID), 32, 56)], tmp_path)
    piece = index.pieces[0]
    assert all_segments_in(index, piece, wanted=np.array([True, False])).rows.tolist() == [0]
    assert all_segments_in(index, piece, wanted=np.array([False, True])).rows.tolist() == [3]


def test_for_its_payload_it_is_as_many_as_fragments(tmp_path: Path) -> None:
    index = index_of(cut(segment(SAID, flags=ACK | FIN), 32, 56), tmp_path)
    found = all_segments_of(index, 0, 0, 3)
    assert found.lengths.tolist() == found.captured.tolist() == [12, 24, 24]
    assert found.sequence.tolist() == [100, 112, 136]
    assert [flags & FIN for flags in found.flags.tolist()] == [0, 0, FIN]
    view = index.capture.view()
    parts = [view[place : place + length] for place, length in zip(found.payloads, found.captured, strict=True)]
    assert b"".join(part.tobytes() for part in parts) == SAID


def test_a_syn_with_data_takes_its_number_first(tmp_path: Path) -> None:
    found = all_segments_of(index_of(cut(segment(SAID, flags=SYN), 32), tmp_path), 0, 0, 2)
    assert found.sequence.tolist() == [100, 113]
    assert [flags & SYN for flags in found.flags.tolist()] == [SYN, 0]


def test_a_header_in_two_fragments_is_read(tmp_path: Path) -> None:
    found = all_segments_of(index_of(cut(segment(SAID), 16), tmp_path), 0, 0, 2)
    assert found.lengths.tolist() == [60]


def test_a_segment_without_payload_stays_one(tmp_path: Path) -> None:
    assert all_segments_of(index_of(cut(segment(b""), 8), tmp_path), 0, 0, 2).lengths.tolist() == [0]


def test_other_conversations_are_left_out(tmp_path: Path) -> None:
    index = index_of([tcp(B, ("10.0.0.9", 3)), *cut(segment(SAID), 32)], tmp_path)
    assert len(all_segments_of(index, 0, 0, 3)) == 1
    assert len(all_segments_of(index, 1, 0, 2)) == 0


def test_what_was_said_in_fragments_is_followed_and_acknowledged(tmp_path: Path) -> None:
    frames = [tcp(A, B, 99, SYN), *cut(segment(SAID), 32, 56, order=(2, 0, 1)), tcp(B, A, 5)]
    table = PacketTable(capture_of(frames, tmp_path))
    exchange = Exchange(table, "tcp", 0)
    while not exchange.is_complete:
        exchange.append(exchange.read())
    exchange.finish()
    assert b"".join(exchange.data(range(len(exchange.parts)))) == SAID
    assert [field.value for field in table.dissection(3).find("tcp.seq")] == [1]


def test_a_first_fragment_that_came_in_fragments_is_none(tmp_path: Path) -> None:
    for more, rows in ((False, [1]), (True, [])):
        inner = ipv4(segment(SAID), 0, more=more, protocol=6)[14:]
        index = index_of([ipv4(inner[:24], 0, more=True, protocol=4), ipv4(inner[24:], 24, protocol=4)], tmp_path)
        assert all_segments_in(index, index.pieces[0]).rows.tolist() == rows
