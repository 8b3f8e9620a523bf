"""Reading a saved file: a thread reads on in frozen batches and posts them; the screen appends and draws."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from textual.message import Message

from dissectors.errors import RemoraError
from tui import wording
from tui.messages import CaptureState, CaptureStateChanged, RowsAdded, SourceFailed

if TYPE_CHECKING:
    from dissectors.capture_file import FrameBatch, Notice

FIRST_FRAMES = 1000
"""Read before the first paint: more than any screen shows, and a matter of milliseconds."""
BATCH_SECONDS = 0.1
BATCH_FRAMES = 65_536

STOPPED_NOTICE = "Reading was stopped at {}: only the packets up to there are here."

Post = Callable[[Message], object]


class ReadableCapture(Protocol):
    """What is needed of `dissectors.capture_file.CaptureFile`."""

    @property
    def bytes_read(self) -> int: ...
    @property
    def size(self) -> int: ...
    @property
    def is_complete(self) -> bool: ...
    @property
    def notice(self) -> Notice | None: ...
    @property
    def dropped(self) -> int | None: ...
    def read_batches(self, max_frames: int | None = None, seconds: float | None = None) -> tuple[FrameBatch, ...]: ...
    def append(self, batches: tuple[FrameBatch, ...]) -> range: ...


class Source(Protocol):
    """Whatever gives packets to the packets screen. `post` may be called from any thread, until `stop` returns."""

    @property
    def state(self) -> CaptureState: ...
    def start(self, post: Post) -> None: ...
    def stop(self) -> None: ...
    def stop_reading(self) -> bool:
        """Read no more of what was there before; True if some of it was left."""
        ...


class FileSource:
    """Reads the rest of an open capture file in a thread."""

    def __init__(self, capture: ReadableCapture, title: str, packets: int | None = None) -> None:
        """The first frames are read here, so that the screen opens with packets on it; `packets` is the most to read.

        Raises CaptureFileError.
        """
        self._capture = capture
        self._title = title
        self._stopped = threading.Event()
        self._enough = threading.Event()
        """The user does not want the rest."""
        self._thread: threading.Thread | None = None
        self._left = packets
        """Frames that may still be read; None is no limit."""
        capture.append(self._next_batches(FIRST_FRAMES))

    @property
    def state(self) -> CaptureState:
        capture = self._capture
        done = capture.bytes_read / capture.size if capture.size else 0.0
        if self._enough.is_set() and not self._is_done:
            notice = STOPPED_NOTICE.format(wording.percent(done))
            return CaptureState(self._title, "saved", None, capture.dropped, progress=done, notice=notice)
        if not self._is_done:
            return CaptureState(self._title, "reading", None, capture.dropped, progress=done)
        damage = capture.notice
        notice = damage.message if damage is not None else ""
        return CaptureState(self._title, "saved", None, capture.dropped, notice=notice)

    def start(self, post: Post) -> None:
        post(CaptureStateChanged(self.state))
        if not self._is_done:
            self._thread = threading.Thread(target=self._read, args=(post,), name="read capture file", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Stop reading; when it returns, nothing will be posted any more."""
        self._stopped.set()
        if self._thread is not None:
            self._thread.join()

    def stop_reading(self) -> bool:
        """What is being read at this moment still comes; then the state says how far that was."""
        if self._is_done or self._thread is None or self._enough.is_set() or self._stopped.is_set():
            return False
        self._enough.set()
        return True

    @property
    def _is_done(self) -> bool:
        return self._capture.is_complete or self._left == 0

    def _next_batches(self, most: int, seconds: float | None = None) -> tuple[FrameBatch, ...]:
        batches = self._capture.read_batches(most if self._left is None else min(most, self._left), seconds)
        if self._left is not None:
            self._left -= sum(map(len, batches))
        return batches

    def _read(self, post: Post) -> None:
        try:
            while not self._stopped.is_set():
                batches = self._next_batches(BATCH_FRAMES, BATCH_SECONDS)
                if self._stopped.is_set():
                    return
                post(RowsAdded(lambda batches=batches: self._capture.append(batches)))  # type: ignore[misc]
                post(CaptureStateChanged(self.state))
                if self._is_done or self._enough.is_set():
                    return
        except (RemoraError, OSError) as error:
            post(SourceFailed(str(error)))
