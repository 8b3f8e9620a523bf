"""Applying a display filter: a thread works the table off and posts the rows that match, as they are found."""

from __future__ import annotations

import time
from functools import partial
from typing import Protocol

import numpy as np
from numpy.typing import NDArray
from textual.message import Message

from tui.loading import Post
from tui.one_at_a_time import OneAtATime, Over

POST_SECONDS = 0.1
LATE_SECONDS = 0.05
FIRST_POST_SECONDS = 0.02
"""A screen full of matches should not wait."""

NONE = np.zeros(0, np.int64)


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


class FilterMatched(Message):
    """A part of the table has been filtered by the run of that number."""

    def __init__(
        self,
        run: int,
        rows: NDArray[np.int64],
        examined: int,
        seconds: float,
        finished: bool,
        candidates: int,
        tier: str = "",
    ) -> None:
        super().__init__()
        self.run = run
        self.rows = rows
        """Those that match, ascending, behind all that were told before."""
        self.examined = examined
        """Rows that have been looked at, from the first on."""
        self.seconds = seconds
        """What looking at them took."""
        self.finished = finished
        self.candidates = candidates
        """Packets that columns could not tell of, and that are dissected."""
        self.tier = tier
        """Who answers; empty where the candidates tell."""


class FilterFailed(Message):
    """A filter could not be applied: a sentence for the filter bar."""

    def __init__(self, run: int, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class FilterRun:
    """One filter on its way; rows that are added to the table later are looked at after `more`."""

    def __init__(self, number: int, search: Search, post: Post, after: FilterRun | None = None) -> None:
        """`after` is the run before, which must have let go of the table before this one takes it."""
        self.number = number
        self._search = search
        self._post = post
        self._after = after
        self._began = 0.0
        """When what goes on began, by the monotonic clock."""
        self._seconds = 0.0
        self._worker = OneAtATime(f"filter {number}", post, self._fail, search.close)

    @property
    def is_working(self) -> bool:
        """Rows may still be found."""
        return self._worker.is_working

    @property
    def is_stopped(self) -> bool:
        return self._worker.is_stopped or self._worker.has_failed

    def more(self) -> None:
        """Look at the rows that the table has by now and that were not looked at yet."""
        self._worker.start(self._examine)

    def stop(self) -> None:
        """Give up; rows already found stay."""
        self._worker.stop()

    def _examine(self) -> Over:
        if self._after is not None:
            self._after._worker.wait()
            self._after = None
        self._began = time.monotonic()
        wait = FIRST_POST_SECONDS
        rows = NONE
        while not self._search.is_done and not self._worker.is_stopped:
            rows = self._search.step(wait)
            wait = POST_SECONDS
            if not self._search.is_done:
                # Without rows too: how far it got is told.
                self._tell(rows, finished=False)
                rows = NONE
        return partial(self._end, rows)

    def _fail(self, sentence: str) -> None:
        """What was not looked at is not said to have no match."""
        self._post(FilterFailed(self.number, sentence))
        self._tell(NONE, finished=True)

    def _end(self, rows: NDArray[np.int64]) -> None:
        """Tell it, also where it was stopped; then what is told late is taken until there is more to do."""
        self._tell(rows, finished=True)
        while not (self._search.is_settled or self.is_working or self._worker.is_stopped):
            rows = self._search.step(LATE_SECONDS)
            self._began = time.monotonic()
            if len(rows):
                self._tell(rows, finished=True)

    def _tell(self, rows: NDArray[np.int64], *, finished: bool) -> None:
        seconds = self._seconds + time.monotonic() - self._began
        if finished:
            self._seconds = seconds
        search = self._search
        self._post(FilterMatched(self.number, rows, search.examined, seconds, finished, search.candidates, search.tier))
