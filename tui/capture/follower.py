"""Watches a growing capture from a thread and hands out what is new, ten to twenty times a second.

The thread only reads the file and makes frozen batches; whoever owns the capture appends them, in its own thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dissectors.capture_file import FrameBatch
from dissectors.errors import CaptureFileError

INTERVAL_SECONDS = 0.05
MANY_FRAMES = 500
"""In one batch, so many that nobody reads them: then half as many batches a second do, and cost half the drawing."""
STEP_SECONDS = 0.1
"""Longest reading before what there is gets handed out."""


class Readable(Protocol):
    """What is followed: a CaptureFile or a MergedCapture."""

    @property
    def is_complete(self) -> bool: ...

    def read_batches(self, max_frames: int | None = None, seconds: float | None = None) -> tuple[FrameBatch, ...]: ...


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Frames that are new; give `frames` to the capture's `append`, in the order of arrival."""

    frames: tuple[FrameBatch, ...]
    error: str | None = None
    """Why nothing more will come, in one sentence; None: more may come."""

    def __len__(self) -> int:
        return sum(map(len, self.frames))


class Follower:
    """Calls `deliver` from its thread whenever there are new frames, and once with an error if reading fails.

    `deliver` should be quick, or block where the consumer cannot keep up: nothing is lost, the file keeps it all.
    """

    def __init__(
        self,
        capture: Readable,
        deliver: Callable[[Batch], None],
        interval_seconds: float = INTERVAL_SECONDS,
    ) -> None:
        self._capture = capture
        self._deliver = deliver
        self._interval = interval_seconds
        self._ending = threading.Event()
        self._abandoned = False
        self._thread = threading.Thread(target=self._run, name="follower", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self, timeout_seconds: float = 5.0) -> None:
        """Read what is in the file now, deliver it, and end; waits for that unless called from `deliver`."""
        self._ending.set()
        self._wait(timeout_seconds)

    def abandon(self, timeout_seconds: float = 5.0) -> None:
        """End without reading on."""
        self._abandoned = True
        self.stop(timeout_seconds)

    def _wait(self, timeout_seconds: float) -> None:
        if self._thread.is_alive() and self._thread is not threading.current_thread():
            self._thread.join(timeout_seconds)

    def _run(self) -> None:
        while not self._abandoned:
            is_last = self._ending.is_set()
            try:
                frames = self._capture.read_batches(seconds=STEP_SECONDS)
            except CaptureFileError as error:
                self._deliver(Batch((), str(error)))
                return
            if frames:
                self._deliver(Batch(frames))
            if not self._capture.is_complete:
                continue
            if is_last:
                return
            crowded = sum(map(len, frames)) >= MANY_FRAMES
            self._ending.wait(self._interval * 2 if crowded else self._interval)
