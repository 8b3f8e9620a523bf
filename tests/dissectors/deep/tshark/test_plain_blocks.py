"""Many packets written at once are what they are one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import open_capture
from dissectors.capture_file import PcapWriter
from dissectors.deep.tshark import feeding
from dissectors.deep.tshark.feeding import Feed
from dissectors.deep.tshark.plain_blocks import are_plain
from dissectors.packets.table import PacketTable
from tests.conftest import all_captures


def table_of(path: Path) -> PacketTable:
    capture = open_capture(path)
    capture.refresh()
    return PacketTable(capture)


@pytest.mark.parametrize("path", all_captures()[::5], ids=lambda path: path.name)
def test_at_once_and_one_by_one(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    try:
        table = table_of(path)
    except Exception:
        pytest.skip("not a capture that can be read")
    rows = range(min(len(table), 2000))
    at_once = b"".join(Feed(table).chunks(rows))
    monkeypatch.setattr(feeding, "are_plain", lambda frames, first, stop: False)
    assert at_once == b"".join(Feed(table).chunks(rows))


def test_what_has_options_or_no_exact_time_is_not_plain(tmp_path: Path) -> None:
    path = tmp_path / "made.pcap"
    with path.open("wb") as file:
        writer = PcapWriter(file, 1)
        for length in range(5):
            writer.write(1000 + length, bytes(length))
    frames = table_of(path).capture.frames
    assert are_plain(frames, 0, 5)
    frames._chunks["options_length"][0][3] = 8
    assert are_plain(frames, 0, 3)
    assert not are_plain(frames, 0, 5)
    frames._chunks["options_length"][0][3] = 0
    frames._chunks["time"][0][0] = feeding.NO_INTERFACE
    assert are_plain(frames, 0, 5)
    frames._chunks["time"][0][0] = 2**63 - 1
    assert not are_plain(frames, 0, 5)


def test_long_packets_are_written_one_by_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "made.pcap"
    with path.open("wb") as file:
        writer = PcapWriter(file, 1)
        for _ in range(3):
            writer.write(0, bytes(1000))
    monkeypatch.setattr(feeding, "LARGEST_CHUNK", 2999)
    monkeypatch.setattr(feeding, "packet_blocks", None)
    assert len(b"".join(Feed(table_of(path)).chunks(range(3)))) > 3000
