"""Layers that count as conversations: those in frames, and those in packets that came in fragments."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
import pytest

from dissectors.packets.table import PacketTable
from dissectors.streams.endpoints import WORDS
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversation_layers import ConversationLayers, Found
from dissectors.streams.tables.kinds import Kind
from tests.dissectors.streams.frames import ACK, SYN, capture_of, ip, tcp, udp

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 80)


def fragments(frame: bytes, size: int) -> list[bytes]:
    """An Ethernet frame's IPv4 packet in parts of so many bytes, a multiple of 8."""
    header, payload = frame[14:34], frame[34:]
    made = []
    for start in range(0, len(payload), size):
        part = payload[start : start + size]
        more = 0x2000 if start + size < len(payload) else 0
        head = struct.pack("!BBHHH", 0x45, 0, 20 + len(part), 77, more | start // 8) + header[8:]
        made.append(frame[:14] + head + part)
    return made


WHOLE = tcp(B, A, 1, ACK, bytes(40))
FRAMES = [tcp(A, B, 1, SYN), *fragments(WHOLE, 24), tcp(A, B, 2, ACK), udp(A, B)]


def layers_of(frames: list[bytes], folder: Path, *, reassembles: bool = True) -> ConversationLayers:
    packets = PacketTable(capture_of(frames, folder), reassembles=reassembles)
    packets.number_streams(len(packets))
    return ConversationLayers(packets.index, packets.index.pieces[0])


def test_a_packet_in_fragments_counts_with_the_row_that_makes_it_whole(tmp_path: Path) -> None:
    found = layers_of(FRAMES, tmp_path).streams("tcp")
    assert found is not None
    assert found.layers.rows.tolist() == [0, 3, 4]
    assert found.numbers.tolist() == [0, 0, 0]
    assert found.sorts_low.tolist() == [False, True, False]
    pairs = found.pairs(np.arange(3))
    assert (pairs == pairs[0]).all()


def test_without_reassembly_the_first_fragment_counts(tmp_path: Path) -> None:
    found = layers_of(FRAMES, tmp_path, reassembles=False).streams("tcp")
    assert found is not None
    assert found.layers.rows.tolist() == [0, 1, 4]


def test_a_conversation_in_fragments_alone_has_endpoints(tmp_path: Path) -> None:
    packets = PacketTable(capture_of(fragments(WHOLE, 24), tmp_path))
    counts = ConversationCounts(packets.index)
    counts.extend(len(packets))
    (record,) = [counts.table("tcp").record(place) for place in range(len(counts.table("tcp")))]
    assert (str(record.a), str(record.b), record.packets, record.first_row) == ("10.0.0.1:80", "10.0.0.2:40000", 1, 2)
    assert counts.table("ip").record(0).packets == 3


def test_a_tunnel_in_fragments_counts_with_its_inner_addresses(tmp_path: Path) -> None:
    inner = udp(("10.9.9.9", 5), ("10.9.9.8", 6))[14:]
    packets = PacketTable(capture_of(fragments(ip("10.0.0.2", "10.0.0.1", 4, inner), 16), tmp_path))
    counts = ConversationCounts(packets.index)
    counts.extend(len(packets))
    table = counts.table("ip")
    assert [(str(record.a), record.packets) for record in map(table.record, range(len(table)))] == [
        ("10.0.0.2", 2),
        ("10.9.9.9", 1),
    ]


@pytest.mark.parametrize("kind", ["eth", "ip"])
def test_each_pair_of_others_is_numbered_once(tmp_path: Path, kind: Kind) -> None:
    asked = []

    def number(pairs: np.ndarray) -> np.ndarray:
        asked.append(pairs.shape)
        return np.arange(len(pairs)) + 7

    found = layers_of(FRAMES, tmp_path).paired(kind, number)
    assert found is not None
    assert asked == [(1, WORDS)]
    assert found.layers.rows.tolist() == [0, 1, 2, 3, 4, 5]
    assert found.numbers.tolist() == [7] * 6
    assert len(np.unique(found.pairs(np.arange(6)), axis=0)) == 1


def test_there_may_be_none(tmp_path: Path) -> None:
    layers = layers_of([udp(A, B)], tmp_path)
    assert layers.streams("tcp") is None
    assert layers.paired("ipv6", lambda pairs: np.zeros(0, np.int64)) is None


@pytest.mark.parametrize("skipped", range(7))
def test_skipped_rows_are_left_out_of_every_kind(tmp_path: Path, skipped: int) -> None:
    packets = PacketTable(capture_of(FRAMES, tmp_path))
    packets.number_streams(len(packets))
    piece = packets.index.pieces[0]
    every, some = ConversationLayers(packets.index, piece), ConversationLayers(packets.index, piece, skipped)
    kinds: tuple[Kind, ...] = ("tcp", "udp")
    for kind in kinds:
        whole, rest = every.streams(kind), some.streams(kind)
        assert _sent(rest) == [one for one in _sent(whole) if one[0] >= skipped]
        pairs = [found.paired(kind, lambda pairs: np.zeros(len(pairs), np.int64)) for found in (every, some)]
        assert _rows(pairs[1]) == [row for row in _rows(pairs[0]) if row >= skipped]
    ip = some.paired("ip", lambda pairs: np.zeros(len(pairs), np.int64))
    assert _rows(ip) == list(range(skipped, len(FRAMES)))


def _rows(found: Found | None) -> list[int]:
    return [] if found is None else found.layers.rows.tolist()


def _sent(found: Found | None) -> list[tuple[int, int, bool]]:
    if found is None:
        return []
    columns = (found.layers.rows.tolist(), found.numbers.tolist(), found.sorts_low.tolist())
    return list(zip(*columns, strict=True))
