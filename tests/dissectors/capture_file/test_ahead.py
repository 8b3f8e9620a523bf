"""Rows that come while others are worked on."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dissectors.capture_file import CaptureFile, open_capture, read_ahead
from dissectors.capture_file.frames import FrameBatch
from dissectors.errors import CaptureFileError
from tests.dissectors.capture_file.build import pcap

COUNT = 5000


@pytest.fixture(autouse=True)
def short_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """A batch for every 64 kB, so that a small file has many."""
    monkeypatch.setattr("dissectors.capture_file.ahead.STEP_SECONDS", 0.0)
    monkeypatch.setattr("dissectors.capture_file.pcap.WINDOW", 1 << 16)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "many.pcap"
    path.write_bytes(pcap(*((number, 0, bytes(100)) for number in range(COUNT))))
    return path


def test_every_row_comes_once_and_in_order(path: Path) -> None:
    with open_capture(path) as capture:
        ranges = list(read_ahead(capture))
        assert len(ranges) > 5
        assert [row for rows in ranges for row in rows] == list(range(COUNT))
        assert capture.is_complete
        assert capture.frames.column("time").tolist() == [second * 1_000_000_000 for second in range(COUNT)]


@pytest.mark.parametrize("most", [0, 1, 700, COUNT, COUNT + 1])
def test_no_more_come_than_are_wanted(path: Path, most: int) -> None:
    with open_capture(path) as capture:
        assert sum(map(len, read_ahead(capture, most))) == min(most, COUNT)
        assert len(capture.frames) == min(most, COUNT)


@pytest.fixture
def has_read(monkeypatch: pytest.MonkeyPatch) -> threading.Semaphore:
    """Released for every batch that has been read."""
    read = CaptureFile.read_batches
    has_read = threading.Semaphore(0)

    def read_batches(
        self: CaptureFile, max_frames: int | None = None, seconds: float | None = None
    ) -> tuple[FrameBatch, ...]:
        batches = read(self, max_frames, seconds)
        has_read.release()
        return batches

    monkeypatch.setattr(CaptureFile, "read_batches", read_batches)
    return has_read


def test_the_next_batch_is_read_while_one_is_worked_on(path: Path, has_read: threading.Semaphore) -> None:
    with open_capture(path) as capture:
        rows = read_ahead(capture)
        next(rows)
        assert has_read.acquire(timeout=20)
        assert has_read.acquire(timeout=20), "the second batch is only read when it is asked for"
        rows.close()


def test_what_goes_wrong_is_raised_where_rows_are_asked_for(path: Path, has_read: threading.Semaphore) -> None:
    with open_capture(path) as capture:
        rows = read_ahead(capture)
        next(rows)
        # Whoever cuts a file under the hands of one that reads its mapped pages kills that process.
        assert has_read.acquire(timeout=20)
        assert has_read.acquire(timeout=20)
        path.write_bytes(b"")
        with pytest.raises(CaptureFileError):
            list(rows)


def test_an_empty_capture_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "empty.pcap"
    path.write_bytes(pcap())
    with open_capture(path) as capture:
        assert list(read_ahead(capture)) == []
