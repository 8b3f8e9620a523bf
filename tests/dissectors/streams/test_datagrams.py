"""Datagrams as columns: one conversation's, with their bytes' places."""

from __future__ import annotations

import struct
from pathlib import Path

from dissectors.packets.table import PacketTable
from dissectors.streams.datagrams import datagrams_of
from tests.dissectors.streams.frames import capture_of, ip, udp

CLIENT, SERVER, OTHER = ("10.0.0.2", 40000), ("10.0.0.1", 53), ("10.0.0.3", 9)


def datagram(source: tuple[str, int], destination: tuple[str, int], data: bytes, protocol: int = 17) -> bytes:
    head = struct.pack("!4H", source[1], destination[1], 8 + len(data), 0)
    return ip(source[0], destination[0], protocol, head + data)


def test_a_conversations_datagrams_are_found_in_part_or_whole(tmp_path: Path) -> None:
    quote = ip("10.0.0.1", "10.0.0.2", 1, b"\x03\x03\0\0\0\0\0\0" + datagram(CLIENT, SERVER, b"ask")[14:])
    frames = [
        datagram(CLIENT, SERVER, b"ask") + bytes(20), udp(OTHER, CLIENT), datagram(SERVER, CLIENT, b"answer"), quote,
        datagram(CLIENT, SERVER, b""),
    ]  # fmt: skip
    table = PacketTable(capture_of(frames, tmp_path))
    found = datagrams_of(table.index, 0)
    assert found.rows.tolist() == [0, 2, 4]
    assert found.lengths.tolist() == [3, 6, 0]
    assert found.sides.tolist() == [0, 1, 0]
    places = zip(found.payloads.tolist(), found.captured.tolist(), strict=True)
    assert [table.capture.read(place, size) for place, size in places] == [b"ask", b"answer", b""]
    assert datagrams_of(table.index, 0, 1, 4).rows.tolist() == [2]
    assert len(datagrams_of(table.index, 7)) == 0
