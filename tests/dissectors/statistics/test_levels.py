"""Which layers of packets are levels of the hierarchy."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import numpy as np

from dissectors.packets.layer_index import LayerIndex
from dissectors.registry import default
from dissectors.statistics.levels import PieceLevels, level_name, row_levels
from tests.dissectors.internet.fragmented import ipv4, ipv6
from tests.dissectors.internet.fragmented import udp as datagram
from tests.dissectors.streams.frames import capture_of, ip, tcp

A, B = "10.0.0.1", "10.0.0.2"


def stacks(frames: list[bytes], folder: Path) -> list[str]:
    """The levels of each row, outermost first."""
    index = LayerIndex(capture_of(frames, folder))
    found: list[list[str]] = [[] for _ in frames]
    for name, rows in PieceLevels(index, index.piece_of(len(frames) - 1)):
        for row in rows.tolist():
            found[row].append(name)
    assert [list(row_levels(index, row)) for row in range(len(frames))] == found
    return [":".join(names) for names in found]


def test_levels_follow_one_another_as_layers_do(tmp_path: Path) -> None:
    inner = tcp((B, 1), (A, 2), data=b"hello")[14:]
    frames = [tcp((A, 1), (B, 2)), ip(A, B, 4, inner), bytes(12) + b"\x12\x34" + bytes(46)]
    assert stacks(frames, tmp_path) == ["eth:ip:tcp", "eth:ip:ip:tcp:data", "eth:data"]


def test_extension_headers_are_part_of_ipv6(tmp_path: Path) -> None:
    hop_by_hop = bytes([58, 0, 5, 2, 0, 0, 1, 0])
    assert stacks([ip("2001:db8::1", "ff02::16", 0, hop_by_hop + b"\x8f" + bytes(7))], tmp_path) == ["eth:ipv6:icmpv6"]


def test_authentication_is_a_layer_over_ipv4_and_a_part_of_ipv6(tmp_path: Path) -> None:
    authenticated = bytes([17, 4, 0, 0]) + bytes(20) + datagram(b"")
    frames = [ip(A, B, 51, authenticated), ip("2001:db8::1", "2001:db8::2", 51, authenticated)]
    assert stacks(frames, tmp_path) == ["eth:ip:ah:udp", "eth:ipv6:udp"]


def test_what_came_in_fragments_counts_with_the_last_of_them(tmp_path: Path) -> None:
    whole = datagram(bytes(24))
    frames = [ipv4(whole[:8], 0, more=True), ipv4(whole[8:], 8), ipv6(whole[:8], 0, more=True), ipv6(whole[8:], 8)]
    assert stacks(frames, tmp_path) == ["eth:ip:data", "eth:ip:udp:data", "eth:ipv6:data", "eth:ipv6:udp:data"]


def test_of_a_packet_in_an_error_message_only_what_udp_carried_is_a_level(tmp_path: Path) -> None:
    unreachable = b"\x03\x03\0\0\0\0\0\0"
    by_tcp = tcp((A, 1), (B, 2), data=b"hello")[14:]
    by_udp = ip(A, B, 17, datagram(bytes(24)))[14:]
    frames = [ip(B, A, 1, unreachable + by_tcp), ip(B, A, 1, unreachable + by_udp)]
    assert stacks(frames, tmp_path) == ["eth:ip:icmp", "eth:ip:icmp:data"]


def test_a_protocol_has_one_name_for_all_its_headers() -> None:
    protocols = default().protocols
    assert [level_name(protocols[name]) for name in ("dns", "dns.tcp", "sll2")] == ["dns", "dns", "sll"]


def test_packets_are_counted_that_have_a_protocol_anywhere(tmp_path: Path) -> None:
    quoted = b"\x03\x03\0\0\0\0\0\0" + ip(A, B, 17, datagram(bytes(24)))[14:]
    frames = [ip(B, A, 1, quoted), ip(A, B, 17, datagram(b"")), ip(A, B, 4, tcp((B, 1), (A, 2))[14:])]
    index = LayerIndex(capture_of(frames, tmp_path))
    levels = PieceLevels(index, index.piece_of(2))
    assert levels.having() == {"eth": 3, "ip": 3, "icmp": 1, "udp": 2, "data": 1, "tcp": 1}
    assert dict(+Counter(levels.having(np.array([False, False, True])))) == {"eth": 1, "ip": 1, "tcp": 1}
