import threading
from collections.abc import Callable

import pytest
from textual.message import Message

from dissectors.errors import CaptureFileError
from tui.one_at_a_time import OneAtATime
from tui.working_out import WorkedOut


class Told:
    """A worker, and what it told."""

    def __init__(self, *, closes: bool = True) -> None:
        self.messages: list[Message] = []
        self.problems: list[str] = []
        self.closed = 0
        self.worker = OneAtATime("test", self.messages.append, self.problems.append, self._close if closes else None)

    def _close(self) -> None:
        self.closed += 1


class Gate:
    """Work that waits until it may go on."""

    def __init__(self, over: Callable[[], object] | None = None) -> None:
        self.over = over
        self.began, self.may_go_on = threading.Event(), threading.Event()

    def __call__(self) -> Callable[[], object] | None:
        self.began.set()
        assert self.may_go_on.wait(10)
        return self.over

    def open(self) -> None:
        assert self.began.wait(10)
        self.may_go_on.set()


def nothing() -> None:
    pass


def test_work_is_not_started_while_there_is_some() -> None:
    told, gate = Told(), Gate()
    assert told.worker.start(gate)
    assert told.worker.is_working
    assert not told.worker.start(nothing)
    gate.open()
    told.worker.wait()
    assert not told.worker.is_working
    assert told.worker.start(nothing)


def test_more_may_be_started_when_the_end_is_told_and_waits_for_the_telling() -> None:
    told, is_asked, may_return = Told(), threading.Event(), threading.Event()
    done: list[str] = []

    def tell() -> None:
        is_asked.set()
        assert may_return.wait(10)
        done.append("told")

    def further() -> None:
        done.append("more")

    told.worker.start(lambda: tell)
    assert is_asked.wait(10)
    assert not told.worker.is_working
    assert told.worker.start(further)
    may_return.set()
    told.worker.wait()
    assert done == ["told", "more"]


@pytest.mark.parametrize("error", [CaptureFileError("toy.pcap became shorter"), OSError("toy.pcap became shorter")])
def test_a_failure_is_told_once_and_ends_it(error: Exception) -> None:
    told = Told()

    def fail() -> None:
        raise error

    told.worker.start(fail)
    told.worker.wait()
    assert told.problems == ["toy.pcap became shorter"]
    assert told.worker.has_failed
    assert not told.worker.is_working
    assert not told.worker.start(nothing)
    assert told.closed == 1
    told.worker.stop()
    told.worker.wait()
    assert told.closed == 1


def test_a_fault_is_told_and_raised_and_ends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    told = Told()
    raised: list[object] = []
    monkeypatch.setattr(threading, "excepthook", lambda args: raised.append(args.exc_value))
    told.worker.start(lambda: [][1])
    told.worker.wait()
    assert told.problems == ["Remora has a fault here (IndexError: list index out of range)"]
    assert len(raised) == 1
    assert isinstance(raised[0], IndexError)
    assert not told.worker.is_working
    assert not told.worker.start(nothing)
    assert told.closed == 1


def test_where_the_end_cannot_be_told_it_has_failed_and_nothing_more_is_done() -> None:
    told, done = Told(), list[str]()
    is_asked, may_fail = threading.Event(), threading.Event()

    def tell() -> None:
        is_asked.set()
        assert may_fail.wait(10)
        raise CaptureFileError("toy.pcap became shorter")

    told.worker.start(lambda: tell)
    assert is_asked.wait(10)
    assert told.worker.start(lambda: done.append("more"))
    may_fail.set()
    told.worker.wait()
    assert (told.problems, done, told.closed) == (["toy.pcap became shorter"], [], 1)
    assert told.worker.has_failed
    assert not told.worker.is_working
    assert not told.worker.start(nothing)


def test_a_failure_nobody_waits_for_is_not_told() -> None:
    told, gate = Told(), Gate()

    def fail() -> None:
        gate()
        raise CaptureFileError("toy.pcap became shorter")

    told.worker.start(fail)
    assert gate.began.wait(10)
    told.worker.stop()
    gate.open()
    told.worker.wait()
    assert told.problems == []
    assert told.closed == 1


def test_nothing_is_posted_nor_started_once_it_was_stopped() -> None:
    told = Told()
    told.worker.post(WorkedOut(False))
    told.worker.stop()
    told.worker.post(WorkedOut(True))
    assert not told.worker.start(nothing)
    assert [message.is_over for message in told.messages if isinstance(message, WorkedOut)] == [False]
    assert told.closed == 1


def test_it_is_closed_by_whoever_is_last() -> None:
    told, gate = Told(), Gate()
    told.worker.start(gate)
    assert gate.began.wait(10)
    told.worker.stop()
    assert told.worker.is_stopped
    assert told.closed == 0, "what is at work is not closed"
    gate.open()
    told.worker.wait()
    assert told.closed == 1
    told.worker.stop()
    assert told.closed == 1


def test_it_is_not_closed_while_the_end_is_told() -> None:
    told, gate = Told(), Gate()
    told.worker.start(lambda: gate)
    assert gate.began.wait(10)
    told.worker.stop()
    assert not told.worker.is_working
    assert told.closed == 0
    gate.open()
    told.worker.wait()
    assert told.closed == 1


def test_the_end_is_told_to_the_work_even_if_it_was_stopped() -> None:
    heard: list[str] = []
    told, gate = Told(closes=False), Gate(lambda: heard.append("over"))
    told.worker.start(gate)
    assert gate.began.wait(10)
    told.worker.stop()
    gate.open()
    told.worker.wait()
    assert heard == ["over"]


def test_a_rest_ends_when_it_is_stopped() -> None:
    told = Told()
    told.worker.start(lambda: told.worker.rest(1000))
    told.worker.stop()
    told.worker.wait(10)
    assert told.closed == 1


def test_it_is_closed_even_if_the_failure_cannot_be_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda args: None)
    closed: list[str] = []

    def cannot_tell(sentence: str) -> None:
        raise ValueError(sentence)

    worker = OneAtATime("test", lambda message: None, cannot_tell, lambda: closed.append("yes"))
    worker.start(lambda: [][1])
    worker.wait()
    assert closed == ["yes"]
