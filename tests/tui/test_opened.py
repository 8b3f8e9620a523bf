from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from dissectors.errors import RemoraError
from tests.tui.capture.conftest import until
from tests.tui.fake_machine import frames, pcap
from tui.capture.temporary import Leftover
from tui.opened import open_leftover, open_path


def test_a_saved_file_is_open_with_its_first_packets(tmp_path: Path) -> None:
    path = tmp_path / "two.pcap"
    path.write_bytes(pcap(*frames(2)))
    opened = open_path(path)
    assert len(opened.table) == 2
    assert opened.path == path
    assert opened.live is None
    assert opened.source.state.mode == "saved"


def test_no_more_packets_are_read_than_wanted(tmp_path: Path) -> None:
    path = tmp_path / "five.pcap"
    path.write_bytes(pcap(*frames(5)))
    opened = open_path(path, packets=3)
    opened.source.start(lambda message: None)
    opened.source.stop()
    assert len(opened.table) == 3
    assert opened.source.state.mode == "saved"


def test_a_fifo_is_a_live_capture(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    opened = open_path(fifo)
    assert opened.live is not None
    writer = threading.Thread(target=lambda: fifo.write_bytes(pcap(*frames(2))))
    writer.start()
    writer.join(20)
    try:
        until(lambda: opened.live is not None and opened.live.live.state == "stopped", "the writer has ended")
        assert len(opened.live.capture.refresh()) == 2
    finally:
        opened.live.live.discard()


def test_what_is_no_capture_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("no capture, and long enough to be looked at as one")
    with pytest.raises(RemoraError):
        open_path(tmp_path / "text")
    with pytest.raises(OSError, match="No such file"):
        open_path(tmp_path / "nothing")


def test_files_that_a_crash_left_are_one_capture(tmp_path: Path) -> None:
    (tmp_path / "1.pcap").write_bytes(pcap(*frames(2)))
    (tmp_path / "2.pcap").write_bytes(pcap(*frames(1), start=5))
    leftover = Leftover(tmp_path, (tmp_path / "1.pcap", tmp_path / "2.pcap"), ("lo", "eth0"), 0.0, 100)
    opened = open_leftover(leftover)
    assert len(opened.table) == 3
    assert opened.leftover is leftover
