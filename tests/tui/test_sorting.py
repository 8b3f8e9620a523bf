import threading
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from textual.message import Message

from dissectors.errors import CaptureFileError
from tui.sorting import RowsOrdered, SortFailed, SortRun


class Backwards:
    """An order that takes a step a row."""

    def __init__(self, before_step: Callable[[], object] = lambda: None) -> None:
        self.total = self.examined = 0
        self.is_done = True
        self.is_closed = False
        self._before_step = before_step

    @property
    def rows(self) -> NDArray[np.int64]:
        return np.arange(self.examined)[::-1]

    def add(self, rows: NDArray[np.int64]) -> None:
        self.total += len(rows)
        self.is_done = self.examined == self.total

    def step(self, seconds: float) -> None:
        self._before_step()
        if self.examined < self.total:
            self.examined += 1
        self.is_done = self.examined == self.total

    def close(self) -> None:
        self.is_closed = True


class Heard:
    """Collects what a run posts; waits for its end."""

    def __init__(self) -> None:
        self.messages: list[Message] = []
        self._ended = threading.Event()

    def __call__(self, message: Message) -> None:
        self.messages.append(message)
        if isinstance(message, SortFailed) or (isinstance(message, RowsOrdered) and message.rows is not None):
            self._ended.set()

    def end(self) -> Message:
        assert self._ended.wait(10)
        self._ended.clear()
        return self.messages[-1]


def test_rows_are_told_when_all_are_in_order_and_progress_before() -> None:
    heard = Heard()
    run = SortRun(3, Backwards(), heard)
    run.more(np.arange(3))
    last = heard.end()
    assert isinstance(last, RowsOrdered)
    assert last.rows is not None
    assert (last.run, last.rows.tolist(), last.examined, last.total) == (3, [2, 1, 0], 3, 3)
    progress = [(message.rows, message.examined) for message in heard.messages[:-1] if isinstance(message, RowsOrdered)]
    assert progress == [(None, 1), (None, 2)]


def test_rows_that_come_later_are_sorted_in() -> None:
    heard = Heard()
    run = SortRun(1, Backwards(), heard)
    run.more(np.arange(2))
    heard.end()
    assert not run.is_working
    run.more(np.arange(2, 3))
    last = heard.end()
    assert isinstance(last, RowsOrdered)
    assert last.rows is not None
    assert last.rows.tolist() == [2, 1, 0]


def test_a_stopped_sort_tells_nothing_and_lets_go() -> None:
    heard, at_work, go_on = Heard(), threading.Event(), threading.Event()

    def wait() -> None:
        at_work.set()
        assert go_on.wait(10)

    order = Backwards(wait)
    run = SortRun(1, order, heard)
    run.more(np.arange(3))
    assert at_work.wait(10)
    run.stop()
    go_on.set()
    run._worker.wait()
    assert heard.messages == []
    assert order.is_closed
    run.more(np.arange(3, 4))
    assert not run.is_working


def test_an_idle_sort_that_is_stopped_lets_go_too() -> None:
    order = Backwards()
    SortRun(1, order, Heard()).stop()
    assert order.is_closed


def test_what_cannot_be_sorted_is_told() -> None:
    def fail() -> None:
        raise CaptureFileError("the file became shorter")

    heard, order = Heard(), Backwards(fail)
    SortRun(2, order, heard).more(np.arange(3))
    last = heard.end()
    assert isinstance(last, SortFailed)
    assert (last.run, last.sentence) == (2, "the file became shorter")


def test_a_later_order_replaces_one_that_waits_but_progress_does_not() -> None:
    order, progress = RowsOrdered(1, np.arange(3), 3, 3), RowsOrdered(1, None, 3, 4)
    assert progress.can_replace(order)
    assert progress.can_replace(RowsOrdered(1, None, 4, 4))
    assert order.can_replace(RowsOrdered(1, np.arange(4), 4, 4))
    assert not order.can_replace(progress)
    assert not progress.can_replace(RowsOrdered(2, None, 1, 4))
    assert not progress.can_replace(SortFailed(1, "it is gone"))
