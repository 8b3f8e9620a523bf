"""Counting statistics for the screen: a thread counts the view that is in sight and posts what it shows.

Rows are handed over as they come. Counts are kept, so that a view that comes into sight again only counts what has come
since; views that need messages are told every now and then while packets are dissected.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import CaptureFile
from dissectors.errors import RemoraError
from tui.statistics.subject import Subject
from tui.statistics.told import Counted, StatisticsCounted, StatisticsFailed
from tui.statistics.views import VIEWS, View

if TYPE_CHECKING:
    from collections.abc import Callable

    from dissectors.packets.table import PacketTable
    from tui.loading import Post

REST: Final = 2
"""A view is not counted anew before this many times as long have passed as it took last."""
SECONDS_BETWEEN_VIEWS: Final = 0.4
"""How often a view that is dissected is told at most, and how long one of packets that come is left as it is."""


SECONDS_A_STEP: Final = 0.1


class _OutOfSight(Exception):
    """Nobody waits for what is being counted."""


class StatisticsRun:
    """One way over the rows of a table: all of them as they come, or some that are handed over in order."""

    def __init__(
        self,
        name: str,
        table: PacketTable,
        post: Post,
        now: Callable[[], int | None] = lambda: None,
        *,
        is_filtered: bool = False,
        view: View = VIEWS[0],
    ) -> None:
        """`now`: nanoseconds since 1970 while packets may come, None when no more will.

        `is_filtered`: only rows that are handed over by `add` count.
        """
        self.index = table.index
        self.post = post
        self.handed = 0
        """Rows handed over so far, for whoever hands them over."""
        self.view = view
        """The one in sight."""
        self._now = now
        rows = np.zeros(0, np.int64) if is_filtered else None
        file = table.capture if isinstance(table.capture, CaptureFile) else None
        self._subject = Subject(name, table, rows, file=file, dissects=False, go_on=self._check)
        self._subject.extend(0)
        self._waiting: deque[NDArray[np.int64] | int] = deque()
        self._latest: dict[str, Counted] = {}
        """By the view's name."""
        self._count_from = 0.0
        """When a view that was told may be counted again, by the monotonic clock."""
        self._counting = self.view
        """The one for which the thread works."""
        self._shows_names = True
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_working = False

    # What is wanted.

    def extend(self, stop: int) -> None:
        """All rows before `stop` count."""
        self.handed = stop
        self._waiting.append(stop)

    def add(self, rows: NDArray[np.int64]) -> None:
        """These rows count, which ascend and lie behind those before."""
        self.handed += len(rows)
        self._waiting.append(rows)

    def show(self, view: View) -> None:
        """This is the view in sight from now on; what is known of it is told at once."""
        self.view = view
        self._count_from = 0.0
        if view.name in self._latest:
            self.post(StatisticsCounted(self, self._latest[view.name]))
        self.go_on()

    def show_names(self, *, shown: bool) -> None:
        """Names beside numbers, or no more."""
        self._shows_names = shown
        self._latest.clear()
        self._count_from = 0.0
        self.go_on()

    def go_on(self) -> None:
        """Count what has come since; to be called now and then."""
        if self.is_working or self._stopped.is_set() or not self.view.kinds or time.monotonic() < self._count_from:
            return
        told = self._latest.get(self.view.name)
        passes = self.view.is_of_now and self._now() is not None
        if told is None or not told.is_done or told.rows < self.handed or passes:
            self.is_working = True
            self._thread = threading.Thread(
                target=self._work, args=(self._thread,), name="count statistics", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._stopped.set()

    # The thread.

    def _work(self, thread_before: threading.Thread | None) -> None:
        if thread_before is not None:
            thread_before.join()
        began = time.monotonic()
        try:
            self._count(self.view)
        except _OutOfSight:
            pass
        except (RemoraError, OSError) as error:
            if not self._stopped.is_set():
                self._stopped.set()
                self.post(StatisticsFailed(self, str(error)))
        if self._stopped.is_set():
            self._subject.close()
        now = time.monotonic()
        self._count_from = now + max((now - began) * REST, SECONDS_BETWEEN_VIEWS)
        self.is_working = False

    def _count(self, view: View) -> None:
        """Tell a view, and tell it again while packets are dissected for it."""
        self._counting = view
        rows = self.handed
        subject = self._subject_by_now()
        subject.now = self._now()
        # What is seen for the first time does not wait for messages.
        has_more = self._dissects_more(view, subject) if view.name in self._latest else bool(view.spoken)
        while True:
            began = time.monotonic()
            parts = tuple(view.parts(subject))
            self._tell(Counted(view, parts, rows, subject.dissecting.coverage(view.spoken), not has_more))
            if not has_more:
                return
            until = time.monotonic() + max(SECONDS_BETWEEN_VIEWS, (time.monotonic() - began) * REST)
            while has_more and time.monotonic() < until:
                has_more = self._dissects_more(view, subject)
            subject.forget()

    def _dissects_more(self, view: View, subject: Subject) -> bool:
        """Dissect some packets for the view; whether there are more."""
        self._check()
        return any(subject.dissecting.step(frozenset({one}), SECONDS_A_STEP) for one in view.spoken)

    def _subject_by_now(self) -> Subject:
        """With all rows that were handed over."""
        while self._waiting:
            more = self._waiting.popleft()
            if isinstance(more, int):
                self._subject.extend(more)
            else:
                self._subject.add(more)
        self._subject.shows_names = self._shows_names
        return self._subject

    def _check(self) -> None:
        if self._stopped.is_set() or self.view is not self._counting:
            raise _OutOfSight

    def _tell(self, counted: Counted) -> None:
        self._check()
        self._latest[counted.view.name] = counted
        self.post(StatisticsCounted(self, counted))
