"""Rows of a capture."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from dissectors.registry import default
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.talk import Talk

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


def test_a_packet_is_decoded_again_when_its_process_becomes_known(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    before = table.dissection(1)
    assert before.find("proc.name") == []
    assert table.dissection(1) is before
    table.attributions.append([found("curl", 7)])
    after = table.dissection(1)
    assert [field.value for field in after.find("proc.name")] == ["curl"]
    assert table.dissection(1) is after
    table.attributions.append([found("nc", 8, remote=SERVER._replace(port=81))])
    assert table.dissection(1) is after
    table.attributions.append([found("curl", 9, how="traced")])
    assert [field.value for field in table.decode(1).find("proc.pid")] == [7]
    assert [field.value for field in table.dissection(1).find("proc.pid")] == [9]


def test_very_many_processes_are_joined_bit_by_bit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dissectors.packets.table.SOON_JOINED", 2)
    table = Talk().shake().table(tmp_path)
    table.number_streams(3)
    others = (found("x", pid, local=CLIENT._replace(port=pid)) for pid in range(1, 5))
    table.attributions.append([*others, found("curl", 7)])
    assert [table.join_processes() for _ in range(3)] == [False, False, True]
    assert table.ends(0).text == "curl"
