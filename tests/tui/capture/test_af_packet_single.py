from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.tui.capture.conftest import Datagrams, open_output, records, until
from tui.capture.af_packet_single import SingleSource
from tui.capture.packet_socket import PacketSocket
from tui.capture.source import EngineError, Request


def taken(source: SingleSource, count: int) -> None:
    left = [count]

    def read() -> bool:
        left[0] -= source.read(left[0])
        return left[0] == 0

    until(read, "all frames read")
    assert source.read(100) == 0


def test_every_frame_once_with_its_time(require_root: None, datagrams: Datagrams, tmp_path: Path) -> None:
    before = time.time_ns()
    source = SingleSource(PacketSocket(Request("lo", datagrams.filter)), open_output(tmp_path / "a.pcap"))
    datagrams.send(50)
    taken(source, 50)
    assert (source.link_type, source.dropped()) == (1, 0)
    assert source.written_bytes() == (tmp_path / "a.pcap").stat().st_size
    source.close()
    frames = records(tmp_path / "a.pcap")
    assert datagrams.payloads(frames) == datagrams.sent
    data = (tmp_path / "a.pcap").read_bytes()
    first = int.from_bytes(data[24:28], "little") * 10**9 + int.from_bytes(data[28:32], "little")
    assert before - 10**9 <= first <= time.time_ns()


def test_any_is_cooked_and_shows_loopback_once(require_root: None, datagrams: Datagrams, tmp_path: Path) -> None:
    source = SingleSource(PacketSocket(Request("any", datagrams.filter)), open_output(tmp_path / "a.pcap"))
    datagrams.send(3)
    taken(source, 3)
    source.close()
    frames = records(tmp_path / "a.pcap")
    assert datagrams.payloads(frames, link_header=16) == datagrams.sent
    assert frames[0][:16] == b"\0\0\3\4\0\6" + bytes(8) + b"\x08\0"


def test_the_snapshot_length_cuts(require_root: None, datagrams: Datagrams, tmp_path: Path) -> None:
    source = SingleSource(PacketSocket(Request("lo", datagrams.filter, 50)), open_output(tmp_path / "a.pcap"))
    datagrams.send(1, size=200)
    taken(source, 1)
    source.close()
    assert [len(frame) for frame in records(tmp_path / "a.pcap")] == [50]
    assert (tmp_path / "a.pcap").read_bytes()[36:40] == (242).to_bytes(4, "little")


def test_a_full_disk_is_told_with_the_frames_written(
    require_root: None, datagrams: Datagrams, small_disk: Path
) -> None:
    source = SingleSource(PacketSocket(Request("lo", datagrams.filter)), open_output(small_disk / "a.pcap"))
    datagrams.send(100, size=8000)
    written = [0]
    codes: list[str] = []

    def read() -> bool:
        try:
            written[0] += source.read(1000)
        except EngineError as error:
            codes.append(error.code)
            written[0] += error.frames
        return bool(codes)

    until(read, "the disk is full")
    source.close()
    assert codes == ["disk-full"]
    assert written[0] == len(records(small_disk / "a.pcap")) > 10


@pytest.mark.parametrize("interface", ["nosuch0", "a-name-that-is-far-too-long"])
def test_an_unknown_interface_is_refused(require_root: None, interface: str) -> None:
    with pytest.raises(EngineError) as raised:
        PacketSocket(Request(interface))
    assert raised.value.code == "no-such-interface"
