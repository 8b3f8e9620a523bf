"""Counting statistics for the screen: a thread counts the view that is in sight and posts what it shows.

Rows are handed over as they come. Counts are kept, so that a view that comes into sight again only counts what has come
since; views that need messages are told every now and then while packets are dissected.
"""

from __future__ import annotations

import time
from collections import deque
from itertools import chain, islice
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import CaptureFile
from dissectors.statistics.file_hash import FileHash
from tui.one_at_a_time import OneAtATime
from tui.statistics.subject import Subject
from tui.statistics.told import Counted, StatisticsCounted, StatisticsFailed
from tui.statistics.views import VIEWS, View

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from dissectors.packets.table import PacketTable
    from dissectors.statistics.told_protocols import ToldProtocols
    from tui.loading import Post
    from tui.statistics.kinds import Printed

REST: Final = 2
"""A view is not counted anew before this many times as long have passed as it took last."""
SECONDS_BETWEEN_VIEWS: Final = 0.4
"""How often a view that is dissected is told at most, and how long one of packets that come is left as it is."""
SECONDS_TO_DRAW: Final = 0.05
"""What was told is drawn before threads go on that would have the screen wait for them."""
SECONDS_A_STEP: Final = 0.1
SECONDS_FOR_A_PART: Final = 0.1
"""Where one part of a view takes so long, it does not wait for the others."""


