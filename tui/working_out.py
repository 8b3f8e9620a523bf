"""What is worked out about all packets once they are read, for decoded packets to tell: a thread does it.

The numbers of conversations are such a thing, what TCP's sequence numbers tell, and what became of each conversation.
Whatever else needs all packets before it belongs into `works_of`, or, if it looks at all of them anew, into
`conclusion_of`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from time import monotonic
from typing import Protocol

from textual.message import Message

from tui.giving_back import give_back
from tui.loading import Post
from tui.one_at_a_time import OneAtATime, Over

ROWS_A_STEP = 65_536
"""Some 20 ms, in which a filter or a sort waits for its turn at the layer index."""
SECONDS_BETWEEN_STEPS = 0.25
"""Where rows come one after the other: what is the same for few as for many is not done for few."""
SECONDS_BETWEEN_CONCLUSIONS = 1.0
REST_AFTER_CONCLUDING = 10
"""Where there is much to look at, it rests so many times as long as that took."""

Work = Callable[[int], object]
"""Brings one kind of it up to the row before a number; nothing happens where it is that far. Raises RemoraError."""


class Workable(Protocol):
    """What is needed of the packet table."""

    def number_streams(self, stop: int) -> None: ...
    def analyse(self, stop: int) -> None: ...
    def judge(self, stop: int) -> None: ...


def works_of(table: Workable) -> tuple[Work, ...]:
    """All that goes on from row to row."""
    return (table.number_streams, table.analyse)


def conclusion_of(table: Workable) -> Work:
    """What is found from all rows together, each time anew."""
    return table.judge


class WorkedOut(Message):
    """What needs all packets before is known of some more of them: decoded packets may tell more than before."""

    def __init__(self, is_over: bool) -> None:
        super().__init__()
        self.is_over = is_over
        """It is known of all rows that there were."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, WorkedOut) and (message.is_over or not self.is_over)


class WorkingOut:
    """Follows the rows of a table, posting `WorkedOut` as it gets on."""

    def __init__(self, works: Sequence[Work], conclude: Work, post: Post) -> None:
        self._works = works
        self._conclude = conclude
        self._wanted = self._done = self._concluded = 0
        self._conclude_from = self._tell_from = 0.0
        """When it may be done again, by the monotonic clock."""
        # Where it fails, the file is gone, which the list says where it is drawn.
        self._worker = OneAtATime("working out", post, lambda sentence: None)

    def more(self, rows: int) -> None:
        """There are so many rows by now; to be called again whenever the end was told."""
        if rows < self._done:
            self._done = self._concluded = 0  # another capture
        self._wanted = rows
        if self._concluded < rows:
            self._worker.start(self._work)

    def stop(self) -> None:
        """Nothing more will be posted."""
        self._worker.stop()

    def _work(self) -> Over:
        try:
            while self._concluded < self._wanted and not self._worker.is_stopped:
                self._go_on()
        finally:
            give_back()
        return partial(self._tell, is_over=True)

    def _go_on(self) -> None:
        """Do all that is due, then leave the machine to others for a while if not everything was."""
        wanted = self._wanted
        self._work_to(wanted)
        rest = self._conclude_from - monotonic()
        if rest > 0:
            self._worker.rest(min(rest, SECONDS_BETWEEN_STEPS))
        elif not self._worker.is_stopped:
            began = monotonic()
            self._conclude(wanted)
            self._concluded = wanted
            now = monotonic()
            self._conclude_from = now + max(SECONDS_BETWEEN_CONCLUSIONS, (now - began) * REST_AFTER_CONCLUDING)
            self._tell(is_over=False)

    def _work_to(self, wanted: int) -> None:
        """One kind after the other: the first ones are the fastest."""
        if wanted == self._done:
            return
        for work in self._works:
            for start in range(self._done, wanted, ROWS_A_STEP):
                if self._worker.is_stopped:
                    return
                work(min(start + ROWS_A_STEP, wanted))
                self._tell(is_over=False)
        self._done = wanted

    def _tell(self, *, is_over: bool) -> None:
        """Whoever hears of it draws the screen anew: not more often than eyes can follow, but for the end."""
        now = monotonic()
        if is_over or now >= self._tell_from:
            self._tell_from = now + SECONDS_BETWEEN_STEPS
            self._worker.post(WorkedOut(is_over))
