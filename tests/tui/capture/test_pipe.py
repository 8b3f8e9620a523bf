from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import zstandard

from dissectors.capture_file import open_capture
from tests.tui.capture.conftest import Heard, until
from tui.capture.events import Failed, Stopped
from tui.capture.pcap_output import RECORD, file_header
from tui.capture.session import LiveCapture

CAPTURE = file_header(1, 1000) + b"".join(RECORD.pack(n, 0, 4, 4) + b"data" for n in range(1, 21))


@pytest.fixture
def piped(tmp_path: Path, heard: Heard) -> LiveCapture:
    return LiveCapture(None, heard.append, tmp_path)


def feed(live: LiveCapture, *pieces: bytes) -> None:
    """Put pieces into a pipe, one by one, and close it."""
    reader, writer = os.pipe()
    live.start_pipe(reader)
    for piece in pieces:
        os.write(writer, piece)
    os.close(writer)
    assert live.wait_stopped(20)


@pytest.mark.parametrize(
    "pack", [bytes, gzip.compress, zstandard.ZstdCompressor().compress], ids=["plain", "gzip", "zstd"]
)
def test_a_pipe_is_a_capture_packed_or_not(piped: LiveCapture, heard: Heard, pack: Callable[[bytes], bytes]) -> None:
    packed = pack(CAPTURE)
    feed(piped, packed[:3], packed[3:40], packed[40:])
    while not piped.capture.is_complete:
        piped.capture.refresh()
    assert len(piped.capture.frames) == 20
    assert piped.capture.notice is None
    assert heard[-1] == Stopped("end", "the pipe has ended")
    assert piped.statistics().captured == 20
    piped.discard()


def test_frames_are_there_while_the_pipe_is_open(piped: LiveCapture) -> None:
    reader, writer = os.pipe()
    piped.start_pipe(reader)
    os.write(writer, CAPTURE[: 24 + 20 * 3 + 7])
    until(lambda: piped.capture.refresh() or len(piped.capture.frames) == 3, "three whole frames")
    assert piped.state == "running"
    os.write(writer, CAPTURE[24 + 20 * 3 + 7 :])
    until(lambda: piped.capture.refresh() or len(piped.capture.frames) == 20, "the others")
    piped.stop()
    assert piped.wait_stopped(20)
    os.close(writer)
    piped.discard()


def test_a_pipe_cut_within_a_frame_keeps_the_whole_ones(piped: LiveCapture, heard: Heard) -> None:
    feed(piped, CAPTURE[:-1])
    piped.capture.refresh()
    assert len(piped.capture.frames) == 19
    assert piped.capture.notice is not None
    assert "middle" in piped.capture.notice.message
    assert heard.of(Failed) == []
    piped.discard()


def test_an_empty_pipe_is_told(piped: LiveCapture, heard: Heard) -> None:
    feed(piped)
    (stopped,) = heard.of(Stopped)
    assert isinstance(stopped, Stopped)
    assert "without a byte" in stopped.text
    piped.discard()


def test_what_is_no_capture_is_refused(piped: LiveCapture, heard: Heard) -> None:
    feed(piped, b"tcpdump: permission denied\n")
    (failed,) = heard.of(Failed)
    assert isinstance(failed, Failed)
    assert failed.code == "not-a-capture"
    assert "seems to be text" in failed.text
    piped.discard()


def test_a_fifo_and_a_file_work_as_well(piped: LiveCapture, tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    thread = threading.Thread(target=fifo.write_bytes, args=(CAPTURE,))
    thread.start()
    piped.start_pipe(os.open(fifo, os.O_RDONLY))
    assert piped.wait_stopped(20)
    thread.join()
    assert piped.capture.refresh() == range(20)
    piped.discard()
    (tmp_path / "file").write_bytes(CAPTURE)
    piped.start_pipe(os.open(tmp_path / "file", os.O_RDONLY))
    assert piped.wait_stopped(20)
    assert piped.capture.refresh() == range(20)
    piped.discard()


def test_a_pipe_is_saved_under_its_name(piped: LiveCapture, tmp_path: Path) -> None:
    reader, writer = os.pipe()
    piped.start_pipe(reader, file=tmp_path / "saved.pcapng")
    os.write(writer, CAPTURE)
    os.close(writer)
    assert piped.wait_stopped(20)
    assert piped.close() == tmp_path / "saved.pcapng"
    with open_capture(tmp_path / "saved.pcapng") as saved:
        assert saved.refresh() == range(20)
