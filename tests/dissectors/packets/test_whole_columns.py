"""Numbers of fields in packets that came in fragments, where their columns have none."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from pathlib import Path

import pytest

from dissectors.dissect import dissect
from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.row_frames import frame_of
from dissectors.packets.whole_columns import whole_numbers
from dissectors.streams.tcp_analysis.columns import COLUMNS, FROM_HEADERS
from tests.dissectors.internet.fragmented import ipv4, ipv6, udp
from tests.dissectors.streams.frames import ACK, FIN, SYN, capture_of, tcp

SEGMENT = struct.pack("!HHIIBBHHH", 1, 80, 1000, 7, 0x50, 0x10, 100, 0, 0) + bytes(20)
PLAIN = tcp(("10.0.0.1", 1), ("10.0.0.2", 80), 990, data=bytes(10))
FRAMES = [
    PLAIN,
    ipv4(SEGMENT[:16], 0, more=True, protocol=6),
    ipv4(SEGMENT[16:], 16, protocol=6),
    ipv4(udp(bytes(16))[:8], 0, more=True, identification=2),
    ipv4(udp(bytes(16))[8:], 8, identification=2),
]
SCALE = b"\x03\x03\x05\x01" + bytes(8)
"""An option, and payload."""


def index_of(folder: Path, frames: Sequence[bytes] = FRAMES) -> LayerIndex:
    index = LayerIndex(capture_of(list(frames), folder))
    index.piece_of(len(frames) - 1)
    index.analysis.extend(len(frames))
    return index


def segment(sequence: int, flags: int = ACK, rest: bytes = bytes(20), *, words: int = 5) -> bytes:
    """From port 1 to port 80 and, with numbers from 5000 on, back."""
    source, destination, acknowledgment = (80, 1, 1000) if sequence >= 5000 else (1, 80, 6000)
    head = (source, destination, sequence, acknowledgment, words << 4, flags, 100, 0, 0)
    return struct.pack("!HHIIBBHHH", *head) + rest


def cut(packet: bytes, protocol: int = 6, at: int = 8, *, back: bool = False) -> list[bytes]:
    """In two frames."""
    ends = {"source": "10.0.0.2", "destination": "10.0.0.1"} if back else {}
    return [
        ipv4(packet[:at], 0, more=True, protocol=protocol, **ends),
        ipv4(packet[at:], at, protocol=protocol, **ends),
    ]


INNER = ipv4(segment(1100), protocol=6)[14:]
KINDS = {
    "handshake": [
        *cut(segment(999, SYN, SCALE, words=6), at=24),
        *cut(segment(5999, SYN | ACK, SCALE, words=6), at=24, back=True),
        *cut(segment(1000)),
        *cut(segment(1020, ACK | FIN), at=24),
        *cut(segment(6000, rest=b""), back=True),
    ],
    "without ACK": cut(segment(1000, 0)),
    "impossible header": cut(segment(1000, words=4)),
    "header beyond the segment": cut(segment(1000, words=15)),
    "quoted": cut(b"\x03\x03" + bytes(6) + INNER, 1),
    "in a tunnel": cut(INNER, 4),
    "twice": cut(bytes(2) + b"\x08\0" + INNER, 47) + cut(INNER, 4, at=32),
    "fragment in fragments": cut(ipv4(segment(1100), more=True, protocol=6)[14:], 4),
    "cut": cut(segment(1000)[:16]),
    "behind frames": [PLAIN, *cut(segment(1000)), PLAIN],
    "among others": [*cut(segment(1000)), *cut(udp(bytes(16)), 17), *cut(segment(1020))],
}


@pytest.mark.parametrize(
    ("name", "rows", "values"),
    [
        ("tcp.window_size_value", [2], [100]),
        ("tcp.window_size", [2], [100]),
        ("tcp.seq", [2], [11]),
        ("tcp.nxtseq", [2], [31]),
        ("tcp.srcport", [2], [1]),
        ("tcp.port", [2, 2], [1, 80]),
        ("udp.length", [4], [24]),
        # Of these the columns have them.
        ("tcp.len", [], []),
        ("tcp.stream", [], []),
        ("frame.len", [], []),
        ("ip.src", [], []),
        ("no.field", [], []),
    ],
)
def test_they_come_with_the_row_that_ends_the_packet(
    tmp_path: Path, name: str, rows: list[int], values: list[int]
) -> None:
    index = index_of(tmp_path)
    found = whole_numbers(index, name, index.piece_of(0), 0)
    assert (found[0].tolist(), sorted(found[1].tolist())) == (rows, values)
    assert not len(whole_numbers(index, name, index.piece_of(0), len(FRAMES))[0])


@pytest.mark.parametrize("name", ["tcp.len", "tcp.stream", *sorted(FROM_HEADERS)])
def test_with_the_column_there_are_as_many_as_in_the_trees(tmp_path: Path, name: str) -> None:
    index = index_of(tmp_path)
    piece = index.piece_of(0)
    rows = [*Columns(index).occurrences(name, piece).rows.tolist(), *whole_numbers(index, name, piece, 0)[0].tolist()]
    assert rows == [0, 2]
    assert name in COLUMNS


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", sorted(FROM_HEADERS))
def test_numbers_of_tcp_are_those_of_the_trees(tmp_path: Path, name: str, kind: str) -> None:
    frames = KINDS[kind]
    index = index_of(tmp_path, frames)
    expected = [
        (row, field.value)
        for row in range(len(frames))
        for field in dissect(frame_of(index, row), index.registry, lambda *_: None).find(name)
        if field.source
    ]
    for first in (0, len(frames) - 1):
        found = whole_numbers(index, name, index.piece_of(0), first)
        pairs = list(zip(*(column.tolist() for column in found), strict=True))
        assert pairs == [(row, value) for row, value in expected if row >= first]


def test_bytes_are_only_counted(tmp_path: Path) -> None:
    inner = ipv6(udp(bytes(16)))[14:]
    frames = [ipv4(inner[:24], 0, more=True, protocol=41), ipv4(inner[24:], 24, protocol=41)]
    index = LayerIndex(capture_of(frames, tmp_path))
    rows, values = whole_numbers(index, "ipv6.src", index.piece_of(1), 0)
    assert (rows.tolist(), values.tolist()) == ([1], [1])
