from __future__ import annotations

import io
import struct
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.capture_file import CaptureFile, open_capture, save_capture, save_captures, write_frames
from dissectors.capture_file.saving import SaveFormat, format_for
from dissectors.errors import CaptureFileError
from tests.conftest import all_captures
from tests.dissectors.capture_file.build import (
    END,
    ORDERS,
    Seen,
    enhanced,
    every_kind_of_block,
    frames_of,
    interface,
    option,
    pcap,
    read,
    section,
)

RECORDS = tuple((1000 + second, second, bytes([second]) * second) for second in range(1, 9))


def without_interface(frames: list[Seen]) -> list[tuple[object, ...]]:
    return [(one.time_ns, one.data, one.original_length, one.link_type, one.comments) for one in frames]


@pytest.mark.parametrize("order", ORDERS)
def test_pcapng_comes_back_with_all_that_belongs_to_it(tmp_path: Path, order: str) -> None:
    before = read(tmp_path / "before", every_kind_of_block(order))
    assert save_capture(before, tmp_path / "after.pcapng") == 4
    after = read(tmp_path / "after.pcapng")
    assert after.notice is None
    assert frames_of(after) == frames_of(before)
    assert after.interfaces == before.interfaces
    assert after.file_comments == before.file_comments
    assert [one.byte_order for one in after.sections] == [one.byte_order for one in before.sections]
    assert after.contents.names == before.contents.names
    assert after.contents.secrets == before.contents.secrets
    assert after.contents.statistics == before.contents.statistics


def test_chosen_rows_in_any_order(tmp_path: Path) -> None:
    before = read(tmp_path / "before", every_kind_of_block())
    assert save_capture(before, tmp_path / "after", [3, 0, 2]) == 3
    after = read(tmp_path / "after")
    seen = frames_of(before)
    assert without_interface(frames_of(after)) == without_interface([seen[3], seen[0], seen[2]])
    assert after.contents.statistics == [], "counts of the whole are wrong for a part"


@pytest.mark.parametrize("resolution", [b"\x03", b"\x0c", b"\x88", b"\xa8"])
def test_ticks_and_resolution_are_the_original_ones(tmp_path: Path, resolution: bytes) -> None:
    options = option(">", 9, resolution) + option(">", 14, struct.pack(">q", 12)) + END
    content = section(">") + interface(">", options=options) + enhanced(">", 0, 0x0123_4567_89AB_CDEF, b"x")
    before = read(tmp_path / "before", content)
    save_capture(before, tmp_path / "after.pcapng")
    assert (tmp_path / "after.pcapng").read_bytes() == content


def test_an_obsolete_block_keeps_its_drop_count(tmp_path: Path) -> None:
    before = read(tmp_path / "before", every_kind_of_block())
    save_capture(before, tmp_path / "after", [2])
    after = read(tmp_path / "after")
    assert [(one.code, one.value) for one in after.packet_options(0)] == [(4, struct.pack("<Q", 3)), (1, b"old")]


@pytest.mark.parametrize(("magic", "rate"), [(0xA1B2C3D4, 10**6), (0xA1B23C4D, 10**9)])
def test_pcap_becomes_pcapng_with_its_resolution(tmp_path: Path, magic: int, rate: int) -> None:
    (tmp_path / "before").write_bytes(pcap(*RECORDS, magic=magic, link_type=113))
    with open_capture(tmp_path / "before", interface_name="wlan0") as before:
        before.refresh()
        save_capture(before, tmp_path / "after.pcapng")
        after = read(tmp_path / "after.pcapng")
        assert frames_of(after) == frames_of(before)
    (interface,) = after.interfaces
    assert (interface.name, interface.ticks_per_second, interface.link_type) == ("wlan0", rate, 113)


def test_pcap_files_of_several_interfaces_become_one_pcapng(tmp_path: Path) -> None:
    first = read(tmp_path / "a", pcap(*RECORDS))
    second = read(tmp_path / "b", pcap(*RECORDS, link_type=113, magic=0xA1B23C4D))
    picks = [(second, 0), (first, 5), (second, 7), (first, 0)]
    assert save_captures(picks, tmp_path / "both") == 4
    after = read(tmp_path / "both")
    assert len(after.sections) == 1
    assert after.frames.column("interface").tolist() == [0, 1, 0, 1]
    assert without_interface(frames_of(after)) == without_interface([frames_of(one)[row] for one, row in picks])


def test_pcap_and_pcapng_sources_mix(tmp_path: Path) -> None:
    first, second = read(tmp_path / "a", pcap(*RECORDS)), read(tmp_path / "b", every_kind_of_block())
    picks = [(first, 0), (second, 0), (first, 1), (second, 3)]
    save_captures(picks, tmp_path / "both")
    after = read(tmp_path / "both")
    assert without_interface(frames_of(after)) == without_interface([frames_of(one)[row] for one, row in picks])


