from __future__ import annotations

import errno
import os
import struct
from pathlib import Path

import pytest

from dissectors.capture_file import open_capture
from tests.tui.capture.conftest import open_output, records
from tui.capture import pcap_output
from tui.capture.pcap_output import HEADER, RECORD, Output, cut_to_whole_records, existing_link_type, file_header
from tui.capture.source import EngineError


def record(data: bytes) -> bytes:
    return RECORD.pack(1, 2, len(data), len(data)) + data


def test_what_is_written_is_read_by_the_reader(tmp_path: Path) -> None:
    output = Output(open_output(tmp_path / "a.pcap"), 113, 1000)
    output.write(record(b"one") + record(b"two"))
    output.close()
    with open_capture(tmp_path / "a.pcap") as capture:
        assert [capture.data(row) for row in capture.refresh()] == [b"one", b"two"]
        assert capture.frames.time_ns(0) == 1_000_000_002
        assert capture.interfaces[0].link_type == 113
        assert capture.interfaces[0].snap_length == 1000


def test_a_file_goes_on_without_a_second_header(tmp_path: Path) -> None:
    for word in (b"one", b"two"):
        output = Output(open_output(tmp_path / "a.pcap"), 1, 1000)
        output.write(record(word))
        assert output.length == (tmp_path / "a.pcap").stat().st_size
        output.close()
    assert records(tmp_path / "a.pcap") == [b"one", b"two"]


def test_another_file_takes_over(tmp_path: Path) -> None:
    output = Output(open_output(tmp_path / "a.pcap"), 1, 1000)
    output.write(record(b"one"))
    output.switch(open_output(tmp_path / "b.pcap"))
    output.write(record(b"two"))
    output.close()
    assert (records(tmp_path / "a.pcap"), records(tmp_path / "b.pcap")) == ([b"one"], [b"two"])


def test_another_link_type_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(file_header(1, 1000) + record(b"one"))
    before = path.read_bytes()
    descriptor = open_output(path)
    with pytest.raises(EngineError, match="link type 1"):
        Output(descriptor, 113, 1000)
    os.close(descriptor)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"x", b"text that is longer than a header", struct.pack("<I", 0xA1B2C3D4) * 6])
def test_something_else_is_not_continued(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a").write_bytes(content)
    descriptor = open_output(tmp_path / "a")
    with pytest.raises(EngineError):
        existing_link_type(descriptor)
    os.close(descriptor)


@pytest.mark.parametrize("cut", range(1, 16 + 5))
def test_a_half_record_is_cut_off(tmp_path: Path, cut: int) -> None:
    whole = file_header(1, 1000) + record(b"one")
    half = record(b"second")[: -min(cut, len(record(b"second")) - 1)]
    (tmp_path / "a").write_bytes(whole + half)
    descriptor = open_output(tmp_path / "a")
    assert cut_to_whole_records(descriptor, 0) == (len(whole), 1)
    assert cut_to_whole_records(descriptor, HEADER.size) == (len(whole), 1)
    os.close(descriptor)
    assert (tmp_path / "a").read_bytes() == whole


def test_a_full_disk_leaves_whole_records_and_says_how_many(small_disk: Path) -> None:
    output = Output(open_output(small_disk / "a.pcap"), 1, 1000)
    with pytest.raises(EngineError) as raised:
        output.write(record(b"x" * 984) * 400)
    assert raised.value.code == "disk-full"
    assert raised.value.frames == len(records(small_disk / "a.pcap")) > 100
    assert pcap_output.why_not(output._descriptor).code == "disk-full"
    output.close()


@pytest.mark.parametrize(
    ("number", "code"), [(errno.ENOSPC, "disk-full"), (errno.EDQUOT, "disk-full"), (errno.EIO, "bad-output")]
)
def test_errors_are_told_apart(number: int, code: str) -> None:
    assert pcap_output.output_error(number).code == code
