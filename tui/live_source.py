"""A live capture as a source of packets for the packets screen: rows, counters, and what went wrong as sentences.

The capture's threads and the follower's only post messages; the screen's thread appends. Textual's messages are
imported when the screen asks for them: the capture runs before there is a screen.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from tui.capture.client import BrokerClient
from tui.capture.events import Event, Failed, Rotated, Started, Stopped
from tui.capture.follower import Batch, Follower
from tui.capture.limits import Limits, Ring
from tui.capture.session import LiveCapture
from tui.capture.source import SNAPLEN

if TYPE_CHECKING:
    from dissectors.capture_file import MergedCapture
    from tui.loading import Post
    from tui.messages import CaptureState, Mode

_WAIT_SECONDS = 0.1
"""How often a thread that waits for the screen looks whether it has been told to end."""
PIPE_TITLE = "standard input"


@dataclass(frozen=True, slots=True)
class CaptureOptions:
    """What a capture is asked for, besides where and what."""

    file: str | None = None
    """None: a temporary file."""
    engine: str = "auto"
    snaplen: int = SNAPLEN
    promiscuous: bool = True
    limits: Limits = field(default_factory=Limits)
    ring: Ring | None = None


class LiveSource:
    """One live capture. Ends with the screen; what becomes of its packets is decided by `live`."""

    def __init__(self, broker: BrokerClient | None = None, folder: Path | None = None) -> None:
        """Without a broker one is started with the first capture. `folder` is where temporary captures live."""
        self.live = LiveCapture(broker, self._heard, folder)
        self.title = ""
        self.options = CaptureOptions()
        self.saved_in: Path | None = None
        """Where all of it was saved last."""
        self.is_disposable = False
        """It can be made again: nobody is asked before it is thrown away."""
        self.started = threading.Event()
        """Set when the first interface is being captured, or nothing will be."""
        self._post: Post | None = None
        self._feed: _Feed | None = None
        self._failures: list[str] = []

    # What the screen asks.

    @property
    def capture(self) -> MergedCapture:
        return self.live.capture

    @property
    def is_pipe(self) -> bool:
        return self.title == PIPE_TITLE

    @property
    def is_running(self) -> bool:
        return self.live.state in ("starting", "running")

    @property
    def state(self) -> CaptureState:
        from tui.messages import CaptureState

        modes: dict[str, Mode] = {
            "idle": "starting",
            "starting": "starting",
            "running": "live",
            "stopping": "live",
            "stopped": "stopped",
        }
        live = self.live
        counted = live.statistics()
        captured = None if self.is_pipe else counted.captured
        return CaptureState(
            self.title,
            modes[live.state],
            captured,
            counted.dropped,
            engine=live.engine,
            capture_filter=live.plan.capture_filter,
        )

    def start(self, post: Post) -> None:
        """Hand packets to a screen from now on."""
        self._post = post
        self.follow()
        self._tell_state()
        for sentence in self._failures:
            self._tell_failure(sentence)

    def stop_reading(self) -> bool:
        """Nothing was there before it."""
        return False

    def stop(self) -> None:
        """Hand out no more; the capture itself goes on until it is told to stop."""
        self._post = None
        if self._feed is not None:
            self._feed.end()
            self._feed = None

    def finish_reading(self) -> None:
        """Hand out what is in the file by now; `post` is called before this returns."""
        if self._feed is not None:
            self._feed.finish()

    def follow(self) -> None:
        """Read on in the capture as it is now: the screen calls it again when a capture is replaced by the next."""
        if self._feed is not None:
            self._feed.end()
        self._feed = _Feed(self.live.capture, self._send_rows, self._tell_failure)

    # What the user asks.

    def begin(self, interfaces: Sequence[str], capture_filter: str, options: CaptureOptions) -> None:
        """Start a new capture. Raises EngineError or ValueError as `LiveCapture.start` does."""
        self.title = ", ".join(interfaces)
        self.options = options
        self.live.start(
            interfaces,
            capture_filter=capture_filter,
            file=options.file,
            engine=options.engine,
            snaplen=options.snaplen,
            promiscuous=options.promiscuous,
            limits=options.limits,
            ring=options.ring,
        )

    def begin_pipe(self, descriptor: int, file: str | None = None) -> None:
        """Start a new capture from what a descriptor delivers. Raises EngineError."""
        self.title = PIPE_TITLE
        self.live.start_pipe(descriptor, file=file)
        self.started.set()

    def toggle(self) -> None:
        """Stop the capture, or go on with it. Raises EngineError where it cannot go on."""
        if self.is_running:
            self.live.stop()
        else:
            self.live.restart()
        self._tell_state()

    def change(self, interfaces: Sequence[str], capture_filter: str) -> None:
        """Go on with the same capture elsewhere. Raises EngineError."""
        self.title = ", ".join(interfaces)
        self.live.change(interfaces, capture_filter)
        self._tell_state()

    # From threads of the capture and of the follower.

    def _heard(self, event: Event) -> None:
        if isinstance(event, Failed):
            self._failures.append(event.text)
            self._tell_failure(event.text)
        elif isinstance(event, Rotated):
            self._send_replaced()
        if isinstance(event, Started | Failed | Stopped):
            self.started.set()
        self._tell_state()

    def _send_rows(self, append: Callable[[], None]) -> None:
        from tui.messages import RowsAdded

        if self._post is not None:
            self._post(RowsAdded(append))

    def _send_replaced(self) -> None:
        from tui.messages import CaptureReplaced

        if self._post is not None:
            self._post(CaptureReplaced(self.live.capture))

    def _tell_state(self) -> None:
        if self._post is not None:
            from tui.messages import CaptureStateChanged

            self._post(CaptureStateChanged(self.state))

    def _tell_failure(self, sentence: str) -> None:
        if self._post is not None:
            from tui.messages import SourceFailed

            self._post(SourceFailed(sentence))


class _Feed:
    """Follows one capture; one batch at a time, so that where the screen is slower the next batch is a larger one."""

    def __init__(
        self,
        capture: MergedCapture,
        send: Callable[[Callable[[], None]], None],
        tell_failure: Callable[[str], None],
    ) -> None:
        self._capture = capture
        self._send = send
        self._tell_failure = tell_failure
        self._taken = threading.Event()
        self._taken.set()
        self._ended = threading.Event()
        self._follower = Follower(capture, self._deliver)
        self._follower.start()

    def finish(self) -> None:
        """Read to the end of what there is, and end."""
        self._follower.stop()

    def end(self) -> None:
        self._ended.set()
        self._follower.abandon()

    def _deliver(self, batch: Batch) -> None:
        while not self._taken.wait(_WAIT_SECONDS):
            if self._ended.is_set():
                return
        if self._ended.is_set():
            return
        self._taken.clear()
        if batch.error is not None:
            self._tell_failure(batch.error)
        self._send(lambda: self._append(batch))

    def _append(self, batch: Batch) -> None:
        """In the screen's thread."""
        self._capture.append(batch.frames)
        self._taken.set()
