from __future__ import annotations

import threading
from pathlib import Path

import pytest

from dissectors.capture_file import FrameBatch, open_capture
from dissectors.errors import CaptureFileError
from tui.capture.follower import MANY_FRAMES, Batch, Follower
from tui.capture.pcap_output import RECORD, file_header


class Collected(list[Batch]):
    """What a follower delivered."""

    def __init__(self, wanted: int = 1) -> None:
        super().__init__()
        self.enough = threading.Event()
        self.wanted = wanted

    def __call__(self, batch: Batch) -> None:
        self.append(batch)
        if batch.error or sum(map(len, self)) >= self.wanted:
            self.enough.set()


def record(data: bytes) -> bytes:
    return RECORD.pack(1, 1, len(data), len(data)) + data


def test_what_is_added_is_delivered(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(file_header(1, 1000))
    got = Collected(3)
    with open_capture(path) as capture:
        follower = Follower(capture, got, interval_seconds=0.001)
        follower.start()
        with path.open("ab", buffering=0) as file:
            for word in (b"one", b"two", b"three"):
                file.write(record(word)[:10])
                file.write(record(word)[10:])
        assert got.enough.wait(20)
        follower.stop()
        for batch in got:
            capture.append(batch.frames)
        assert [capture.data(row) for row in range(3)] == [b"one", b"two", b"three"]


def test_stop_reads_to_the_end_first(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(file_header(1, 1000) + record(b"x") * 5000)
    got = Collected()
    with open_capture(path) as capture:
        follower = Follower(capture, got)
        follower.start()
        follower.stop()
    assert sum(map(len, got)) == 5000


def test_a_file_that_shrinks_ends_it_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(file_header(1, 1000) + record(b"x") * 10)
    got = Collected()
    with open_capture(path) as capture:
        follower = Follower(capture, got, interval_seconds=0.001)
        follower.start()
        assert got.enough.wait(20)
        got.enough.clear()
        path.write_bytes(b"")
        assert got.enough.wait(20)
        follower.stop()
    assert got[-1].error is not None
    assert "became shorter" in got[-1].error


def test_an_abandoned_follower_reads_no_more() -> None:
    class Endless:
        is_complete = False
        reads = 0

        def read_batches(self, max_frames: int | None = None, seconds: float | None = None) -> tuple[FrameBatch, ...]:
            self.reads += 1
            if self.reads > 1_000_000:
                raise CaptureFileError("never abandoned")
            return ()

    got = Collected()
    follower = Follower(Endless(), got)
    follower.start()
    follower.abandon()
    assert got == []


def test_where_many_frames_come_it_looks_half_as_often(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.pcap"
    path.write_bytes(file_header(1, 1000) + record(b"x") * (MANY_FRAMES - 1))
    waits: list[float | None] = []
    with open_capture(path) as capture:
        got = Collected(2 * MANY_FRAMES - 1)
        follower = Follower(capture, got, interval_seconds=0.001)

        def wait(seconds: float | None = None) -> bool:
            waits.append(seconds)
            if len(waits) == 1:
                with path.open("ab") as file:
                    file.write(record(b"x") * MANY_FRAMES)
            return len(waits) == 3 and follower._ending.set() is None

        monkeypatch.setattr(follower._ending, "wait", wait)
        follower.start()
        follower._thread.join(20)
    assert waits == [0.001, 0.002, 0.001]
    assert len(got) == 2
