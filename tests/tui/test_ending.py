from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from dissectors.capture_file import open_capture
from tests.tui.capture.conftest import until
from tests.tui.fake_machine import Piped, frames, pcap
from tui.capture.temporary import recovered
from tui.ending import end_capture
from tui.live_source import LiveSource


@pytest.fixture
def piped(tmp_path: Path) -> Iterator[Piped]:
    with Piped(tmp_path / "captures") as capture:
        yield capture


def fill(piped: Piped) -> None:
    piped.write(pcap(*frames(2)))
    until(lambda: piped.source.live.files[0].stat().st_size > 24, "it is in the file")
    piped.source.capture.refresh()


def test_what_was_not_saved_is_kept_for_the_start_screen(piped: Piped, tmp_path: Path) -> None:
    fill(piped)
    [file] = piped.source.live.files
    assert end_capture(piped.source) == f"2 captured, kept in {file}: the start screen of remora offers it"
    assert [leftover.files for leftover in recovered(tmp_path / "captures")] == [(file,)]


def test_what_is_discarded_is_gone(piped: Piped, tmp_path: Path) -> None:
    fill(piped)
    assert end_capture(piped.source, discard=True) == "2 captured, discarded"
    assert list((tmp_path / "captures").iterdir()) == []


def test_what_was_saved_leaves_no_second_copy(piped: Piped, tmp_path: Path) -> None:
    fill(piped)
    piped.source.live.save(tmp_path / "out.pcap")
    piped.source.saved_in = tmp_path / "out.pcap"
    assert end_capture(piped.source) == f"2 captured, saved in {tmp_path / 'out.pcap'}"
    assert list((tmp_path / "captures").iterdir()) == []


def test_packets_that_came_after_the_saving_are_not_thrown_away(piped: Piped, tmp_path: Path) -> None:
    fill(piped)
    piped.source.live.save(tmp_path / "out.pcap")
    piped.source.saved_in = tmp_path / "out.pcap"
    [file] = piped.source.live.files
    size = file.stat().st_size
    piped.write(pcap(*frames(1))[24:])
    until(lambda: file.stat().st_size > size, "the third is in the file")
    assert "kept in" in end_capture(piped.source)
    assert file.exists()


def test_a_capture_without_a_packet_leaves_nothing(piped: Piped, tmp_path: Path) -> None:
    assert end_capture(piped.source) == "0 captured, nothing to keep"
    assert list((tmp_path / "captures").iterdir()) == []


def test_a_named_file_is_written_whole(tmp_path: Path) -> None:

    reading, writing = os.pipe()
    source = LiveSource(folder=tmp_path / "captures")
    source.begin_pipe(reading, str(tmp_path / "named.pcapng"))
    os.write(writing, pcap(*frames(2)))
    os.close(writing)
    assert source.live.wait_stopped(20)
    source.capture.refresh()
    assert end_capture(source) == f"2 captured, saved in {tmp_path / 'named.pcapng'}"
    with open_capture(tmp_path / "named.pcapng") as capture:
        assert len(capture.refresh()) == 2
        assert capture.is_pcapng