class _OutOfSight(Exception):
    """Nobody waits for what is being counted, at least not with these names."""


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
        is_saved: Callable[[], bool] = lambda: False,
        told_protocols: Callable[[], ToldProtocols | None] = lambda: None,
        view: View = VIEWS[0],
    ) -> None:
        """`now`: nanoseconds since 1970 while packets may come, None when no more will.

        `is_filtered`: only rows that are handed over by `add` count. `is_saved`, which may be asked in any thread:
        whether the file will stay as it is, so that it has a hash. `told_protocols` likewise: what the deep decoder
        tells of packets that are not known otherwise, growing; None where it tells nothing.
        """
        self.index = table.index
        self.post = post
        self.handed = 0
        """Rows handed over so far, for whoever hands them over."""
        self.view = view
        """The one in sight."""
        self._now = now
        self._is_saved = is_saved
        self._told_protocols = told_protocols
        self._rows_told = 0
        """Of how many rows the hierarchy knew these when it was counted."""
        rows = np.zeros(0, np.int64) if is_filtered else None
        file = table.capture if isinstance(table.capture, CaptureFile) else None
        self._subject = Subject(name, table, rows, file=file, dissects=False, go_on=self._check)
        self._subject.extend(0)
        self._waiting: deque[NDArray[np.int64] | int] = deque()
        self._latest: dict[str, Counted] = {}
        """By the view's name."""
        self._wish = 0
        """Another number for whatever else the screen wants."""
        self._rest = -1, 0.0
        """Of the wish that was fulfilled last its number, and until when it is not counted again: monotonic clock."""
        self._took = 0.0
        """Seconds that the last telling took."""
        self._counting = self.view
        """The one for which the thread works."""
        self._shows_names = True
        self._found: Mapping[bytes, str] | None = None
        self._is_hashed = file is None
        """Nothing is left to be done for the file's hash."""
        self._worker = OneAtATime(
            "count statistics", lambda message: self.post(message), self._fail, self._subject.close
        )

    @property
    def is_working(self) -> bool:
        return self._worker.is_working

    @property
    def share_counted(self) -> float:
        """How far what is being counted is; 1 where nothing is."""
        return self._subject.share_counted

    # What is wanted.

    def extend(self, stop: int) -> None:
        """All rows before `stop` count."""
        self._waiting.append(stop)
        self.handed = stop

    def add(self, rows: NDArray[np.int64]) -> None:
        """These rows count, which ascend and lie behind those before."""
        self._waiting.append(rows)
        self.handed += len(rows)

    def show(self, view: View) -> None:
        """This is the view in sight from now on; what is known of it is told at once."""
        self.view = view
        self._wish += 1
        if view.name in self._latest:
            self.post(StatisticsCounted(self, self._latest[view.name]))
        self.go_on()

    def show_names(self, *, shown: bool) -> None:
        """Names beside numbers, or no more."""
        self._shows_names = shown
        self._tell_anew()

    def show_found(self, found: Mapping[bytes, str] | None) -> None:
        """Names that the resolver tells are shown, those too that come later; None for none."""
        self._found = found
        self._tell_anew()

    def _tell_anew(self) -> None:
        self._latest.clear()
        self._wish += 1
        self.go_on()

    def go_on(self) -> None:
        """Count what has come since; to be called now and then."""
        fulfilled, until = self._rest
        if self.is_working or not self.view.kinds or (fulfilled == self._wish and time.monotonic() < until):
            return
        view, told = self.view, self._latest.get(self.view.name)
        passes = view.is_of_now and self._now() is not None
        knows_more = passes or self._wants_hash(view) or self._is_told_more(view) or not self._has_names()
        if told is None or not told.is_done or told.rows < self.handed or knows_more:
            self._worker.start(self._work)

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._worker.stop()

    # The thread.

    def _work(self) -> None:
        is_over = False
        while not is_over:
            wish = self._wish
            is_over = self._counts_to_the_end(self.view)
        self._rest = wish, time.monotonic() + max(self._took * REST, SECONDS_BETWEEN_VIEWS)

    def _fail(self, sentence: str) -> None:
        self._worker.post(StatisticsFailed(self, sentence))

    def _counts_to_the_end(self, view: View) -> bool:
        """False where something else was wanted before it was counted."""
        try:
            self._count(view)
        except _OutOfSight:
            return self._worker.is_stopped or not self.view.kinds
        return True

    def _count(self, view: View) -> None:
        """Tell a view, and tell it again while packets are dissected for it."""
        self._counting = view
        rows, has_more, is_known = -1, False, view.name in self._latest
        while True:
            if self.handed > rows:
                rows, subject = self.handed, self._subject_by_now()
                # What is seen for the first time does not wait for messages.
                has_more = self._goes_further(view, subject) if is_known else self._may_go_further(view)
                is_known = True
            began = time.monotonic()
            subject.now = self._now()
            if view.joins_told:
                subject.told_protocols = self._told_protocols()
                self._rows_told = len(subject.told_protocols or ())
            parts = tuple(self._parts(view, subject, rows))
            self._took = time.monotonic() - began
            self._tell(Counted(view, parts, rows, subject.dissecting.coverage(view.spoken), not has_more))
            if not has_more:
                return
            self._worker.rest(SECONDS_TO_DRAW)
            until = time.monotonic() + max(SECONDS_BETWEEN_VIEWS, self._took * REST)
            while has_more and time.monotonic() < until:
                has_more = self._goes_further(view, subject)
            subject.forget()

    def _parts(self, view: View, subject: Subject, rows: int) -> Iterator[Printed]:
        """What the view shows; the first time what there is of it is told while the rest is still counted."""
        is_first, told_at = view.name not in self._latest, time.monotonic()
        so_far: list[Printed] = []
        for part in self._begun(view, subject, rows) if is_first else view.parts(subject):
            yield part
            so_far.append(part)
            if is_first and time.monotonic() - told_at >= SECONDS_FOR_A_PART:
                self._tell(Counted(view, tuple(so_far), rows, subject.dissecting.coverage(view.spoken), is_done=False))
                told_at = time.monotonic()

    def _begun(self, view: View, subject: Subject, rows: int) -> Iterator[Printed]:
        """What the view shows; where it takes long to count the first part, that is told before as far as it is."""
        parts = view.parts(subject)
        subject.haste, subject.is_behind = SECONDS_FOR_A_PART, False
        try:
            first = list(islice(parts, 1))
        finally:
            subject.haste = None
        if not subject.is_behind:
            return chain(first, parts)
        if first:
            self._tell(Counted(view, first, rows, subject.dissecting.coverage(view.spoken), is_done=False))
        return view.parts(subject)

    def _may_go_further(self, view: View) -> bool:
        return bool(view.spoken) or self._wants_hash(view)

    def _goes_further(self, view: View, subject: Subject) -> bool:
        """Do some of what takes long for the view; whether there is more of it."""
        self._check()
        if self._wants_hash(view):
            self._is_hashed = not self._hashes_more(subject)
            return not self._is_hashed
        return any(subject.dissecting.step(frozenset({one}), SECONDS_A_STEP) for one in view.spoken)

    def _is_told_more(self, view: View) -> bool:
        return view.joins_told and len(self._told_protocols() or ()) != self._rows_told

    def _wants_hash(self, view: View) -> bool:
        return view.has_hash and not self._is_hashed and self._is_saved()

    def _hashes_more(self, subject: Subject) -> bool:
        """Read on in the file; whether there is more of it."""
        assert subject.file is not None
        one = subject.file_hash = subject.file_hash or FileHash(subject.file.path)
        try:
            return one.step(SECONDS_A_STEP)
        except OSError as error:
            one.problem = error.strerror or str(error)
            return False

    def _subject_by_now(self) -> Subject:
        """With all rows that were handed over."""
        while self._waiting:
            more = self._waiting.popleft()
            if isinstance(more, int):
                self._subject.extend(more)
            else:
                self._subject.add(more)
        if not self._has_names():
            self._subject.shows_names, self._subject.asked = self._shows_names, self._found
            self._subject.forget()
        return self._subject

    def _check(self) -> None:
        if self._worker.is_stopped or self.view is not self._counting or not self._has_names():
            raise _OutOfSight

    def _has_names(self) -> bool:
        """What is counted has those names that are wanted."""
        return self._subject.shows_names == self._shows_names and self._subject.asked is self._found

    def _tell(self, counted: Counted) -> None:
        self._check()
        self._latest[counted.view.name] = counted
        self.post(StatisticsCounted(self, counted))
