import threading
from pathlib import Path

import pytest
from textual.message import Message

from dissectors.errors import CaptureFileError
from tui.loading import BATCH_FRAMES, FIRST_FRAMES, FileSource
from tui.messages import CaptureStateChanged, RowsAdded, SourceFailed


class Notice:
    message = "The file is damaged at byte 99"


class Capture:
    """A file of so many frames; batches are numbers of frames."""

    path = Path("toy.pcap")

    def __init__(self, frames: int, fails_at: int | None = None, damaged: bool = False) -> None:
        self.size = frames
        self.bytes_read = 0
        self.appended = 0
        self.notice = Notice() if damaged else None
        self.dropped: int | None = None
        self._fails_at = fails_at

    @property
    def is_complete(self) -> bool:
        return self.bytes_read >= self.size

    def read_batches(self, max_frames: int | None = None, seconds: float | None = None) -> tuple[int, ...]:
        if self._fails_at is not None and self.bytes_read >= self._fails_at:
            raise CaptureFileError("toy.pcap became shorter")
        some = min(max_frames or self.size, self.size - self.bytes_read)
        self.bytes_read += some
        return (some,)

    def append(self, batches: tuple[int, ...]) -> range:
        before = self.appended
        self.appended += sum(batches)
        return range(before, self.appended)


def read(source: FileSource) -> list[Message]:
    """Start it, run what it posts as a screen would, and return it all."""
    posted: list[Message] = []
    done = threading.Event()

    def post(message: Message) -> None:
        posted.append(message)
        if isinstance(message, RowsAdded) and message.append is not None:
            message.append()
        all_read = isinstance(message, CaptureStateChanged) and message.state.mode == "saved"
        if all_read or isinstance(message, SourceFailed):
            done.set()

    source.start(post)
    assert done.wait(10)
    source.stop()
    return posted


def test_the_first_frames_are_there_before_anything_is_painted() -> None:
    capture = Capture(10)
    source = FileSource(capture, "toy.pcap")
    assert capture.appended == 10
    (message,) = read(source)
    assert isinstance(message, CaptureStateChanged)
    assert message.state.title == "toy.pcap"


def test_the_rest_comes_in_batches_with_progress() -> None:
    capture = Capture(FIRST_FRAMES + 2 * BATCH_FRAMES + 5)
    source = FileSource(capture, "toy.pcap")
    assert capture.appended == FIRST_FRAMES
    assert source.state.mode == "reading"
    posted = read(source)
    assert capture.appended == capture.size
    assert sum(isinstance(message, RowsAdded) for message in posted) == 3
    progress = [message.state.progress for message in posted if isinstance(message, CaptureStateChanged)]
    assert progress[:-1] == sorted(part for part in progress if part is not None)
    assert progress[-1] is None


def test_damage_is_told_when_all_is_read() -> None:
    capture = Capture(10, damaged=True)
    assert FileSource(capture, "toy.pcap").state.notice == Notice.message
    longer = Capture(FIRST_FRAMES + 1, damaged=True)
    source = FileSource(longer, "toy.pcap")
    assert source.state.notice == ""
    last = read(source)[-1]
    assert isinstance(last, CaptureStateChanged)
    assert last.state.notice == Notice.message


def test_a_file_that_becomes_shorter_is_told_and_what_was_read_stays() -> None:
    capture = Capture(FIRST_FRAMES + 10 * BATCH_FRAMES, fails_at=FIRST_FRAMES + BATCH_FRAMES)
    last = read(FileSource(capture, "toy.pcap"))[-1]
    assert isinstance(last, SourceFailed)
    assert "shorter" in last.sentence
    assert capture.appended == FIRST_FRAMES + BATCH_FRAMES


def test_a_file_that_is_no_capture_is_told_at_once() -> None:
    with pytest.raises(CaptureFileError):
        FileSource(Capture(5, fails_at=0), "toy.pcap")


def test_nothing_is_posted_once_stop_returned() -> None:
    posted: list[Message] = []
    source = FileSource(Capture(10**9), "toy.pcap")
    source.start(posted.append)
    source.stop()
    after = len(posted)
    assert not any(thread.name == "read capture file" for thread in threading.enumerate())
    assert len(posted) == after


def test_reading_is_stopped_and_what_was_read_stays() -> None:
    capture = Capture(10**9)
    source = FileSource(capture, "toy.pcap")
    posted: list[Message] = []
    over = threading.Event()

    def post(message: Message) -> None:
        posted.append(message)
        if isinstance(message, RowsAdded) and message.append is not None:
            message.append()
            assert source.stop_reading()
        elif isinstance(message, CaptureStateChanged) and message.state.mode == "saved":
            over.set()

    assert not source.stop_reading()
    source.start(post)
    assert over.wait(10)
    assert FIRST_FRAMES < capture.appended == capture.bytes_read < capture.size
    assert source.state.notice == "Reading was stopped at 0 %: only the packets up to there are here."
    assert not source.stop_reading()
    source.stop()


def test_there_is_nothing_to_stop_in_a_file_that_is_read() -> None:
    source = FileSource(Capture(10), "toy.pcap")
    read(source)
    assert not source.stop_reading()


def test_what_the_capture_lost_is_told_as_soon_as_the_file_says() -> None:
    capture = Capture(5)
    source = FileSource(capture, "toy.pcap")  # type: ignore[arg-type]
    assert source.state.dropped is None
    capture.dropped = 12
    assert source.state.dropped == 12
