"""Conversation numbers: both directions, ports used again, tunnels, and any cut into pieces."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dissectors.packets import layer_index
from dissectors.packets.layer_index import LayerIndex
from dissectors.streams.conversation import StreamNumbers
from tests.dissectors.streams.frames import ACK, FIN, SYN, capture_of, ip, tcp, udp

A, B, C = ("10.0.0.1", 1000), ("10.0.0.2", 80), ("10.0.0.1", 1001)
SIX = ("2001:db8::1", 1000), ("2001:db8::2", 80)


def numbers(frames: list[bytes], folder: Path, protocol: str = "tcp", piece_rows: int = 1 << 16) -> list[int]:
    index, streams = LayerIndex(capture_of(frames, folder)), StreamNumbers(protocol)
    found: list[int] = []
    while index.extend(piece_rows):
        found += streams.extend(index, index.pieces[-1]).numbers.tolist()
    return found


def test_both_directions_share_a_number_and_order_is_of_first_packets(tmp_path: Path) -> None:
    frames = [tcp(A, B), tcp(C, B), tcp(B, A), tcp(*SIX), tcp(B, C), tcp(SIX[1], SIX[0])]
    assert numbers(frames, tmp_path) == [0, 1, 0, 2, 1, 2]


def test_syn_with_another_number_is_a_new_conversation(tmp_path: Path) -> None:
    frames = [
        tcp(A, B, 100, SYN),
        tcp(B, A, 500, SYN | ACK),
        tcp(A, B, 101, FIN | ACK),
        tcp(A, B, 900, SYN),
        tcp(B, A, 700, SYN | ACK),
        tcp(A, B, 901),
    ]
    assert numbers(frames, tmp_path) == [0, 0, 0, 1, 1, 1]


def test_syn_repeated_is_the_same_conversation(tmp_path: Path) -> None:
    assert numbers([tcp(A, B, 100, SYN), tcp(A, B, 100, SYN)], tmp_path) == [0, 0]


def test_syn_after_a_capture_that_began_midway_is_compared_with_the_first_segment(tmp_path: Path) -> None:
    assert numbers([tcp(A, B, 100), tcp(A, B, 99, SYN), tcp(A, B, 300, SYN)], tmp_path) == [0, 0, 1]


def test_udp_is_counted_by_itself(tmp_path: Path) -> None:
    frames = [tcp(A, B), udp(A, B), udp(B, A), udp(A, C)]
    assert numbers(frames, tmp_path, "udp") == [0, 0, 1]


def test_tunnel_takes_the_inner_addresses(tmp_path: Path) -> None:
    inner = tcp(A, B)[14:]
    frames = [ip("192.0.2.1", "192.0.2.2", 4, inner), tcp(A, B), ip("192.0.2.9", "192.0.2.2", 4, inner)]
    assert numbers(frames, tmp_path) == [0, 0, 0]


def test_header_cut_before_its_flags_still_has_a_number(tmp_path: Path) -> None:
    assert numbers([tcp(A, B, 1, SYN), tcp(A, B)[: 14 + 20 + 6], tcp(A, B, 2, SYN)], tmp_path) == [0, 0, 1]


@pytest.mark.parametrize("frames", [[], [udp(A, B)]], ids=["empty", "no tcp"])
def test_nothing_to_number(frames: list[bytes], tmp_path: Path) -> None:
    assert numbers(frames, tmp_path) == []


def one_by_one(packets: list[tuple[int, int, int]]) -> list[int]:
    """The rules again, packet by packet, over (conversation, direction, 0 or the SYN's number)."""
    began: dict[tuple[int, int], int] = {}
    number: dict[int, int] = {}
    count, found = 0, []
    for pair, side, syn in packets:
        base = syn or 0xFFFFFFFF
        if pair not in number or (syn and began.get((pair, side), syn) != syn):
            number[pair], count = count, count + 1
            began.pop((pair, 0), None)
            began.pop((pair, 1), None)
        began.setdefault((pair, side), base)
        found.append(number[pair])
    return found


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 2), st.integers(0, 1), st.sampled_from([0, 0, 7, 8])), max_size=40),
    st.integers(1, 12),
)
def test_any_traffic_in_any_pieces_is_numbered_as_one_by_one(
    tmp_path: Path, packets: list[tuple[int, int, int]], piece_rows: int
) -> None:
    frames = []
    for pair, side, syn in packets:
        ends = [("10.0.0.1", 2000 + pair), B]
        frames.append(tcp(ends[side], ends[1 - side], syn, SYN if syn else ACK))
    original = layer_index.JOIN_BELOW
    layer_index.JOIN_BELOW = 0
    try:
        assert numbers(frames, tmp_path, piece_rows=piece_rows) == one_by_one(packets)
    finally:
        layer_index.JOIN_BELOW = original
