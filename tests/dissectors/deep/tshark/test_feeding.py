"""The packets of a table as tshark reads them: read back by our own reader, and counted by tshark."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from pathlib import Path

import numpy as np
import pytest

from dissectors import open_capture
from dissectors.capture_file import CaptureFile, MergedCapture
from dissectors.capture_file.contents import Option
from dissectors.capture_file.options import write_options
from dissectors.capture_file.writer import PcapngWriter
from dissectors.deep.tshark import feeding
from dissectors.deep.tshark.feeding import Feed
from dissectors.packets.table import PacketTable
from tests.conftest import SAMPLES, all_captures
from tests.dissectors.streams.frames import capture_of, tcp

A, B = ("10.0.0.1", 80), ("10.0.0.2", 1000)


def read_back(chunks: Iterable[bytes], folder: Path) -> CaptureFile:
    path = folder / "fed.pcapng"
    path.write_bytes(b"".join(chunks))
    capture = open_capture(path)
    capture.refresh()
    return capture


def opened(path: Path) -> PacketTable:
    capture = open_capture(path)
    capture.refresh()
    return PacketTable(capture)


@pytest.mark.parametrize("path", all_captures()[::7], ids=lambda path: path.name)
def test_frames_come_out_as_they_were(path: Path, tmp_path: Path) -> None:
    try:
        table = opened(path)
    except Exception:
        pytest.skip("not a capture that can be read")
    rows = range(min(len(table), 300))
    fed = PacketTable(read_back(Feed(table).chunks(rows), tmp_path))
    assert len(fed) == len(rows)
    for row in rows:
        before, after = table.frame(row), fed.frame(row)
        assert (after.data, after.link_type, after.length) == (before.data, before.link_type, before.length)
        if before.time is not None and 0 <= before.time < 1 << 64:
            assert after.time == before.time
        assert after.comments == before.comments
        assert after.fcs_length == before.fcs_length


def test_an_interface_keeps_its_number_and_name(tmp_path: Path) -> None:
    table = opened(SAMPLES / "hello.pcapng")
    fed = read_back(Feed(table).chunks(range(2)), tmp_path)
    assert [each.name for each in fed.interfaces] == [each.name for each in table.capture.interfaces]


def test_the_selected_packet_is_marked_and_its_own_comments_stay(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(A, B)] * 3, tmp_path))
    once = PacketTable(read_back(Feed(table, marker="first").chunks(range(3), 1), tmp_path))
    assert [once.frame(row).comments for row in range(3)] == [(), ("first",), ()]
    twice = PacketTable(read_back(Feed(once, marker="second").chunks(range(3), 1), tmp_path))
    assert twice.frame(1).comments == ("first", "second")


def test_any_rows_in_pieces_and_more_of_them_later(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "CHUNK_BYTES", 100)
    table = PacketTable(capture_of([tcp(A, B, sequence=number) for number in range(10)], tmp_path))
    feed = Feed(table)
    first = list(feed.chunks(np.array([2, 3, 7])))
    assert len(first) > 1
    fed = read_back([*first, *feed.chunks(range(8, 10))], tmp_path)
    assert feed.fed == 5
    assert [fed.data(row) for row in range(5)] == [table.capture.data(row) for row in (2, 3, 7, 8, 9)]


def test_secrets_stand_in_front_and_those_of_the_capture_too(tmp_path: Path) -> None:
    path = tmp_path / "secret.pcapng"
    with path.open("wb") as file:
        writer = PcapngWriter(file)
        writer.section()
        writer.block(10, struct.pack("<II", 0x57474B4C, 3) + b"key")
        file.write(struct.pack("<IIHHII", 1, 20, 1, 0, 0, 20))
        writer.packet(0, 0, b"abc", 3)
    fed = read_back(Feed(opened(path), secrets=b"CLIENT_RANDOM 1 2\n").chunks(range(1)), tmp_path)
    found = [(secrets.kind, secrets.data) for secrets in fed.contents.secrets]
    assert found == [(feeding.TLS_KEY_LOG, b"CLIENT_RANDOM 1 2\n"), (0x57474B4C, b"key")]


def test_keys_that_come_later_are_written_when_more_packets_are_asked_for(tmp_path: Path) -> None:
    log = [b"CLIENT_RANDOM 1 2\n"]
    path = tmp_path / "plain.pcapng"
    with path.open("wb") as file:
        writer = PcapngWriter(file)
        writer.section()
        file.write(struct.pack("<IIHHII", 1, 20, 1, 0, 0, 20))
        for _ in range(3):
            writer.packet(0, 0, b"abc", 3)
    feed = Feed(opened(path), secrets=lambda: b"".join(log))
    pieces = [*feed.chunks(range(1)), *feed.chunks(range(1, 2))]
    log.append(b"CLIENT_RANDOM 3 4\n")
    pieces += feed.chunks(range(2, 3))
    fed = read_back(iter(pieces), tmp_path)
    assert [secrets.data for secrets in fed.contents.secrets] == [b"CLIENT_RANDOM 1 2\n", b"CLIENT_RANDOM 3 4\n"]
    assert len(fed.frames) == 3


def test_secrets_of_captures_read_together_are_fed(tmp_path: Path) -> None:
    path = tmp_path / "secret.pcapng"
    with path.open("wb") as file:
        writer = PcapngWriter(file)
        writer.section()
        writer.block(10, struct.pack("<II", 0x57474B4C, 3) + b"key")
        file.write(struct.pack("<IIHHII", 1, 20, 1, 0, 0, 20))
        writer.packet(0, 0, b"abc", 3)
    merged = MergedCapture([path])
    merged.refresh()
    fed = read_back(Feed(PacketTable(merged)).chunks(range(1)), tmp_path)
    assert [secrets.data for secrets in fed.contents.secrets] == [b"key"]


def test_numbers_among_the_options_change_their_byte_order(tmp_path: Path) -> None:
    path = tmp_path / "big.pcapng"
    flags = write_options((Option(2, b"\0\0\0\1"), Option(1, b"hello")), ">")
    head = struct.pack(">IIIHHqI", 0x0A0D0D0A, 28, 0x1A2B3C4D, 1, 0, -1, 28)
    interface = struct.pack(">IIHHII", 1, 20, 1, 0, 0, 20)
    body = struct.pack(">IIIII", 0, 0, 5, 4, 4) + b"abcd" + flags
    path.write_bytes(
        head + interface + struct.pack(">II", 6, len(body) + 12) + body + struct.pack(">I", len(body) + 12)
    )
    fed = read_back(Feed(opened(path)).chunks(range(1)), tmp_path)
    assert [(option.code, option.value) for option in fed.packet_options(0)] == [(2, b"\1\0\0\0"), (1, b"hello")]


def test_a_mark_at_the_end_is_selected_as_the_packet_is(tmp_path: Path) -> None:
    table = PacketTable(capture_of([tcp(A, B)] * 2, tmp_path))
    feed = Feed(table, marker="this")
    fed = PacketTable(read_back([*feed.chunks(range(2), 0), feed.end_mark(b"0123")], tmp_path))
    assert [fed.frame(row).comments for row in range(3)] == [("this",), (), ("this",)]
    assert (fed.frame(2).data, fed.frame(2).link_type) == (b"0123", feeding.USER_LINK_TYPE)
