"""How often fields have which value, alone and two of one header together."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from dissectors.statistics.value_counts import PairCounts, ValueCounts
from tests.conftest import SAMPLES
from tests.dissectors.internet import fragmented
from tests.dissectors.statistics.counting import stepwise, whole
from tests.dissectors.statistics.timed import at_times
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)


def test_values_of_a_field_the_most_frequent_first(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([tcp(A, B), tcp(B, A), tcp(A, B), udp(A, B)], tmp_path))
    for counted in (whole, stepwise):
        assert counted(ValueCounts(index, "tcp.srcport")).values() == [(1, 2), (2, 1)]
        assert counted(ValueCounts(index, "tcp.port")).values() == [(1, 3), (2, 3)]
        assert counted(ValueCounts(index, "eth.src")).values() == [(bytes(6), 4)]
        assert counted(ValueCounts(index, "ipv6.src")).values() == []
    assert whole(ValueCounts(index, "tcp.srcport"), [1, 3]).values() == [(2, 1)]


def test_large_numbers_count_beside_small_ones(tmp_path: Path) -> None:
    index = at_times([7, 2**40, 7, -1, None, 2**40, 70_000, 7], tmp_path).index
    expected = [(7, 3), (2**40, 2), (-1, 1), (70_000, 1)]
    for counted in (whole, stepwise):
        assert counted(ValueCounts(index, "frame.time_epoch")).values() == expected


def test_a_field_without_a_column_is_refused(tmp_path: Path) -> None:
    index = LayerIndex(capture_of([udp(A, B)], tmp_path))
    with pytest.raises(KeyError):
        ValueCounts(index, "dns.qry.name")
    with pytest.raises(KeyError):
        PairCounts(index, "icmp.type", "no.such")


def test_types_are_counted_with_their_codes() -> None:
    with open_capture(SAMPLES / "udp-unreachable.pcapng") as capture:
        capture.refresh()
        index = PacketTable(capture).index
        pairs = whole(PairCounts(index, "icmp.type", "icmp.code")).values()
        assert (3, 3) in dict(pairs)
        assert sum(dict(pairs).values()) == sum(dict(whole(ValueCounts(index, "icmp.type")).values()).values())
        assert stepwise(PairCounts(index, "icmp.type", "icmp.code")).values() == pairs
        assert whole(PairCounts(index, "icmp.type", "icmp.code"), []).values() == []


def test_only_the_rows_that_are_meant_count() -> None:
    with open_capture(SAMPLES / "ping.pcapng") as capture:
        capture.refresh()
        counts = whole(PairCounts(PacketTable(capture).index, "icmp.type", "icmp.code"), [0])
        assert counts.values() == [((8, 0), 1)]


def test_a_packet_that_has_a_value_twice_counts_once(tmp_path: Path) -> None:
    inner = ip("10.0.0.1", "10.0.0.2", 4, tcp(A, B)[14:])
    other = bytearray(inner)
    other[42] = 7
    index = LayerIndex(capture_of([inner, tcp(A, B), bytes(other)], tmp_path))
    assert whole(ValueCounts(index, "ip.ttl")).values() == [(inner[22], 3), (7, 1)]
    assert whole(ValueCounts(index, "ip.src")).values() == [(0x0A000001, 3)]
    assert whole(ValueCounts(index, "ip.ttl"), [2]).values() == [(7, 1), (inner[22], 1)]
    six = ip("2001:db8::1", "2001:db8::2", 41, tcp(("2001:db8::1", 1), ("2001:db8::2", 2))[14:])
    assert whole(ValueCounts(LayerIndex(capture_of([six], tmp_path)), "ipv6.src")).values() == [(six[22:38], 1)]


def test_what_came_in_fragments_counts_where_it_is_whole(tmp_path: Path) -> None:
    whole_ping = b"\x08\0\0\0" + bytes(20)
    datagram = fragmented.udp(bytes(24))
    frames = [fragmented.ipv4(datagram[:8], 0, more=True), fragmented.ipv4(datagram[8:], 8)]
    frames += [fragmented.ipv4(whole_ping[:8], 0, more=True, protocol=1, identification=2)]
    frames += [fragmented.ipv4(whole_ping[8:], 8, protocol=1, identification=2)]
    index = PacketTable(capture_of(frames, tmp_path)).index
    for counted in (whole, stepwise):
        assert counted(ValueCounts(index, "udp.srcport")).values() == [(5000, 1)]
        assert counted(PairCounts(index, "icmp.type", "icmp.code")).values() == [((8, 0), 1)]
    assert whole(ValueCounts(index, "udp.srcport"), [0]).values() == []
