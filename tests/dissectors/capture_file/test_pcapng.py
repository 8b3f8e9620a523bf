from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors.capture_file import CaptureFile, ResolvedName
from dissectors.capture_file.blocks import PROCESSES
from dissectors.capture_file.pcapng import walk_blocks
from dissectors.processes.stored import write_attributions
from tests.dissectors.capture_file.build import (
    END,
    ORDERS,
    block,
    enhanced,
    every_kind_of_block,
    frames_of,
    interface,
    option,
    read,
    section,
    simple,
)
from tests.dissectors.processes.found import found

both_orders = pytest.mark.parametrize("order", ORDERS)


@both_orders
def test_every_kind_of_block(tmp_path: Path, order: str) -> None:
    capture = read(tmp_path / "x", every_kind_of_block(order))
    assert capture.notice is None
    assert capture.format == "pcapng"
    assert [(frame.data, frame.original_length) for frame in frames_of(capture)] == [
        (b"first", 60),
        (b"without time", 12),
        (b"obsolete", 8),
        (b"second section", 14),
    ]
    assert [frame.time_ns for frame in frames_of(capture)] == [1_000_001_000, None, 2 * 10**9, 10 * 10**9]
    assert [frame.interface for frame in frames_of(capture)] == [0, 0, 1, 2]
    assert [frame.link_type for frame in frames_of(capture)] == [1, 1, 113, 1]
    assert [frame.comments for frame in frames_of(capture)] == [("one", "two"), (), ("old",), ()]


@both_orders
def test_what_is_said_besides_frames(tmp_path: Path, order: str) -> None:
    capture = read(tmp_path / "x", every_kind_of_block(order))
    assert capture.file_comments == ("about the file",)
    assert [one.application for one in capture.sections] == ["builder", None]
    assert [(one.index, one.section, one.number, one.name) for one in capture.interfaces] == [
        (0, 0, 0, "eth0"),
        (1, 0, 1, "any"),
        (2, 1, 0, None),
    ]
    assert capture.contents.names == [ResolvedName("10.0.0.1", ("host",))]
    assert [secrets.data for secrets in capture.contents.secrets] == [b"key 1"]
    assert [statistics.dropped_by_interface for statistics in capture.contents.statistics] == [7]
    assert capture.dropped == 7


def test_all_packet_options_are_there(tmp_path: Path) -> None:
    options = option("<", 2, struct.pack("<I", 1)) + option("<", 1, b"hello") + option("<", 2988, b"own") + END
    content = section() + interface() + enhanced("<", 0, 0, b"abc", options=options) + enhanced("<", 0, 0, b"d")
    capture = read(tmp_path / "x", content)
    assert [(one.code, one.value) for one in capture.packet_options(0)] == [
        (2, b"\1\0\0\0"),
        (1, b"hello"),
        (2988, b"own"),
    ]
    assert capture.packet_options(1) == ()


def test_broken_packet_options_do_not_hide_the_frame(tmp_path: Path) -> None:
    options = option("<", 1, b"good") + struct.pack("<HH", 1, 5000)
    capture = read(tmp_path / "x", section() + interface() + enhanced("<", 0, 0, b"abc", options=options))
    assert capture.data(0) == b"abc"
    assert capture.comments(0) == ("good",)


@pytest.mark.parametrize(
    ("resolution", "ticks", "time"),
    [(12, 1_234_567_890_123, 1_234_567_890), (0x88, 3 * 256 + 64, 3_250_000_000), (0, 5, 5 * 10**9)],
)
def test_resolutions(tmp_path: Path, resolution: int, ticks: int, time: int) -> None:
    options = option("<", 9, bytes([resolution])) + END
    capture = read(tmp_path / "x", section() + interface(options=options) + enhanced("<", 0, ticks, b"x"))
    assert capture.frames.time_ns(0) == time


def test_a_year_beyond_64_bits_is_exact(tmp_path: Path) -> None:
    options = option("<", 9, b"\0") + END
    capture = read(tmp_path / "x", section() + interface(options=options) + enhanced("<", 0, 2**64 - 1, b"x"))
    assert capture.frames.time_ns(0) == (2**64 - 1) * 10**9
    assert capture.frames.column("time").tolist() == [2**63 - 1]


def test_an_interface_described_late_serves_the_packets_behind_it(tmp_path: Path) -> None:
    first, second = enhanced("<", 0, 1, b"a"), enhanced("<", 1, 2, b"b")
    capture = read(tmp_path / "x", section() + interface() + first + interface(link_type=113) + second + first)
    assert capture.frames.column("link_type").tolist() == [1, 113, 1]


def test_every_interface_keeps_its_own_clock_however_they_alternate(tmp_path: Path) -> None:
    digits = [0, 3, 6, 9, 12]
    described = [interface(options=option("<", 9, bytes([digit])) + END) for digit in digits]
    numbers = [index * 7 % len(digits) for index in range(100)]
    packets = [enhanced("<", number, 10 ** digits[number], b"x") for number in numbers]
    capture = read(tmp_path / "x", section() + b"".join(described) + b"".join(packets))
    assert capture.frames.column("interface").tolist() == numbers
    assert capture.frames.column("time").tolist() == [10**9] * 100


