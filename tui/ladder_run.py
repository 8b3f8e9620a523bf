"""Reading a ladder: a thread works the capture off and posts batches of lines, which the screen alone appends."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from dissectors.errors import RemoraError
from tui.loading import Post
from tui.messages import LadderFailed, LadderRead

if TYPE_CHECKING:
    from dissectors.streams.ladders.ladder_reading import LadderReader


class LadderRun:
    """One ladder on its way; what a capture adds later is read after `more`."""

    def __init__(self, reader: LadderReader, post: Post) -> None:
        self._reader = reader
        self._post = post
        self._stopped = threading.Event()
        self._thread: threading.Thread | None = None
        self._has_failed = False
        self.is_working = False

    def more(self) -> None:
        """Read what the table has by now and was not read yet."""
        if self.is_working or self._has_failed or self._stopped.is_set() or self._reader.is_done:
            return
        self.is_working = True
        self._thread = threading.Thread(target=self._read, args=(self._thread,), name="ladder", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Nothing more will be posted."""
        self._stopped.set()

    def _read(self, thread_before: threading.Thread | None) -> None:
        if thread_before is not None:
            thread_before.join()
        try:
            while not self._stopped.is_set() and not self._reader.is_done:
                batch = self._reader.read()
                if not self._stopped.is_set():
                    self._post(LadderRead(self, batch))
        except (RemoraError, OSError) as error:
            self._has_failed = True
            if not self._stopped.is_set():
                self._post(LadderFailed(self, str(error)))
        finally:
            self.is_working = False
            if not self._stopped.is_set():
                # The end of the work is news too.
                self._post(LadderRead(self, None))
