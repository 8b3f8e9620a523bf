"""Conversations by number: between whom, and since when."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import End
from dissectors.streams.opened import end_of, endpoint_bytes, sorts_low
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp, udp

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 80)
C, D = ("2001:db8::2", 5000), ("2001:db8::1", 53)
ADDRESSES = st.ip_addresses().filter(lambda address: getattr(address, "ipv4_mapped", None) is None).map(str)
"""Those written as ::ffff:a.b.c.d are taken for the IPv4 addresses that they mean."""
PORTS = st.integers(0, 0xFFFF)


def table_of(frames: list[bytes], folder: Path) -> PacketTable:
    table = PacketTable(capture_of(frames, folder))
    table.number_streams(len(table))
    return table


def test_each_says_who_sent_its_first_packet_and_when(tmp_path: Path) -> None:
    table = table_of([tcp(A, B, 1, SYN), tcp(B, A, 9), tcp(D, C, 1), tcp(A, B, 500, SYN), udp(C, D)], tmp_path)
    assert table.conversations_since("tcp", 0) == [
        (0, End(*A), End(*B), 0),
        (1, End(*D), End(*C), 2),
        (2, End(*A), End(*B), 3),
    ]
    assert table.conversations_since("tcp", 2) == [(2, End(*A), End(*B), 3)]
    assert table.conversations_since("udp", 0) == [(0, End(*C), End(*D), 4)]
    assert table.conversations_since("udp", 1) == []


def test_they_are_there_piece_by_piece(tmp_path: Path) -> None:
    ports = range(1000, 1200)
    table = PacketTable(capture_of([tcp(("10.0.0.2", port), B, 1, SYN) for port in ports], tmp_path))
    for stop in (3, 90, 200):
        table.index.extend(stop - table.index.rows_done)
        table.number_streams(stop)
        assert table.index.streams.opened["tcp"].count == stop
    assert [record[1].port for record in table.conversations_since("tcp", 0)] == list(ports)
    assert [record[3] for record in table.conversations_since("tcp", 0)] == list(range(200))


def test_a_number_that_is_not_given_has_no_first_sender(tmp_path: Path) -> None:
    opened = table_of([tcp(A, B)], tmp_path).index.streams.opened["tcp"]
    for number in (-1, 1):
        with pytest.raises(IndexError):
            opened.sent_low(number)


@given(ADDRESSES, PORTS)
def test_an_end_is_the_same_there_and_back(address: str, port: int) -> None:
    data = endpoint_bytes(address, port)
    assert data is not None
    end = end_of(data)
    assert (end.port, endpoint_bytes(*end)) == (port, data)


@settings(max_examples=40)
@given(ADDRESSES, PORTS, ADDRESSES, PORTS)
def test_the_lower_end_is_the_one_that_packets_have(
    tmp_path_factory: pytest.TempPathFactory, one: str, port: int, other: str, other_port: int
) -> None:
    if (":" in one) == (":" in other):
        folder = tmp_path_factory.mktemp("ends")
        table = table_of([tcp((one, port), (other, other_port))], folder)
        opened = table.index.streams.opened["tcp"]
        left, right = endpoint_bytes(one, port), endpoint_bytes(other, other_port)
        assert left is not None
        assert right is not None
        assert opened.sent_low(0) == sorts_low(left, right)
        low, high = (left, right) if opened.sent_low(0) else (right, left)
        assert opened.since(0).pairs.tobytes() == low + high


def test_other_ways_to_write_an_address_are_understood() -> None:
    assert endpoint_bytes("::ffff:10.0.0.1", 80) == endpoint_bytes("10.0.0.1", 80)
    assert endpoint_bytes("fe80::1%eth0", 80) == endpoint_bytes("fe80::1", 80)
    assert endpoint_bytes("nowhere", 80) is None


def test_flags_do_not_matter_to_who_was_first(tmp_path: Path) -> None:
    table = table_of([tcp(B, A, 9, SYN | ACK), tcp(A, B, 1)], tmp_path)
    assert table.conversations_since("tcp", 0) == [(0, End(*B), End(*A), 0)]


def test_either_end_of_one(tmp_path: Path) -> None:
    opened = table_of([tcp(A, B, 1, SYN), tcp(B, A, 9), tcp(D, C, 1)], tmp_path).index.streams.opened["tcp"]
    assert [end_of(opened.lower_end(number)) for number in (0, 1)] == [End(*B), End(*D)]
    assert [end_of(opened.higher_end(number)) for number in (0, 1)] == [End(*A), End(*C)]
    for end in (opened.lower_end, opened.higher_end):
        with pytest.raises(IndexError):
            end(2)
