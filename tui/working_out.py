"""What is worked out about all packets once they are read, for decoded packets to tell: a thread does it.

The numbers of conversations are such a thing, and what TCP's sequence numbers tell. Whatever else needs all packets
before it belongs into `works_of`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from dissectors.errors import RemoraError
from tui.giving_back import give_back
from tui.loading import Post
from tui.messages import WorkedOut

ROWS_A_STEP = 65_536
"""Some 20 ms, in which a filter or a sort waits for its turn at the layer index."""

Work = Callable[[int], object]
"""Brings one kind of it up to the row before a number; nothing happens where it is that far. Raises RemoraError."""


class Workable(Protocol):
    """What is needed of the packet table."""

    def number_streams(self, stop: int) -> None: ...
    def analyse(self, stop: int) -> None: ...
    def judge(self, stop: int) -> None: ...


def works_of(table: Workable) -> tuple[Work, ...]:
    """All that is worked out."""
    return (table.number_streams, table.analyse, table.judge)


class WorkingOut:
    """Follows the rows of a table, posting `WorkedOut` as it gets on."""

    def __init__(self, works: Sequence[Work], post: Post) -> None:
        self._works = works
        self._post = post
        self._wanted = self._done = 0
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._is_working = False

    def more(self, rows: int) -> None:
        """There are so many rows by now; to be called again whenever the end was told."""
        if rows < self._done:
            self._done = 0  # another capture
        self._wanted = rows
        if self._done < rows and not self._is_working and not self._stopped.is_set():
            self._is_working = True
            self._thread = threading.Thread(target=self._work, args=(self._thread,), name="working out", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Nothing more will be posted."""
        self._stopped.set()

    def _work(self, thread_before: threading.Thread | None) -> None:
        if thread_before is not None:
            thread_before.join()
        try:
            while self._done < self._wanted and not self._stopped.is_set():
                before = self._done
                self._work_to(self._wanted)
                if self._done - before > ROWS_A_STEP:
                    give_back()
        except (RemoraError, OSError):
            # The file is gone, which the list says where it is drawn.
            self._stopped.set()
        # Over before the end is told, so that whoever hears of it may ask for more.
        self._is_working = False
        self._tell(is_over=True)

    def _work_to(self, wanted: int) -> None:
        """One kind after the other: the first ones are the fastest."""
        for work in self._works:
            for start in range(self._done, wanted, ROWS_A_STEP):
                if self._stopped.is_set():
                    return
                work(min(start + ROWS_A_STEP, wanted))
                self._tell(is_over=False)
        self._done = wanted

    def _tell(self, *, is_over: bool) -> None:
        if not self._stopped.is_set():
            self._post(WorkedOut(is_over))
