"""Rows of a capture."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.registry import default

FRAME = bytes.fromhex("000000000001000000000002" + "88b5" + "616263")


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    records = [(10, 500_000), (10, 700_000), (9, 0)]
    body = b"".join(struct.pack("<IIII", s, u, len(FRAME), len(FRAME)) + FRAME for s, u in records)
    path = tmp_path / "three.pcap"
    path.write_bytes(struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1) + body)
    capture = open_capture(path)
    capture.refresh()
    return PacketTable(capture)


def test_frames_know_their_number_and_times(table: PacketTable) -> None:
    assert len(table) == 3
    frames = [table.frame(row) for row in range(3)]
    assert [frame.number for frame in frames] == [1, 2, 3]
    assert [frame.since_first for frame in frames] == [0, 200_000_000, -1_500_000_000]
    assert [frame.since_previous for frame in frames] == [0, 200_000_000, -1_700_000_000]
    assert frames[0].data == FRAME


def test_the_first_row_of_a_time_is_found_in_the_files_order(table: PacketTable) -> None:
    first = 10_500_000_000
    wanted = (0, 9_000_000_000, first, first + 1, 11_000_000_000, -(10**30), 10**30)
    assert [table.first_at(time) for time in wanted] == [0, 0, 0, 1, None, 0, None]


def test_dissections_are_kept_until_the_registry_changes(table: PacketTable) -> None:
    first = table.dissection(0)
    assert table.dissection(0) is first
    registry = default().copy()
    registry.decode_as(("ethertype", 0x88B5), "udp")
    assert table.dissection(0) is first
    table.decode_by(registry)
    assert [layer.protocol.name for layer in table.dissection(0).layers] == ["frame", "eth", "udp"]


def test_row_beyond_the_end_is_refused(table: PacketTable) -> None:
    with pytest.raises(IndexError):
        table.frame(3)
