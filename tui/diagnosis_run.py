"""Diagnosing for the screen: a thread takes in what is handed over, dissects packets, and posts frozen results.

Columns come first, for all rows; then packets are dissected as far as `wanted` says. Others have the layer index
between two pieces.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from textual.message import Message

from dissectors.packets.diagnosis import Diagnosis
from tui.loading import Post
from tui.one_at_a_time import OneAtATime, Over
from tui.verdict_entries import verdict_entries

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dissectors.packets.expert import ExpertItem
    from dissectors.packets.table import PacketTable
    from dissectors.streams.patterns.finding import Finding
    from tui.diagnosis_entries import Entry

SURVEYED = 20_000
"""Packets that are dissected before anybody asks for all."""
SECONDS_A_STEP = 0.2
SECONDS_BETWEEN_RESULTS = 0.5
REST_OF_JUDGING = 4
"""Times as long as verdicts took they are left as they are."""


class DiagnosisTold(Message):
    """What is wrong in the rows that a diagnosis has got to."""

    def __init__(
        self,
        run: DiagnosisRun,
        findings: Sequence[Finding],
        items: Sequence[ExpertItem],
        count: int,
        examined: int,
        is_done: bool,
        verdicts: Sequence[Entry] = (),
    ) -> None:
        super().__init__()
        self.run = run
        self.findings = findings
        self.items = items
        self.verdicts = verdicts
        self.count = count
        """Rows that were taken in."""
        self.examined = examined
        """Packets among them that were dissected."""
        self.is_done = is_done
        """Nothing is going on."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, DiagnosisTold) and message.run is self.run


class DiagnosisFailed(Message):
    """A capture cannot be diagnosed on: a sentence. What was found stays."""

    def __init__(self, run: DiagnosisRun, sentence: str) -> None:
        super().__init__()
        self.run = run
        self.sentence = sentence


class DiagnosisRun:
    """One way over the rows of a table: all of them as they come, or some that are handed over in order."""

    def __init__(self, table: PacketTable, post: Post) -> None:
        self.table = table
        self.index = table.index
        self.post = post
        self.handed = 0
        """Rows handed over so far, for whoever hands them over."""
        self.more_may_come = False
        """The capture goes on: the latest handshakes may still be finished."""
        self.wanted: int | None = SURVEYED
        """Packets to dissect; None for all."""
        self._diagnosis = Diagnosis(table)
        self._waiting: deque[NDArray[np.int64] | int] = deque()
        self._paused = threading.Event()
        self._worker = OneAtATime("diagnose", lambda message: self.post(message), self._fail, self._diagnosis.close)
        self._latest: DiagnosisTold | None = None
        self._verdicts: list[Entry] = []
        self._judged = (0, 0)
        """So many rows were handed over, and so much was known of processes, when verdicts were made."""
        self._judges_again = 0.0
        """Not before this time: verdicts are made anew of all conversations."""
        self._latest_could_grow: bool | None = None
        """`more_may_come` when the latest results were made; None before."""

    @property
    def is_working(self) -> bool:
        return self._worker.is_working

    def extend(self, stop: int) -> None:
        """Take in all rows before `stop`."""
        self.handed = stop
        self._waiting.append(stop)
        self.go_on()

    def add(self, rows: NDArray[np.int64]) -> None:
        """Take in these rows, which ascend and lie behind those before."""
        self.handed += len(rows)
        self._waiting.append(rows)
        self.go_on()

    @property
    def can_survey(self) -> bool:
        """There are packets to dissect, and they are wanted."""
        survey = self._diagnosis.survey
        return not survey.is_done and (self.wanted is None or survey.examined < self.wanted)

    @property
    def _can_judge(self) -> bool:
        """More is known than when verdicts were made; they are not made so often that they take most of the time."""
        known = self._diagnosis.count, self.index.processes.changes
        return known != self._judged and not self._waiting and time.monotonic() >= self._judges_again

    def go_on(self) -> None:
        """Work on what is left; to be called again whenever results were posted."""
        self._paused.clear()
        is_stale = self._latest_could_grow is not self.more_may_come or self._can_judge
        if self._waiting or self.can_survey or is_stale:
            self._worker.start(self._work)

    def pause(self) -> None:
        """Leave the rest until `go_on`."""
        self._paused.set()

    def survey_no_further(self) -> None:
        """Dissect no more packets than have been."""
        self.wanted = min(self._diagnosis.survey.examined, self.wanted or self._diagnosis.survey.examined)

    def tell(self) -> None:
        """Post the results once more, unless work is going on that will."""
        if not self.is_working:
            self._post_latest()

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._worker.stop()

    @property
    def _is_called_off(self) -> bool:
        return self._worker.is_stopped or self._paused.is_set()

    def _work(self) -> Over:
        told = time.monotonic()
        while (self._waiting or self.can_survey) and not self._is_called_off:
            if not self._waiting:
                self._diagnosis.survey.step(SECONDS_A_STEP, self.wanted)
            elif not self._take(self._waiting[0]):
                self._waiting.popleft()
            self._judge()
            if time.monotonic() - told > SECONDS_BETWEEN_RESULTS:
                self._keep(is_done=False)
                self._post_latest()
                told = time.monotonic()
        if not self._is_called_off:
            self._judge()
        if self._paused.is_set():
            self._diagnosis.close()
        self._keep(is_done=True)
        return self._post_latest

    def _fail(self, sentence: str) -> None:
        self._worker.post(DiagnosisFailed(self, sentence))

    def _take(self, wanted: NDArray[np.int64] | int) -> bool:
        """Take in a piece of it; whether some of it is left."""
        if isinstance(wanted, int):
            return self._diagnosis.extend(wanted)
        self._diagnosis.add(wanted)
        return False

    def _judge(self) -> None:
        """Make the verdicts on all conversations. Raises CaptureFileError."""
        if not self._can_judge:
            return
        started = time.monotonic()
        self.table.judge(self._diagnosis.rows_done)
        self._judged = self._diagnosis.count, self.index.processes.changes
        self._verdicts = verdict_entries(self._diagnosis.conversations())
        now = time.monotonic()
        self._judges_again = now + REST_OF_JUDGING * (now - started)

    def _keep(self, *, is_done: bool) -> None:
        """Make the results while at work: in between the screen's thread asks for the latest."""
        if self._worker.is_stopped:
            return
        diagnosis, self._latest_could_grow = self._diagnosis, self.more_may_come
        self._latest = DiagnosisTold(
            self,
            diagnosis.findings(more_may_come=self._latest_could_grow),
            diagnosis.items(),
            diagnosis.count,
            diagnosis.survey.examined,
            is_done,
            self._verdicts,
        )

    def _post_latest(self) -> None:
        if self._latest is not None:
            self._worker.post(self._latest)