@pytest.mark.parametrize(("format", "unit"), [("pcap", 1000), ("nanosecond pcap", 1)])
def test_pcapng_becomes_pcap(tmp_path: Path, format: SaveFormat, unit: int) -> None:
    options = option("<", 9, b"\x09") + END
    content = section() + interface(options=options) + enhanced("<", 0, 1_234_567_890_123, b"abc", 90)
    before = read(tmp_path / "before", content)
    save_capture(before, tmp_path / "after", format=format)
    after = read(tmp_path / "after")
    assert after.format.startswith("pcap")
    (seen,) = frames_of(after)
    assert (seen.time_ns, seen.data, seen.original_length) == (1_234_567_890_123 // unit * unit, b"abc", 90)


def test_several_link_types_do_not_fit_in_pcap(tmp_path: Path) -> None:
    before = read(tmp_path / "before", every_kind_of_block())
    with pytest.raises(CaptureFileError, match="link types 1 and 113 do not fit in one pcap file"):
        save_capture(before, tmp_path / "after", format="pcap")
    assert not (tmp_path / "after").exists()


@pytest.mark.parametrize("content", [pcap(*RECORDS), every_kind_of_block(), pcap(), b""])
@pytest.mark.parametrize("format", ["pcapng", "pcap", "nanosecond pcap"])
def test_no_frames_make_a_valid_file(tmp_path: Path, content: bytes, format: SaveFormat) -> None:
    before = read(tmp_path / "before", content)
    assert save_capture(before, tmp_path / "after", [], format=format) == 0
    after = read(tmp_path / "after")
    assert (len(after.frames), after.notice) == (0, None)
    assert after.format != "empty"


def test_a_capture_may_be_saved_over_itself(tmp_path: Path) -> None:
    path = tmp_path / "same.pcapng"
    capture = read(path, every_kind_of_block())
    before = frames_of(capture)
    with pytest.raises(CaptureFileError, match="exists already"):
        save_capture(capture, path, [0])
    save_capture(capture, path, [0], overwrite=True)
    assert frames_of(capture) == before
    assert frames_of(read(path)) == before[:1]


def test_progress_is_told_and_may_stop_it(tmp_path: Path) -> None:
    capture = read(tmp_path / "before", pcap(*((n, 0, b"") for n in range(9000))))
    told: list[int] = []
    save_capture(capture, tmp_path / "after", progress=told.append)
    assert told == [4096, 8192]

    def stop(_: int) -> None:
        raise StopIteration

    with pytest.raises(StopIteration):
        save_capture(capture, tmp_path / "stopped", progress=stop)
    assert not (tmp_path / "stopped").exists()


def test_writing_to_a_stream(tmp_path: Path) -> None:
    capture = read(tmp_path / "before", pcap(*RECORDS))
    file = io.BytesIO()
    assert write_frames(file, ((capture, row) for row in range(3)), "nanosecond pcap") == 3
    assert frames_of(read(tmp_path / "after", file.getvalue())) == frames_of(capture)[:3]


def test_the_name_chooses_the_format(tmp_path: Path) -> None:
    micro = read(tmp_path / "micro", pcap(*RECORDS))
    nano = read(tmp_path / "nano", pcap(*RECORDS, magic=0xA1B23C4D))
    assert format_for("x.pcapng", [micro]) == "pcapng"
    assert format_for("x", [micro]) == "pcapng"
    assert format_for("x.PCAP", [micro]) == "pcap"
    assert format_for("x.cap", [micro, nano]) == "nanosecond pcap"


def readable(path: Path) -> CaptureFile | None:
    try:
        return read(path)
    except CaptureFileError:
        return None


def test_every_capture_survives_saving(tmp_path: Path) -> None:
    for path in all_captures():
        before = readable(path)
        if before is None or len(before.frames) > 6000:
            continue
        save_capture(before, tmp_path / "after", format="pcapng", overwrite=True)
        after = read(tmp_path / "after")
        assert after.notice is None
        assert without_interface(frames_of(after)) == without_interface(frames_of(before)), path


@pytest.mark.tools
@pytest.mark.parametrize("order", ORDERS)
def test_tshark_reads_what_was_saved(tmp_path: Path, order: str, require_tool: Callable[[str], str]) -> None:
    save_capture(read(tmp_path / "before", every_kind_of_block(order)), tmp_path / "after")
    fields = ["-e", "frame.time_epoch", "-e", "frame.len", "-e", "frame.interface_id"]
    command = [require_tool("tshark"), "-n", "-r", str(tmp_path / "after"), "-T", "fields", *fields]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert output.splitlines() == ["1.000001000\t60\t0", "\t12\t0", "2.000000000\t8\t1", "10.000000000\t14\t0"]
