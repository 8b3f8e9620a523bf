"""One conversation followed: its ends, its parts and their bytes, from captures saved and growing."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.streams.following.follow import Exchange, NoSuchStream, endpoints_in, stream_of
from dissectors.streams.following.parts import CLIENT as CLIENT_SIDE
from dissectors.streams.following.parts import CUT, DATA
from tests.dissectors.streams.frames import ACK, SYN, capture_of, tcp, udp
from tests.dissectors.streams.test_datagrams import datagram

CLIENT, SERVER, SIX = ("10.0.0.2", 40000), ("10.0.0.1", 80), ("2001:db8::1", 7)

FRAMES = [
    tcp(CLIENT, SERVER, 99, SYN),
    udp(SIX, ("2001:db8::2", 9)),
    tcp(SERVER, CLIENT, 499, SYN | ACK),
    tcp(CLIENT, SERVER, 100, ACK, b"hello"),
    tcp(SERVER, CLIENT, 500, ACK, b"welcome"),
    tcp(CLIENT, SERVER, 105, ACK, b", world"),
]


def followed(exchange: Exchange, at_once: int = 2) -> Exchange:
    while not exchange.is_complete:
        exchange.append(exchange.read(at_once))
    exchange.finish()
    return exchange


def test_both_sides_are_told_in_order_with_their_ends(tmp_path: Path) -> None:
    exchange = followed(Exchange(PacketTable(capture_of(FRAMES, tmp_path)), "tcp", 0))
    assert exchange.ends is not None
    assert [str(end) for end in exchange.ends] == ["10.0.0.2:40000", "10.0.0.1:80"]
    assert exchange.parts.sides.tolist() == [0, 1, 0]
    assert exchange.parts.rows.tolist() == [3, 4, 5]
    assert exchange.data(range(3)) == [b"hello", b"welcome", b", world"]
    assert exchange.data([2, 0]) == [b", world", b"hello"]
    assert exchange.packets == 5


def test_datagrams_are_parts_and_what_the_file_lacks_of_them_is_told(tmp_path: Path) -> None:
    frames = [
        datagram(SERVER, CLIENT, b"first"), datagram(CLIENT, SERVER, b""), datagram(SERVER, CLIENT, b"cut here"),
        datagram(CLIENT, SERVER, b"end"),
    ]  # fmt: skip
    exchange = followed(Exchange(PacketTable(capture_of(frames, tmp_path, 47)), "udp", 0))
    assert exchange.ends is not None
    assert exchange.ends[0].port == 80
    assert exchange.parts.sides.tolist() == [0, 0, 0, 1]
    assert exchange.parts.kinds.tolist() == [DATA, DATA, CUT, DATA]
    assert exchange.parts.offsets.tolist() == [0, 5, 10, 0]
    assert exchange.data(range(4)) == [b"first", b"cut h", b"", b"end"]


def test_a_capture_that_grows_is_read_on(tmp_path: Path) -> None:
    capture = capture_of(FRAMES[:4], tmp_path)
    table = PacketTable(capture)
    exchange = Exchange(table, "tcp", 0)
    exchange.append(exchange.read())
    assert exchange.is_complete
    assert exchange.data(range(len(exchange.parts))) == [b"hello"]
    capture_of(FRAMES, tmp_path)
    capture.refresh()
    assert not exchange.is_complete
    assert exchange.append(exchange.read())
    assert exchange.data(range(1, len(exchange.parts))) == [b"welcome", b", world"]


def test_a_packet_names_its_conversation(tmp_path: Path) -> None:
    table = PacketTable(capture_of([*FRAMES, b"\xff" * 60], tmp_path))
    assert stream_of(table, 5) == ("tcp", 0)
    assert stream_of(table, 1) == ("udp", 0)
    with pytest.raises(NoSuchStream, match="packet 7 belongs to no TCP or UDP conversation"):
        stream_of(table, 6)
    with pytest.raises(NoSuchStream):
        stream_of(table, 1, "tcp")


def test_ends_over_ipv6_are_written_in_brackets(tmp_path: Path) -> None:
    table = PacketTable(capture_of(FRAMES, tmp_path))
    assert [str(end) for end in endpoints_in(table.frame(1), "udp", 54)] == ["[2001:db8::1]:7", "[2001:db8::2]:9"]


def test_the_lab_says_hello(samples: Path) -> None:
    with open_capture(samples / "hello.pcapng") as capture:
        capture.refresh()
        exchange = followed(Exchange(PacketTable(capture), "tcp", 0))
        said = zip(exchange.parts.sides, exchange.data(range(len(exchange.parts))), strict=True)
        assert b"".join(data for side, data in said if side == CLIENT_SIDE).startswith(b"hello")
