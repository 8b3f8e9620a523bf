from __future__ import annotations

import struct
from pathlib import Path

import pytest

from dissectors.capture_file import open_capture
from dissectors.capture_file.pcap import magic_of, walk_records
from dissectors.errors import CaptureFileError
from tests.dissectors.capture_file.build import ORDERS, frames_of, pcap, read

RECORDS = ((1_000_000_000, 5, b"first"), (1_000_000_001, 999_999, b"second frame"), (0xFFFF_FFFF, 0, b""))
NAMES = {"<": "little endian", ">": "big endian"}


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize(("magic", "name", "scale"), [(0xA1B2C3D4, "microsecond", 1000), (0xA1B23C4D, "nanosecond", 1)])
def test_resolutions_and_byte_orders(tmp_path: Path, order: str, magic: int, name: str, scale: int) -> None:
    capture = read(tmp_path / "x", pcap(*RECORDS, order=order, magic=magic, original=70))
    assert capture.format == f"pcap ({name}, {NAMES[order]})"
    assert [frame.data for frame in frames_of(capture)] == [data for _, _, data in RECORDS]
    assert [frame.time_ns for frame in frames_of(capture)] == [s * 10**9 + f * scale for s, f, _ in RECORDS]
    assert capture.frames.column("original_length").tolist() == [70, 70, 70]
    assert capture.notice is None


@pytest.mark.parametrize("order", ORDERS)
def test_modified_records_have_longer_headers(tmp_path: Path, order: str) -> None:
    content = pcap(*RECORDS, order=order, magic=0xA1B2CD34, record_extra=b"\0\0\0\2\x08\x00\0\0")
    capture = read(tmp_path / "x", content)
    assert [frame.data for frame in frames_of(capture)] == [data for _, _, data in RECORDS]


@pytest.mark.parametrize("magic", [0x1C0001AC, 0x1C0001AB])
def test_ixia_has_a_longer_file_header(tmp_path: Path, magic: int) -> None:
    capture = read(tmp_path / "x", pcap(*RECORDS, magic=magic, header_extra=bytes(4)))
    assert [frame.data for frame in frames_of(capture)] == [data for _, _, data in RECORDS]


def test_a_fraction_above_a_second_is_added_in_full(tmp_path: Path) -> None:
    capture = read(tmp_path / "x", pcap((10, 0xFFFF_FFFF, b"x")))
    assert capture.frames.time_ns(0) == 10 * 10**9 + 0xFFFF_FFFF * 1000


@pytest.mark.parametrize(
    ("network", "link_type", "fcs_length"), [(0x3000_0069, 105, None), (0x2400_0001, 1, 32), (0x03FF_0001, 1, None)]
)
def test_upper_bits_of_the_link_type_are_no_part_of_it(
    tmp_path: Path, network: int, link_type: int, fcs_length: int | None
) -> None:
    capture = read(tmp_path / "x", pcap(*RECORDS, link_type=network))
    assert capture.frames.column("link_type").tolist() == [link_type] * 3
    assert (capture.interfaces[0].link_type, capture.interfaces[0].fcs_length) == (link_type, fcs_length)


@pytest.mark.parametrize(("version", "swapped"), [((2, 2), True), ((2, 3), True), ((2, 3), False), ((543, 0), True)])
def test_old_versions_swap_the_lengths(tmp_path: Path, version: tuple[int, int], swapped: bool) -> None:
    lengths = (60, 5) if swapped else (5, 60)
    record = struct.pack("<IIII", 1, 0, *lengths) + b"01234"
    capture = read(tmp_path / "x", pcap(version=version) + record + record)
    assert [(frame.data, frame.original_length) for frame in frames_of(capture)] == [(b"01234", 60)] * 2


def test_a_version_before_2_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(pcap(*RECORDS, version=(1, 4)))
    with pytest.raises(CaptureFileError, match=r"old is a pcap file of version 1\.4; versions from"):
        open_capture(path)


def test_the_interface_can_be_given_a_name(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(pcap(*RECORDS))
    with open_capture(path, interface_name="lo") as capture:
        assert capture.interfaces[0].name == "lo"


def test_frames_before_an_absurd_length_are_kept(tmp_path: Path) -> None:
    good = pcap(*RECORDS)
    capture = read(tmp_path / "x", good + struct.pack("<IIII", 1, 2, 4_325_376, 60) + bytes(100))
    assert len(capture.frames) == 3
    assert capture.notice is not None
    assert capture.notice.offset == len(good)
    assert not capture.notice.may_go_on
    assert capture.notice.message == (
        f"The file is damaged at byte {len(good)} (the packet record there claims 4325376 captured bytes, at most "
        "262144 make sense); the 3 frames before that were read."
    )


def test_damage_stays_however_much_is_appended(tmp_path: Path) -> None:
    path = tmp_path / "x"
    capture = read(path, pcap(*RECORDS) + struct.pack("<IIII", 1, 2, 1 << 31, 60))
    notice = capture.notice
    with path.open("ab") as file:
        file.write(bytes(1000))
    assert len(capture.refresh()) == 0
    assert capture.notice == notice


def test_the_walk_gives_starts_and_the_next_one() -> None:
    buffer = pcap(*RECORDS)
    length = struct.Struct("<I")
    assert walk_records(buffer, 24, length, 16, 100, 100) == ([24, 45, 73], 89)
    assert walk_records(buffer, 24, length, 16, 100, 2) == ([24, 45], 73)
    assert walk_records(buffer, 24, length, 16, 11, 100) == ([24], 45)
    assert walk_records(buffer[:-1], 24, length, 16, 100, 100) == ([24, 45], 73)


def test_records_longer_than_a_window_are_stepped_over(tmp_path: Path) -> None:
    big = bytes(range(256)) * 1000
    content = pcap(*((second, 0, big) for second in range(20)), (99, 0, b"last"))
    seen = frames_of(read(tmp_path / "x", content))
    assert len(seen) == 21
    assert seen[-1].data == b"last"
    assert all(frame.data == big for frame in seen[:-1])


@pytest.mark.parametrize("head", [b"", b"\xd4\xc3\xb2", b"\0\0\0\0", b"\xd4\xc3\xa1\xb2"])
def test_other_magic_is_not_pcap(head: bytes) -> None:
    assert magic_of(head) is None
