"""Numbers of fields in packets that came in fragments, where their columns have none."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.whole_columns import whole_numbers
from dissectors.streams.tcp_analysis.columns import COLUMNS, IN_FRAMES
from tests.dissectors.internet.fragmented import ipv4, ipv6, udp
from tests.dissectors.streams.frames import capture_of, tcp

SEGMENT = struct.pack("!HHIIBBHHH", 1, 80, 1000, 7, 0x50, 0x10, 100, 0, 0) + bytes(20)
PLAIN = tcp(("10.0.0.1", 1), ("10.0.0.2", 80), 990, data=bytes(10))
FRAMES = [
    PLAIN,
    ipv4(SEGMENT[:16], 0, more=True, protocol=6),
    ipv4(SEGMENT[16:], 16, protocol=6),
    ipv4(udp(bytes(16))[:8], 0, more=True, identification=2),
    ipv4(udp(bytes(16))[8:], 8, identification=2),
]


def index_of(folder: Path) -> LayerIndex:
    index = LayerIndex(capture_of(FRAMES, folder))
    index.piece_of(len(FRAMES) - 1)
    index.analysis.extend(len(FRAMES))
    return index


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


@pytest.mark.parametrize("name", ["tcp.len", "tcp.stream", *sorted(IN_FRAMES)])
def test_with_the_column_there_are_as_many_as_in_the_trees(tmp_path: Path, name: str) -> None:
    index = index_of(tmp_path)
    piece = index.piece_of(0)
    rows = [*Columns(index).occurrences(name, piece).rows.tolist(), *whole_numbers(index, name, piece, 0)[0].tolist()]
    assert rows == [0, 2]
    assert name in COLUMNS


def test_bytes_are_only_counted(tmp_path: Path) -> None:
    inner = ipv6(udp(bytes(16)))[14:]
    frames = [ipv4(inner[:24], 0, more=True, protocol=41), ipv4(inner[24:], 24, protocol=41)]
    index = LayerIndex(capture_of(frames, tmp_path))
    rows, values = whole_numbers(index, "ipv6.src", index.piece_of(1), 0)
    assert (rows.tolist(), values.tolist()) == ([1], [1])
