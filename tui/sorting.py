"""Sorting the list: a thread works an order off and posts it, so that the screen answers meanwhile."""

from __future__ import annotations

from collections import deque
from functools import partial
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from tui.loading import Post
from tui.one_at_a_time import OneAtATime, Over

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STEP_SECONDS = 0.1


class Order(Protocol):
    """A column's order of rows, as `PacketTable.ordering` gives it."""

    total: int
    examined: int
    is_done: bool

    @property
    def rows(self) -> NDArray[np.int64]: ...
    def add(self, rows: NDArray[np.int64]) -> None: ...
    def step(self, seconds: float) -> None: ...
    def close(self) -> None: ...


class RowsOrdered(Message):
    """A sort by the run of that number has got so far."""

    def __init__(self, run: int, rows: NDArray[np.int64] | None, examined: int, total: int) -> None:
        super().__init__()
        self.run = run
        self.rows = rows
        """All rows that were handed over, in order; None as long as they are not."""
        self.examined = examined
        """Rows whose values are known, of `total`."""
        self.total = total

    def can_replace(self, message: Message) -> bool:
        """A later order is of all rows; how far a sort got does not stand for one."""
        if not isinstance(message, RowsOrdered) or message.run != self.run:
            return False
        return self.rows is None or message.rows is not None


class SortFailed(Message):
    """Rows cannot be sorted: a sentence."""

    def __init__(self, run: int, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class SortRun:
    """One order on its way; rows that come later are put where they belong."""

    def __init__(self, number: int, order: Order, post: Post) -> None:
        self.number = number
        self._order = order
        self._handed: deque[NDArray[np.int64]] = deque()
        self._worker = OneAtATime(f"sort {number}", post, self._fail, order.close)

    @property
    def is_working(self) -> bool:
        return self._worker.is_working

    def more(self, rows: NDArray[np.int64]) -> None:
        """Take further rows, all behind those before."""
        self._handed.append(rows)
        self.go_on()

    def go_on(self) -> None:
        """Work on what was handed over; to be called again whenever an order was posted."""
        if self._handed:
            self._worker.start(self._work)

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._worker.stop()

    def _work(self) -> Over:
        order = self._order
        while (self._handed or not order.is_done) and not self._worker.is_stopped:
            while self._handed:
                order.add(self._handed.popleft())
            order.step(STEP_SECONDS)
            if not order.is_done:
                self._tell(None)
        return partial(self._tell, order.rows)

    def _tell(self, rows: NDArray[np.int64] | None) -> None:
        self._worker.post(RowsOrdered(self.number, rows, self._order.examined, self._order.total))

    def _fail(self, sentence: str) -> None:
        self._worker.post(SortFailed(self.number, sentence))
