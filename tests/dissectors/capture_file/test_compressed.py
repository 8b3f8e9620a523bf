from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from dissectors.capture_file import open_capture
from dissectors.errors import CaptureFileError
from tests.dissectors.capture_file.build import every_kind_of_block, frames_of, pcap, read

Pack = Callable[[bytes], bytes]
PACKERS: dict[str, Pack] = {"gzip": gzip.compress, "zstd": zstandard.compress}
RECORDS = tuple((second, 0, bytes([second % 251]) * 100) for second in range(2000))

both = pytest.mark.parametrize("compression", PACKERS)


@both
@pytest.mark.parametrize("content", [pcap(*RECORDS), every_kind_of_block()], ids=["pcap", "pcapng"])
def test_a_compressed_capture_reads_like_a_plain_one(tmp_path: Path, compression: str, content: bytes) -> None:
    plain = read(tmp_path / "plain", content)
    packed = read(tmp_path / "packed.dat", PACKERS[compression](content))
    assert packed.compression == compression
    assert packed.format == plain.format
    assert frames_of(packed) == frames_of(plain)
    assert packed.notice is None
    assert packed.bytes_read == packed.size
    assert bytes(packed.view()) == content


@both
def test_several_members_make_one_file(tmp_path: Path, compression: str) -> None:
    content, pack = pcap(*RECORDS), PACKERS[compression]
    packed = read(tmp_path / "x", pack(content[:1000]) + pack(b"") + pack(content[1000:]))
    assert len(packed.frames) == len(RECORDS)
    assert packed.notice is None


def test_a_skippable_zstd_frame_is_skipped(tmp_path: Path) -> None:
    skippable = b"\x50\x2a\x4d\x18\4\0\0\0skip"
    packed = read(tmp_path / "x", skippable + zstandard.compress(pcap(*RECORDS)))
    assert len(packed.frames) == len(RECORDS)
    assert packed.notice is None


@both
def test_a_cut_file_keeps_what_could_be_unpacked(tmp_path: Path, compression: str) -> None:
    packed = PACKERS[compression](pcap(*((n, 0, bytes((n * n + k) % 256 for k in range(60))) for n in range(20_000))))
    capture = read(tmp_path / "x", packed[: len(packed) * 3 // 4])
    assert len(capture.frames) > 5000
    assert capture.notice is not None
    assert capture.notice.may_go_on
    assert f"The {compression} data is cut short at byte {len(packed) * 3 // 4}; the " in capture.notice.message


@both
def test_a_cut_file_that_grows_goes_on(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "x"
    packed = PACKERS[compression](pcap(*RECORDS))
    capture = read(path, packed[:50])
    assert capture.notice is not None
    with path.open("ab") as file:
        file.write(packed[50:])
    capture.refresh()
    assert len(capture.frames) == len(RECORDS)
    assert capture.notice is None


@pytest.mark.parametrize("position", [30, 300])
def test_damaged_gzip_keeps_the_bytes_before_the_damage(tmp_path: Path, position: int) -> None:
    content = pcap(*((n, 0, bytes((n * n + k) % 256 for k in range(60))) for n in range(2000)))
    packed = bytearray(gzip.compress(content))
    middle = len(packed) // 2
    packed[middle : middle + position] = b"\xff" * position
    capture = read(tmp_path / "x", bytes(packed))
    assert len(capture.frames) > 500
    assert capture.notice is not None
    assert not capture.notice.may_go_on


def test_something_behind_the_gzip_data_is_noticed_and_zero_bytes_are_not(tmp_path: Path) -> None:
    packed = gzip.compress(pcap(*RECORDS))
    assert read(tmp_path / "x", packed + bytes(512)).notice is None
    capture = read(tmp_path / "y", packed + b"something")
    assert len(capture.frames) == len(RECORDS)
    assert capture.notice is not None
    assert "Something that is no gzip data follows at byte" in capture.notice.message


@both
@pytest.mark.parametrize("limit", [0, 23, 24, 100_000])
def test_unpacking_stops_at_the_limit(tmp_path: Path, compression: str, limit: int) -> None:
    path = tmp_path / "bomb"
    path.write_bytes(PACKERS[compression](pcap(*RECORDS) + bytes(50 << 20)))
    with open_capture(path, unpack_limit=limit) as capture:
        capture.refresh()
        assert len(capture.frames) == max(limit - 24, 0) // 116
        assert len(capture.view()) <= limit
        assert capture.notice is not None
        assert f"Unpacking stopped at the limit of {limit} bytes" in capture.notice.message


@both
def test_something_else_that_is_compressed_is_named(tmp_path: Path, compression: str) -> None:
    path = tmp_path / "letter"
    path.write_bytes(PACKERS[compression](b"Dear reader,\n"))
    with pytest.raises(CaptureFileError, match=f"{compression}-compressed, and inside is no capture: .* text"):
        open_capture(path)


@both
def test_compressed_nothing_is_an_empty_capture(tmp_path: Path, compression: str) -> None:
    capture = read(tmp_path / "x", PACKERS[compression](b""))
    assert (len(capture.frames), capture.format, capture.notice) == (0, "empty", None)


def test_a_folder_that_cannot_hold_the_unpacked_data_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(pcap(*RECORDS)))
    with pytest.raises(CaptureFileError, match="cannot be unpacked"):
        open_capture(path, temporary_folder=tmp_path / "missing")


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    path, folder = tmp_path / "x", tmp_path / "temporary"
    folder.mkdir()
    path.write_bytes(gzip.compress(pcap(*RECORDS)))
    with open_capture(path, temporary_folder=folder) as capture:
        capture.refresh()
    assert list(folder.iterdir()) == []
