"""Rows sorted by fields of packets that came in fragments."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.packets.table import PacketTable
from tests.dissectors.internet.fragmented import ipv4, ipv6, udp
from tests.dissectors.streams.frames import capture_of


def frames() -> list[bytes]:
    """Datagrams from ports 9, 5 (in fragments over IPv4), 7, 8 (over IPv6, the last fragment first)."""
    cut, other = udp(bytes(24), source=5), udp(bytes(24), source=8)
    return [
        ipv4(udp(b"", source=9)),
        ipv4(cut[:16], 0, more=True),
        ipv4(cut[16:], 16),
        ipv4(udp(b"", source=7)),
        ipv6(other[16:], 16),
        ipv6(other[:16], 0, more=True),
    ]


@pytest.mark.parametrize(
    ("column", "rows"),
    [
        ("udp.srcport", [2, 3, 5, 0, 1, 4]),
        ("udp.length", [0, 3, 2, 5, 1, 4]),
        ("udp.stream", [0, 2, 3, 5, 1, 4]),
        ("ip.id", [0, 1, 2, 3, 4, 5]),
        ("ip.reassembled.length", [2, 0, 1, 3, 4, 5]),
        ("protocol", [1, 4, 0, 2, 3, 5]),
    ],
)
def test_rows_are_sorted_by_what_whole_packets_carry(column: str, rows: list[int], tmp_path: Path) -> None:
    ordering = PacketTable(capture_of(frames(), tmp_path)).ordering(column)
    ordering.add(np.arange(6))
    while not ordering.is_done:
        ordering.step(10)
    assert ordering.rows.tolist() == rows
