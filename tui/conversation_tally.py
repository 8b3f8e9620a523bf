"""Counting conversations for the screen: a thread counts what is handed over and posts frozen tables.

It counts first; then TCP's segments are analysed, and then what became of each conversation is judged, which takes
longer. Tables are posted after every step.
"""

from __future__ import annotations

import time
from collections import deque
from typing import TYPE_CHECKING, Union

from textual.message import Message

from dissectors.packets.layer_index import PIECE_ROWS
from dissectors.streams.tables.conversation_analysis import ConversationAnalysis
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.conversation_processes import tell_processes
from dissectors.streams.tables.conversation_verdicts import judge_conversations
from dissectors.streams.tables.kinds import KINDS
from tui.loading import Post
from tui.one_at_a_time import OneAtATime, Over

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np
    from numpy.typing import NDArray

    from dissectors.packets.layer_index import LayerIndex
    from dissectors.streams.tables.conversations import Conversations
    from dissectors.streams.tables.kinds import Kind

Job = Union["NDArray[np.int64]", int]
"""Rows, or all rows before one."""
SECONDS_BETWEEN_TABLES = 0.3
"""A long count shows what it has so often."""

REST_AFTER_JUDGING = 10
"""All conversations are judged together: where they are many, not as often as there are packets."""


class ConversationsCounted(Message):
    """The conversations among the rows that a tally has got to."""

    def __init__(
        self, tally: ConversationTally, tables: Mapping[Kind, Conversations], rows_done: int, is_done: bool
    ) -> None:
        super().__init__()
        self.tally = tally
        self.tables = tables
        self.rows_done = rows_done
        """Rows before this one have been looked at."""
        self.is_done = is_done
        """Everything that was handed over is counted."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, ConversationsCounted) and message.tally is self.tally


class ConversationsFailed(Message):
    """Conversations cannot be counted: a sentence."""

    def __init__(self, tally: ConversationTally, sentence: str) -> None:
        super().__init__()
        self.tally = tally
        self.sentence = sentence


class ConversationTally:
    """One way over the rows of an index: all of them as they come, or some that are handed over in order."""

    def __init__(self, index: LayerIndex, post: Post) -> None:
        self.index = index
        self.post = post
        self.handed = 0
        """Rows handed over so far, for whoever hands them over."""
        self._counts = ConversationCounts(index)
        self._analysis = ConversationAnalysis(index)
        self._waiting: deque[Job] = deque()
        self._counted: deque[Job] = deque()
        """To be analysed."""
        self._owes_verdicts = False
        """There are rows that the latest verdicts do not know."""
        self._judge_from = 0.0
        """When it may be judged again, by the monotonic clock."""
        self._is_judged = False
        """Once at least; from then on the latest words are told until there are newer ones."""
        self._processes_told = 0
        """How much was known of processes when tables were posted last."""
        self._latest: ConversationsCounted | None = None
        self._worker = OneAtATime("count conversations", lambda message: self.post(message), self._fail)

    @property
    def is_working(self) -> bool:
        return self._worker.is_working

    def extend(self, stop: int) -> None:
        """Count all rows before `stop`."""
        self.handed = stop
        self._more(stop)

    def add(self, rows: NDArray[np.int64]) -> None:
        """Count these rows, which ascend and lie behind those before."""
        self.handed += len(rows)
        self._more(rows)

    def go_on(self) -> None:
        """Work on what was handed over meanwhile; to be called again whenever tables were posted, and now and then.

        Tables are posted at once where nothing but whose the ends are has become known.
        """
        has_work = self._waiting or (self._owes_verdicts and time.monotonic() >= self._judge_from)
        is_started = has_work and self._worker.start(self._work)
        if not is_started and self._processes_told < self.index.processes.changes:
            self.tell()

    def tell(self) -> None:
        """Post the tables once more, unless work is going on that will."""
        latest = self._latest
        if not self.is_working and latest is not None and not self._worker.is_stopped:
            if self._processes_told < self.index.processes.changes:
                tables = self._with_processes(latest.tables)
                self._latest = latest = ConversationsCounted(self, tables, latest.rows_done, latest.is_done)
            self._worker.post(latest)

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._worker.stop()

    def _more(self, wanted: Job) -> None:
        self._waiting.append(wanted)
        self.go_on()

    def _work(self) -> Over:
        told = time.monotonic()
        while (self._waiting or self._counted) and not self._worker.is_stopped:
            jobs = self._waiting or self._counted
            self._step(self._counts if self._waiting else self._analysis, jobs)
            if (jobs is self._waiting and not jobs) or time.monotonic() - told > SECONDS_BETWEEN_TABLES:
                self._keep(is_done=False)
                self._post_latest()
                told = time.monotonic()
        self._judge()
        self._keep(is_done=True)
        return self._post_latest

    def _fail(self, sentence: str) -> None:
        self._worker.post(ConversationsFailed(self, sentence))

    def _step(self, work: ConversationCounts | ConversationAnalysis, jobs: deque[Job]) -> None:
        """Do a piece of the first job. Others may have the index between two pieces."""
        job = jobs[0]
        with self.index.turn:
            if isinstance(job, int):
                work.extend(min(job, work.rows_done + PIECE_ROWS))
                is_over = work.rows_done >= job
            else:
                behind = job[job.searchsorted(work.rows_done) :]
                if len(behind):
                    work.add(behind[: behind.searchsorted(int(behind[0]) + PIECE_ROWS)])
                is_over = not len(job) or work.rows_done > int(job[-1])
        if is_over:
            jobs.popleft()
            if work is self._counts:
                self._counted.append(job)

    def _judge(self) -> None:
        """Find what became of the conversations, which all rows of the capture tell, counted or not."""
        began = time.monotonic()
        self._owes_verdicts = began < self._judge_from
        if self._owes_verdicts:
            return
        fates, stop = self.index.fates, len(self.index.capture.frames)
        while fates.rows_done < stop and not self._worker.is_stopped:
            with self.index.turn:
                fates.extend(min(stop, fates.rows_done + PIECE_ROWS))
        if not self._worker.is_stopped:
            began = time.monotonic()
            with self.index.turn:
                fates.judge(stop)
            self._is_judged = True
        now = time.monotonic()
        self._judge_from = now + (now - began) * REST_AFTER_JUDGING

    def _tables(self) -> dict[Kind, Conversations]:
        """As far as everything is by now."""
        tables = {kind: self._counts.table(kind) for kind in KINDS}
        tables["tcp"] = self._analysis.told(tables["tcp"])
        if not self._is_judged:
            return tables
        with self.index.turn:
            return judge_conversations(self.index, tables, 0)

    def _keep(self, *, is_done: bool) -> None:
        """Make the tables while at work: in between it is the screen's thread that makes them anew."""
        if not self._worker.is_stopped:
            tables = self._with_processes(self._tables())
            self._latest = ConversationsCounted(self, tables, self._counts.rows_done, is_done)

    def _post_latest(self) -> None:
        if self._latest is not None:
            self._worker.post(self._latest)

    def _with_processes(self, tables: Mapping[Kind, Conversations]) -> dict[Kind, Conversations]:
        self._processes_told = self.index.processes.changes
        return tell_processes(self.index, tables)
