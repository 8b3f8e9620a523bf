"""Sorting the list: a thread works an order off and posts it, so that the screen answers meanwhile."""

from __future__ import annotations

import threading
from collections import deque
from typing import TYPE_CHECKING, Protocol

from dissectors.errors import RemoraError
from tui.loading import Post
from tui.messages import RowsOrdered, SortFailed

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


class SortRun:
    """One order on its way; rows that come later are put where they belong."""

    def __init__(self, number: int, order: Order, post: Post) -> None:
        self.number = number
        self._order = order
        self._post = post
        self._handed: deque[NDArray[np.int64]] = deque()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_working = False

    def more(self, rows: NDArray[np.int64]) -> None:
        """Take further rows, all behind those before."""
        self._handed.append(rows)
        self.go_on()

    def go_on(self) -> None:
        """Work on what was handed over; to be called again whenever an order was posted."""
        if self._handed and not self.is_working and not self._stopped.is_set():
            self.is_working = True
            name = f"sort {self.number}"
            self._thread = threading.Thread(target=self._work, args=(self._thread,), name=name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._stopped.set()
        if not self.is_working:
            self._order.close()

    def _work(self, thread_before: threading.Thread | None) -> None:
        if thread_before is not None:
            thread_before.join()
        order = self._order
        try:
            while (self._handed or not order.is_done) and not self._stopped.is_set():
                while self._handed:
                    order.add(self._handed.popleft())
                order.step(STEP_SECONDS)
                if not order.is_done and not self._stopped.is_set():
                    self._post(RowsOrdered(self.number, None, order.examined, order.total))
            ordered = order.rows
        except (RemoraError, OSError) as error:
            self._stopped.set()
            self._post(SortFailed(self.number, str(error)))
        # Over before the end is told, so that whoever hears of it may ask for more.
        self.is_working = False
        if self._stopped.is_set():
            order.close()
        else:
            self._post(RowsOrdered(self.number, ordered, order.examined, order.total))
