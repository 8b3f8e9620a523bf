"""The packets of one packet's conversation."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from dissectors.streams.companions import NoConversation, companions_of
from tests.conftest import SAMPLES
from tests.dissectors.streams.frames import capture_of, ip, tcp, udp

A, B = ("10.0.0.1", 80), ("10.0.0.2", 1000)


def numbers(frames: list[bytes], folder: Path, number: int) -> list[int]:
    table = PacketTable(capture_of(frames, folder))
    return [row + 1 for row in companions_of(table, number - 1).tolist()]


def test_of_a_stream_both_directions_and_no_other(tmp_path: Path) -> None:
    frames = [tcp(A, B), udp(A, B), tcp(B, A), tcp(A, ("10.0.0.2", 1001)), udp(B, A)]
    assert [numbers(frames, tmp_path, number) for number in (1, 2, 4)] == [[1, 3], [2, 5], [4]]


def test_of_other_ip_packets_all_between_both_addresses(tmp_path: Path) -> None:
    frames = [ip(A[0], B[0], 1, bytes(8)), tcp(B, A), ip(A[0], "10.0.0.3", 1, bytes(8)), ip(B[0], A[0], 47, bytes(8))]
    assert numbers(frames, tmp_path, 4) == [1, 2, 4]


def test_of_ipv6(tmp_path: Path) -> None:
    frames = [ip("fe80::1", "fe80::2", 58, bytes(8)), ip("fe80::2", "fe80::1", 58, bytes(8)), ip(*A[:1], B[0], 1, b"")]
    assert numbers(frames, tmp_path, 2) == [1, 2]


def test_between_a_host_and_itself_are_not_all_of_its_packets(tmp_path: Path) -> None:
    frames = [ip(A[0], A[0], 1, bytes(8)), ip(A[0], B[0], 1, bytes(8)), ip(A[0], A[0], 1, bytes(8))]
    assert numbers(frames, tmp_path, 1) == [1, 3]


def test_of_frames_without_ip_those_between_both_stations(tmp_path: Path) -> None:
    one, two, three = (bytes((2, 0, 0, 0, 0, last)) for last in (1, 2, 3))
    other = b"\x88\xb5" + bytes(30)
    frames = [one + two + other, one + three + other, two + one + other]
    assert numbers(frames, tmp_path, 3) == [1, 3]


def test_without_addresses_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(NoConversation, match="packet 1 tells no addresses"):
        numbers([bytes(5)], tmp_path, 1)


def test_of_a_packet_whose_addresses_are_cut_those_of_its_frame_tell(tmp_path: Path) -> None:
    assert numbers([ip(A[0], B[0], 1, b"")[:30], ip(A[0], "10.0.0.3", 1, bytes(8))], tmp_path, 1) == [1, 2]


@pytest.mark.parametrize(
    ("sample", "field"), [("hello.pcapng", "tcp.stream"), ("udp-unreachable.pcapng", "udp.stream")]
)
def test_as_the_streams_filter_has_it(sample: str, field: str) -> None:
    capture = open_capture(SAMPLES / sample)
    while capture.refresh():
        pass
    table = PacketTable(capture)
    chosen = compile_filter(f"{field} == 0")
    table.number_streams(len(table))
    expected = [row for row in range(len(table)) if chosen.matches(table.dissection(row))]
    assert companions_of(table, expected[0]).tolist() == expected
