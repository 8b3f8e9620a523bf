"""Counting conversations for the screen: a thread counts what is handed over and posts frozen tables."""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

from dissectors.errors import RemoraError
from dissectors.packets.layer_index import PIECE_ROWS
from dissectors.streams.conversation_counts import ConversationCounts
from dissectors.streams.conversations import KINDS
from tui.loading import Post
from tui.messages import ConversationsCounted, ConversationsFailed

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from dissectors.packets.layer_index import LayerIndex

SECONDS_BETWEEN_TABLES = 0.3
"""A long count shows what it has so often."""


class ConversationTally:
    """One way over the rows of an index: all of them as they come, or some that are handed over in order."""

    def __init__(self, index: LayerIndex, post: Post) -> None:
        self.index = index
        self.post = post
        self.handed = 0
        """Rows handed over so far, for whoever hands them over."""
        self._counts = ConversationCounts(index)
        self._waiting: deque[NDArray[np.int64] | int] = deque()
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self.is_working = False

    def extend(self, stop: int) -> None:
        """Count all rows before `stop`."""
        self.handed = stop
        self._more(stop)

    def add(self, rows: NDArray[np.int64]) -> None:
        """Count these rows, which ascend and lie behind those before."""
        self.handed += len(rows)
        self._more(rows)

    def go_on(self) -> None:
        """Work on what was handed over meanwhile; to be called again whenever tables were posted."""
        if self._waiting and not self.is_working and not self._stopped.is_set():
            self.is_working = True
            self._thread = threading.Thread(
                target=self._work, args=(self._thread,), name="count conversations", daemon=True
            )
            self._thread.start()

    def tell(self) -> None:
        """Post the tables once more, unless work is going on that will."""
        if not self.is_working:
            self._tell(is_done=True)

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._stopped.set()

    def _more(self, wanted: NDArray[np.int64] | int) -> None:
        self._waiting.append(wanted)
        self.go_on()

    def _work(self, thread_before: threading.Thread | None) -> None:
        if thread_before is not None:
            thread_before.join()
        try:
            told = time.monotonic()
            while self._waiting and not self._stopped.is_set():
                if not self._step(self._waiting[0]):
                    self._waiting.popleft()
                if self._waiting and time.monotonic() - told > SECONDS_BETWEEN_TABLES:
                    self._tell(is_done=False)
                    told = time.monotonic()
        except (RemoraError, OSError) as error:
            self._stopped.set()
            self.post(ConversationsFailed(self, str(error)))
        # Over before the end is told, so that whoever hears of it may ask for more.
        self.is_working = False
        if not self._stopped.is_set():
            self._tell(is_done=True)

    def _step(self, wanted: NDArray[np.int64] | int) -> bool:
        """Count a piece of it; whether some of it is left. Others may have the index between two pieces."""
        counts = self._counts
        with self.index.turn:
            if isinstance(wanted, int):
                counts.extend(min(wanted, counts.rows_done + PIECE_ROWS))
                return counts.rows_done < wanted
            behind = wanted[wanted.searchsorted(counts.rows_done) :]
            if len(behind):
                counts.add(behind[: behind.searchsorted(int(behind[0]) + PIECE_ROWS)])
            return len(wanted) > 0 and counts.rows_done <= int(wanted[-1])

    def _tell(self, *, is_done: bool) -> None:
        tables = {kind: self._counts.table(kind) for kind in KINDS}
        self.post(ConversationsCounted(self, tables, self._counts.rows_done, is_done))
