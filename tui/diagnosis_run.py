"""Diagnosing for the screen: a thread takes in what is handed over, dissects packets, and posts frozen results.

Columns come first, for all rows; then packets are dissected as far as `wanted` says. Others have the layer index
between two pieces.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from dissectors.errors import RemoraError
from dissectors.packets.diagnosis import Diagnosis
from tui.loading import Post
from tui.messages import DiagnosisFailed, DiagnosisTold
from tui.verdict_entries import verdict_entries

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dissectors.packets.table import PacketTable
    from tui.diagnosis_entries import Entry

SURVEYED = 20_000
"""Packets that are dissected before anybody asks for all."""
SECONDS_A_STEP = 0.2
SECONDS_BETWEEN_RESULTS = 0.5
REST_OF_JUDGING = 4
"""Times as long as verdicts took they are left as they are."""


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
        self.is_working = False
        self._diagnosis = Diagnosis(table)
        self._waiting: deque[NDArray[np.int64] | int] = deque()
        self._stopped = threading.Event()
        self._paused = threading.Event()
        self._thread: threading.Thread | None = None
        self._latest: DiagnosisTold | None = None
        self._verdicts: list[Entry] = []
        self._judged = (0, 0)
        """So many rows were handed over, and so much was known of processes, when verdicts were made."""
        self._judges_again = 0.0
        """Not before this time: verdicts are made anew of all conversations."""
        self._latest_could_grow: bool | None = None
        """`more_may_come` when the latest results were made; None before."""

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
        if (self._waiting or self.can_survey or is_stale) and not self.is_working and not self._stopped.is_set():
            self.is_working = True
            self._thread = threading.Thread(target=self._work, args=(self._thread,), name="diagnose", daemon=True)
            self._thread.start()

    def pause(self) -> None:
        """Leave the rest until `go_on`."""
        self._paused.set()

    def survey_no_further(self) -> None:
        """Dissect no more packets than have been."""
        self.wanted = min(self._diagnosis.survey.examined, self.wanted or self._diagnosis.survey.examined)

    def tell(self) -> None:
        """Post the results once more, unless work is going on that will."""
        if not self.is_working and self._latest is not None and not self._stopped.is_set():
            self.post(self._latest)

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._stopped.set()
        if not self.is_working:
            self._diagnosis.close()

    def _work(self, thread_before: threading.Thread | None) -> None:
        if thread_before is not None:
            thread_before.join()
        try:
            told = time.monotonic()
            while (self._waiting or self.can_survey) and not self._stopped.is_set() and not self._paused.is_set():
                if not self._waiting:
                    self._diagnosis.survey.step(SECONDS_A_STEP, self.wanted)
                elif not self._take(self._waiting[0]):
                    self._waiting.popleft()
                self._judge()
                if time.monotonic() - told > SECONDS_BETWEEN_RESULTS:
                    self._tell(is_done=False)
                    told = time.monotonic()
            if not self._stopped.is_set() and not self._paused.is_set():
                self._judge()
        except (RemoraError, OSError) as error:
            self._stopped.set()
            self.post(DiagnosisFailed(self, str(error)))
        if self._stopped.is_set() or self._paused.is_set():
            self._diagnosis.close()
        # Over before the end is told, so that whoever hears of it may ask for more.
        self.is_working = False
        if not self._stopped.is_set():
            self._tell(is_done=True)

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

    def _tell(self, *, is_done: bool) -> None:
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
        self.post(self._latest)