def test_a_length_without_padding_is_rounded_up(tmp_path: Path) -> None:
    unpadded = struct.pack("<II", 0x1234, 13) + b"x\0\0\0" + struct.pack("<I", 13)
    capture = read(tmp_path / "x", section() + interface() + unpadded + enhanced("<", 0, 1, b"a"))
    assert capture.notice is None
    assert len(capture.frames) == 1


START = section() + interface() + enhanced("<", 0, 1, b"first")
GOOD = enhanced("<", 0, 1, b"last")
BROKEN = {
    "claims 8 bytes, at least 12 are wanted": struct.pack("<III", 0x99, 8, 8),
    "the packet block there is 4 bytes shorter than its own header": struct.pack("<II16xI", 6, 28, 28),
    "at most 16777216 make sense": struct.pack("<IIIII", 6, 1 << 30, 0, 0, 0),
    "begins with length 44 and ends with": enhanced("<", 0, 1, b"0123456789")[:-4] + b"oops",
    "names interface 1 of 1": enhanced("<", 1, 1, b"x"),
    "no valid byte-order magic": struct.pack("<IIII", 0x0A0D0D0A, 28, 0, 28) + bytes(12),
    "version 3.0": section(version=(3, 0)),
    "claims 8 bytes, at least 12 are wanted ": struct.pack("<III", 0x99, 5, 5),
    "begins with length 12 and ends with 1340": struct.pack("<III", 0x99, 9, 1340),
    "claims 20000 bytes where": interface(options=struct.pack("<HH", 2, 20000)),
    "names interface 0 of 0": section(">") + enhanced(">", 0, 1, b"x"),
    "names interface 0 of 0 ": section() + simple("<", b"x"),
}


@pytest.mark.parametrize("reason", BROKEN)
def test_frames_before_damage_are_kept(tmp_path: Path, reason: str) -> None:
    capture = read(tmp_path / "x", START + BROKEN[reason] + GOOD + GOOD)
    assert [frame.data for frame in frames_of(capture)] == [b"first"]
    assert capture.notice is not None
    assert reason.strip() in capture.notice.message
    assert capture.notice.message.endswith("one frame before that was read.")
    assert capture.notice.offset in (len(START), len(START) + 28)
    assert not capture.notice.may_go_on


def test_a_block_that_is_longer_than_a_window(tmp_path: Path) -> None:
    huge = block("<", 0x99, bytes(3 << 20))
    capture = read(tmp_path / "x", START + huge + GOOD)
    assert [frame.data for frame in frames_of(capture)] == [b"first", b"last"]


def test_the_walk_stops_before_what_changes_the_meaning() -> None:
    packets = GOOD + GOOD + block("<", 0x99, b"")
    lengths = [0, len(GOOD), 2 * len(GOOD)]
    assert walk_blocks(packets, 0, "<", 100) == (lengths, len(packets))
    assert walk_blocks(packets + interface(), 0, "<", 100) == (lengths, len(packets))
    assert walk_blocks(packets + section(">"), 0, "<", 100) == (lengths, len(packets))
    assert walk_blocks(packets[:-1], 0, "<", 100) == (lengths[:2], 2 * len(GOOD))
    assert walk_blocks(packets, 0, "<", 1) == (lengths[:1], len(GOOD))


@pytest.mark.parametrize("most", [1, 2, 3])
def test_reading_a_few_frames_at_a_time(tmp_path: Path, most: int) -> None:
    content = START + GOOD * 4 + interface() + enhanced("<", 1, 5, b"other")
    capture = CaptureFile(_opened(tmp_path / "x", content), tmp_path / "x")
    sizes = []
    while rows := capture.refresh(max_frames=most):
        sizes.append(len(rows))
    assert sum(sizes) == 6
    assert max(sizes) <= most
    assert frames_of(capture) == frames_of(read(tmp_path / "x"))


def _opened(path: Path, content: bytes):  # type: ignore[no-untyped-def]
    path.write_bytes(content)
    return path.open("rb", buffering=0)


@both_orders
def test_what_is_told_of_processes_stands_between_the_packets(tmp_path: Path, order: str) -> None:
    """A block of another program, and one that is broken inside, hide nothing."""
    told = [found("curl", 7), found("nc", 8, protocol="udp")]
    (first,), (second,) = (write_attributions([one], order) for one in told)
    kinds = [
        section(order),
        interface(order),
        block(order, PROCESSES, first),
        enhanced(order, 0, 1, b"one"),
        block(order, PROCESSES, first[:40] + b"\xff" * 20),
        block(order, PROCESSES, b"of another program"),
        block(order, PROCESSES, second),
        enhanced(order, 0, 2, b"two"),
    ]
    capture = read(tmp_path / "x", b"".join(kinds))
    assert capture.notice is None
    assert [frame.data for frame in frames_of(capture)] == [b"one", b"two"]
    assert capture.attributions == told
