"""Applying a display filter: a thread works the table off and posts the rows that match, as they are found."""

from __future__ import annotations

import threading
import time
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dissectors.errors import RemoraError
from tui.loading import Post
from tui.messages import FilterFailed, FilterMatched

POST_SECONDS = 0.1
LATE_SECONDS = 0.05
FIRST_POST_SECONDS = 0.02
"""A screen full of matches should not wait."""


class Search(Protocol):
    """A filter's way over a table, as `PacketTable.matching` gives it."""

    @property
    def examined(self) -> int:
        """Rows that have been looked at, from the first on."""
        ...

    @property
    def candidates(self) -> int:
        """Packets that had to be dissected, or have to be."""
        ...

    @property
    def tier(self) -> str:
        """Who answers, for a person; empty where the candidates tell."""
        ...

    @property
    def is_done(self) -> bool: ...
    @property
    def is_settled(self) -> bool:
        """Nothing more will be told of rows that were looked at; else steps may still bring some when it is done."""
        ...

    def step(self, seconds: float) -> NDArray[np.int64]: ...
    def close(self) -> None: ...


class FilterRun:
    """One filter on its way; rows that are added to the table later are looked at after `more`."""

    def __init__(self, number: int, search: Search, post: Post, after: FilterRun | None = None) -> None:
        """`after` is the run before, which must have let go of the table before this one takes it."""
        self.number = number
        self._search = search
        self._post = post
        self._after = after
        self._stopped = threading.Event()
        self._seconds = 0.0
        self._thread: threading.Thread | None = None
        self.is_working = False
        """Rows may still be found. Over before the end is told, so that whoever hears of it may ask for more."""

    @property
    def is_stopped(self) -> bool:
        return self._stopped.is_set()

    def more(self) -> None:
        """Look at the rows that the table has by now and that were not looked at yet."""
        if not self.is_working and not self._stopped.is_set():
            self.is_working = True
            name = f"filter {self.number}"
            self._thread = threading.Thread(target=self._examine, args=(self._thread,), name=name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Give up; rows already found stay."""
        self._stopped.set()
        thread = self._thread
        if self.is_working:
            return
        if thread is None or not thread.is_alive():
            self._search.close()
        else:
            threading.Thread(target=self._close_after, args=(thread,), name=f"end of filter {self.number}").start()

    def _close_after(self, thread: threading.Thread) -> None:
        """A search is not closed while it makes a step."""
        thread.join()
        self._search.close()

    def _let_go(self) -> None:
        """Wait until nothing of this run touches the table any more."""
        if self._thread is not None:
            self._thread.join()

    def _examine(self, thread_before: threading.Thread | None) -> None:
        if thread_before is not None:
            thread_before.join()
        if self._after is not None:
            self._after._let_go()
            self._after = None
        started = time.monotonic()
        wait = FIRST_POST_SECONDS
        rows = np.zeros(0, np.int64)
        try:
            while not self._search.is_done and not self._stopped.is_set():
                rows = self._search.step(wait)
                wait = POST_SECONDS
                if not self._search.is_done:
                    # Without rows too: how far it got is told.
                    self._tell(rows, started, finished=False)
                    rows = rows[:0]
        except (RemoraError, OSError) as error:
            # What was not looked at is not said to have no match.
            self._stopped.set()
            self._post(FilterFailed(self.number, str(error)))
        self.is_working = False
        if self._stopped.is_set():
            self._search.close()
        self._tell(rows, started, finished=True)
        self._linger()

    def _linger(self) -> None:
        """What is told late is taken until there is more to do."""
        while not (self._search.is_settled or self.is_working or self._stopped.is_set()):
            try:
                rows = self._search.step(LATE_SECONDS)
            except (RemoraError, OSError):
                # Told by the next run, which fails likewise.
                return
            if len(rows):
                self._tell(rows, time.monotonic(), finished=True)

    def _tell(self, rows: NDArray[np.int64], started: float, finished: bool) -> None:
        seconds = self._seconds + time.monotonic() - started
        if finished:
            self._seconds = seconds
        search = self._search
        self._post(FilterMatched(self.number, rows, search.examined, seconds, finished, search.candidates, search.tier))
