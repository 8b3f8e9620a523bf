"""Reading in a thread: batches are posted until there are no more, and again when there are."""

from __future__ import annotations

import threading

import numpy as np
from textual.message import Message

from dissectors.errors import CaptureFileError
from dissectors.streams.ladders.ladder import LINE, Batch
from tui.ladder_run import LadderFailed, LadderRead, LadderRun


class Counted:
    """Reads a line at a time, as many as there are."""

    def __init__(self, there: int, fails: bool = False) -> None:
        self.there = there
        self.fails = fails
        self.read_so_far = 0

    @property
    def is_done(self) -> bool:
        return self.read_so_far >= self.there

    def read(self) -> Batch:
        if self.fails:
            raise CaptureFileError("toy.pcap became shorter")
        self.read_so_far += 1
        return Batch(np.zeros(1, LINE))


class Posted:
    """Keeps what was posted, and tells when the end was."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self.ended = threading.Event()

    def __call__(self, message: Message) -> None:
        self.messages.append(message)
        if isinstance(message, LadderRead) and message.batch is None:
            self.ended.set()

    def wait(self) -> None:
        assert self.ended.wait(10)
        self.ended.clear()


def test_all_there_is_is_read_and_later_what_came_since() -> None:
    reader, posted = Counted(3), Posted()
    run = LadderRun(reader, posted)
    run.more()
    posted.wait()
    assert len(posted.messages) == 4
    assert not run.is_working
    run.more()
    assert len(posted.messages) == 4
    reader.there = 5
    run.more()
    posted.wait()
    assert len(posted.messages) == 7


def test_what_fails_is_told_once() -> None:
    posted = Posted()
    run = LadderRun(Counted(3, fails=True), posted)
    run.more()
    posted.wait()
    failed, _ = posted.messages
    assert isinstance(failed, LadderFailed)
    assert failed.sentence == "toy.pcap became shorter"
    run.more()
    assert not run.is_working


def test_nothing_is_posted_when_stopped() -> None:
    posted = Posted()
    run = LadderRun(Counted(3), posted)
    run.stop()
    run.more()
    assert posted.messages == []
