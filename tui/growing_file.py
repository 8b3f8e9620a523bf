"""A capture file that another program is writing, as a source of packets for the packets screen."""

from __future__ import annotations

from dissectors.capture_file import CaptureFile
from tui.capture.follower import Batch, Follower
from tui.loading import FIRST_FRAMES, Post
from tui.messages import CaptureState, CaptureStateChanged, Mode, RowsAdded, SourceFailed


class GrowingFileSource:
    """Reads what is there and goes on reading what is added."""

    def __init__(self, capture: CaptureFile, title: str) -> None:
        """The first frames are read here. Raises CaptureFileError."""
        self._capture = capture
        self._title = title
        self._post: Post | None = None
        self._is_broken = False
        self._follower = Follower(capture, self._deliver)
        capture.append(capture.read_batches(FIRST_FRAMES))

    @property
    def state(self) -> CaptureState:
        notice = self._capture.notice
        told = notice.message if notice is not None else ""
        mode: Mode = "saved" if self._is_broken else "live"
        return CaptureState(self._title, mode, None, self._capture.dropped, notice=told)

    def start(self, post: Post) -> None:
        self._post = post
        post(CaptureStateChanged(self.state))
        self._follower.start()

    def stop(self) -> None:
        """Read no more; when it returns, nothing will be posted any more."""
        self._post = None
        self._follower.abandon()

    def stop_reading(self) -> bool:
        """It is read for as long as it grows."""
        return False

    def _deliver(self, batch: Batch) -> None:
        """In the follower's thread."""
        post = self._post
        if post is None:
            return
        if batch.error is not None:
            self._is_broken = True
            post(SourceFailed(batch.error))
        post(RowsAdded(lambda: self._capture.append(batch.frames)))
        post(CaptureStateChanged(self.state))
