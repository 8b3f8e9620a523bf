from __future__ import annotations

import io
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.capture_file.clock import Clock
from dissectors.capture_file.contents import Interface
from dissectors.capture_file.writer import PcapngWriter, PcapWriter, drop_count_option
from dissectors.errors import CaptureFileError
from tests.dissectors.capture_file.build import frames_of, read

TIME = 1_700_000_000_123_456_789


def written(nanosecond: bool) -> bytes:
    file = io.BytesIO()
    writer = PcapWriter(file, 113, nanosecond=nanosecond)
    writer.write(TIME, b"whole")
    writer.write(None, b"cut", 1500)
    return file.getvalue()


@pytest.mark.parametrize(("nanosecond", "time"), [(True, TIME), (False, TIME // 1000 * 1000)])
def test_pcap_is_read_back(tmp_path: Path, nanosecond: bool, time: int) -> None:
    capture = read(tmp_path / "x", written(nanosecond))
    seen = [(frame.time_ns, frame.data, frame.original_length, frame.link_type) for frame in frames_of(capture)]
    assert seen == [(time, b"whole", 5, 113), (0, b"cut", 1500, 113)]


def test_going_on_with_a_file(tmp_path: Path) -> None:
    file = io.BytesIO()
    PcapWriter(file, 1).write(1, b"a")
    PcapWriter(file, 1, write_file_header=False).write(2, b"b")
    assert [frame.data for frame in frames_of(read(tmp_path / "x", file.getvalue()))] == [b"a", b"b"]


@pytest.mark.parametrize("time", [-1, (1 << 32) * 10**9])
def test_times_that_pcap_cannot_hold_are_errors(time: int) -> None:
    file = io.BytesIO()
    writer = PcapWriter(file, 1)
    before = file.getvalue()
    with pytest.raises(CaptureFileError, match="does not fit in a pcap file; pcapng holds it"):
        writer.write(time, b"x")
    assert file.getvalue() == before


def pcapng() -> bytes:
    file = io.BytesIO()
    writer = PcapngWriter(file)
    writer.section(application="a test")
    writer.interface(
        Interface(0, 0, 0, 1, 7, Clock(10**9), name="eth0", description="first", filter="tcp", comments=("hm",))
    )
    writer.packet(0, TIME, b"abcde", 100)
    writer.simple_packet(b"no time", 200)
    return file.getvalue()


def test_pcapng_is_read_back(tmp_path: Path) -> None:
    capture = read(tmp_path / "x", pcapng())
    assert capture.notice is None
    assert capture.sections[0].application == "a test"
    (interface,) = capture.interfaces
    assert (interface.name, interface.description, interface.filter) == ("eth0", "first", "tcp")
    assert (interface.ticks_per_second, interface.snap_length, interface.comments) == (10**9, 7, ("hm",))
    seen = [(frame.time_ns, frame.data, frame.original_length) for frame in frames_of(capture)]
    assert seen == [(TIME, b"abcde", 100), (None, b"no time", 200)]


@pytest.mark.tools
@pytest.mark.parametrize("content", [written(True), written(False), pcapng()], ids=["nano", "micro", "pcapng"])
def test_tshark_reads_it(tmp_path: Path, content: bytes, require_tool: Callable[[str], str]) -> None:
    path = tmp_path / "x"
    path.write_bytes(content)
    command = [require_tool("tshark"), "-n", "-r", str(path), "-T", "fields", "-e", "frame.len", "-e", "frame.cap_len"]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    expected = ["100\t5", "200\t7"] if content == pcapng() else ["5\t5", "1500\t3"]
    assert output.splitlines() == expected


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_drop_count_becomes_an_option(order: str) -> None:
    assert drop_count_option(3, order) == struct.pack(order + "HHQ", 4, 8, 3)
    assert drop_count_option(0xFFFF, order) == b""
