"""One live capture as a screen or a command sees it: started, stopped, started again, changed, saved.

Frames go from the broker to growing files; `LiveCapture.capture` reads them as one. What happens is told by events,
from the threads in which it happens: post them on, handle them elsewhere.
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Literal

from dissectors.capture_file import MergedCapture
from dissectors.processes.attributions import Attributions
from tui.capture.channel import Message
from tui.capture.client import BrokerClient
from tui.capture.destination import Destination, GrowingFile, check_target
from tui.capture.events import (
    Counted,
    Event,
    Failed,
    Rotated,
    Started,
    Statistics,
    Stopped,
)
from tui.capture.kept_frames import KeptFrames
from tui.capture.limits import Limits, Ring
from tui.capture.pipe import PipeCopy
from tui.capture.rotation import Rotation
from tui.capture.sentences import sentence
from tui.capture.source import SNAPLEN, EngineError, Request
from tui.capture.track import Plan, Track, total

State = Literal["idle", "starting", "running", "stopping", "stopped"]

_GOOD_ENDS = ("asked", "packets", "bytes", "duration", "files", "end")
_TICK_SECONDS = 0.02


class LiveCapture:
    """Made idle; `broker` None: one is started with the first interface. `folder` is where temporary captures live."""

    def __init__(
        self,
        broker: BrokerClient | None = None,
        on_event: Callable[[Event], None] | None = None,
        folder: Path | None = None,
    ) -> None:
        self.state: State = "idle"
        self.capture = MergedCapture()
        self.plan = Plan(())
        self._broker = broker
        self._on_event = on_event or (lambda event: None)
        self._folder = folder
        self._kept = KeptFrames(Destination(None, folder))
        self._tracks: list[Track] = []
        self._errors: list[str] = []
        self._lock = threading.RLock()
        self._depth = 0
        self._outbox: list[Event] = []
        """Told when the lock is free again, so that a listener may wait for its own thread."""
        self._stopped = threading.Event()
        self._stopped.set()
        self._then: Callable[[], None] | None = None
        """What follows when everything has stopped: a restart."""
        self._reason: tuple[str, str] = ("asked", "")
        self._limits = Limits()
        self._rotation: Rotation | None = None
        self._pipe: PipeCopy | None = None
        self._began: float | None = None
        """When the first interface of the present run was being captured."""
        self._group = 0

    # What it is doing -------------------------------------------------------------------------------------

    @property
    def engine(self) -> str:
        """The engine at work, several joined by "+"; "" before the first start."""
        return "+".join(sorted({track.engine for track in self._tracks if track.engine}))

    @property
    def interfaces(self) -> tuple[str, ...]:
        """What is captured, or was until it was stopped."""
        return self.plan.interfaces

    @property
    def files(self) -> tuple[Path, ...]:
        """The growing files, in the order in which they were begun."""
        return tuple(file.path for file in self._kept.files)

    @property
    def file(self) -> Path | None:
        """What to show as the place of the capture: the named file, else the temporary file or folder."""
        return self._kept.place

    @property
    def errors(self) -> tuple[str, ...]:
        """Sentences about what failed since the capture began."""
        return tuple(self._errors)

    @property
    def is_temporary(self) -> bool:
        """No name was given: quitting has to ask unless `is_saved`."""
        return self._kept.is_temporary

    @property
    def is_saved(self) -> bool:
        """Nothing would be lost by leaving: all of it is in a file with a name, or there is nothing."""
        return self._kept.is_saved

    @property
    def has_begun(self) -> bool:
        """A capture ran, were it without a packet: not so if its filter or every interface was refused."""
        return self._pipe is not None or any(track.link_type is not None for track in self._tracks)

    @property
    def attributions(self) -> Attributions | None:
        """Whose the packets are, to be written where they are saved as pcapng; whoever watches processes sets it."""
        return self._kept.attributions

    @attributions.setter
    def attributions(self, attributions: Attributions | None) -> None:
        self._kept.attributions = attributions

    def statistics(self) -> Statistics:
        """Counts since the capture began, over all stops and starts."""
        with self._changing():
            if self._pipe is not None:
                return Statistics(len(self.capture.frames), None, ())
            return total(self._tracks)

    # Commands ---------------------------------------------------------------------------------------------

    def start(
        self,
        interfaces: Sequence[str],
        *,
        capture_filter: str = "",
        file: str | os.PathLike[str] | None = None,
        engine: str = "auto",
        snaplen: int = SNAPLEN,
        promiscuous: bool = True,
        limits: Limits | None = None,
        ring: Ring | None = None,
    ) -> None:
        """Begin a new capture; returns at once, events tell the rest. An earlier one is closed first.

        Raises ValueError for a ring without a file, or without an interface; EngineError if no file or no broker
        can be had, or `file` is there and is no capture. Everything else (no permission, unknown interface, bad
        filter) comes as `Failed`.
        """
        if not interfaces:
            raise ValueError("no interface was named")
        if ring is not None and file is None:
            raise ValueError("a ring of files needs a name: -w")
        named = None if file is None else Path(file)
        if named is not None and ring is None:
            check_target(named)
        self.close()
        with self._changing():
            self._reset(Destination(named, self._folder, is_ring=ring is not None))
            self.plan = Plan(tuple(dict.fromkeys(interfaces)), capture_filter, engine, snaplen, promiscuous)
            self._limits = limits or Limits()
            if ring is not None:
                self._rotation = Rotation(ring, self._kept.destination, self._limits.files)
            self._launch()

    def start_pipe(self, descriptor: int, *, file: str | os.PathLike[str] | None = None) -> None:
        """Begin a new capture from a descriptor that delivers pcap or pcapng; it is closed at the end.

        Raises EngineError if no file can be made.
        """
        self.close()
        with self._changing():
            self._reset(Destination(None if file is None else Path(file), self._folder))
            self.plan = Plan(("pipe",))
            path, output = self._kept.destination.open("pipe", may_be_direct=False)
            self._add_file(path, None)
            self._pipe = PipeCopy(descriptor, output, self._pipe_ended)
            self.state = "running"
            self._stopped.clear()
            self._pipe.start()

    def stop(self) -> None:
        """End the capture; frames on the wire before this call are still written. `Stopped` follows."""
        self._stop("asked", "")

    def restart(self) -> None:
        """Go on with the same capture after a stop, in the same files where possible.

        Raises EngineError if the broker is gone, or a pipe would be to be read again.
        """
        with self._changing():
            if self._pipe is not None:
                raise EngineError("bad-command", "a pipe cannot be read again")
            if self.state == "stopping":
                self._then = self._launch
            elif self.state == "stopped":
                self._launch()

    def change(self, interfaces: Sequence[str] | None = None, capture_filter: str | None = None) -> None:
        """Go on with the same capture on other interfaces or with another filter; starts it if it was stopped."""
        with self._changing():
            if interfaces:
                self.plan = replace(self.plan, interfaces=tuple(dict.fromkeys(interfaces)))
            if capture_filter is not None:
                self.plan = replace(self.plan, capture_filter=capture_filter)
            if self.state in ("starting", "running", "stopping"):
                self._then = self._launch
                self.stop()
            else:
                self._launch()

    def wait_stopped(self, timeout_seconds: float | None = None) -> bool:
        """Wait until nothing is captured any more; False if that takes longer."""
        return self._stopped.wait(timeout_seconds)

    def save(self, path: str | os.PathLike[str], *, overwrite: bool = False) -> int:
        """Write all frames so far into one file, by its name pcap or pcapng; how many. Raises CaptureFileError."""
        return self._kept.save(Path(path), self.capture.drops, overwrite=overwrite)

    def keep(self) -> Path | None:
        """Leave a temporary capture where it is, for `temporary.recovered`; where that is."""
        place = self.file
        self._end()
        self._kept.destination.keep()
        return place

    def discard(self) -> None:
        """End and delete a temporary capture; a named file stays."""
        self._end()
        self._kept.destination.remove()

    def close(self) -> Path | None:
        """End the capture and write the named file if that is still to do; the place of the frames.

        A temporary capture that was not saved is kept; one that never began leaves nothing, and the named file as it
        was: None. Raises CaptureFileError if the file cannot be written.
        """
        self._end()
        if self.state == "idle":
            return None
        if not self.has_begun:
            self._kept.destination.give_up()
            return None
        return self._kept.finish(self.capture.drops)

    # The course of a capture ------------------------------------------------------------------------------

    def _reset(self, destination: Destination) -> None:
        self.capture = MergedCapture()
        destination.attributions = self.attributions
        self._kept = KeptFrames(destination)
        self._tracks, self._errors = [], []
        self._rotation = self._pipe = self._then = None
        self._limits = Limits()

    def _launch(self) -> None:
        """Start every interface of the plan, appending where it was captured before. Holds the lock."""
        self._then = None
        if self._broker is None:
            self._broker = BrokerClient.spawn()
        self.state, self._reason = "starting", ("asked", "")
        self._stopped.clear()
        self._began = None
        self._group += 1
        left = None
        if self._limits.packets is not None:
            left = self._limits.packets - self.statistics().captured
        for interface in self.plan.interfaces:
            try:
                track, descriptor = self._track(interface)
            except EngineError as error:
                self._fail(interface, error.code, error.text)
                continue
            try:
                track.number = self._broker.start(
                    Request(interface, self.plan.capture_filter, self.plan.snaplen, self.plan.promiscuous),
                    descriptor,
                    partial(self._heard, track),
                    engine=self.plan.engine,
                    packets=left if left is not None and left > 0 else None,
                    most_bytes=self._limits.size_bytes,
                    group=self._group,
                )
            except EngineError as error:
                self._fail(interface, error.code, error.text)
            finally:
                os.close(descriptor)
        if self._limits.duration_seconds is not None or self._rotation is not None:
            threading.Thread(target=self._watch, args=(self._group,), name="capture limits", daemon=True).start()
        self._settle()

    def _track(self, interface: str) -> tuple[Track, int]:
        """The track that an interface goes on in, or a new one, with its open file."""
        for track in self._tracks:
            if track.interface == interface and track.can_go_on and track.number is None:
                return track, self._kept.destination.reopen(track.path)
        direct = len(self.plan.interfaces) == 1 and not self._tracks
        path, descriptor = self._kept.destination.open(interface, may_be_direct=direct)
        track = Track(interface, path)
        self._tracks.append(track)
        self._add_file(path, interface)
        return track, descriptor

    def _add_file(self, path: Path, interface: str | None) -> None:
        self._kept.files.append(GrowingFile(path, interface))
        self.capture.add(path, interface)

    def _heard(self, track: Track, message: Message) -> None:
        """A word of the broker about one interface; in the client's thread."""
        event = message.get("event")
        with self._changing():
            captured, dropped = message.get("captured"), message.get("dropped")
            if isinstance(captured, int):
                track.captured = captured
            if isinstance(dropped, int):
                track.dropped = dropped
                counts = self.statistics().interfaces
                self.capture.drops = {one.interface: one.dropped for one in counts if one.dropped is not None}
            if event == "started":
                track.engine, track.link_type = str(message["engine"]), int(str(message["link_type"]))
                if self.state == "starting":
                    self.state, self._began = "running", time.monotonic()
                self._tell(Started(track.interface, track.engine, track.link_type))
                if self._rotation is not None:
                    self._rotation.prepare(self._broker, track.number, len(self.plan.interfaces) == 1)
            elif event == "switched":
                self._switched(track)
            elif event in ("stopped", "error"):
                self._track_ended(track, str(message.get("code")), str(message.get("text", "")))
            if event in ("statistics", "stopped"):
                self._tell(Counted(self.statistics()))
            self._settle()

    def _track_ended(self, track: Track, code: str, text: str) -> None:
        track.number = None
        track.can_go_on = track.can_go_on and code != "broker-gone"
        track.settle()
        if code in _GOOD_ENDS:
            if code != "asked":
                self._reason = (code, text)
            return
        self._fail(track.interface, code, text)

    def _fail(self, interface: str, code: str, text: str) -> None:
        captured = max(self.statistics().captured, len(self.capture.frames))
        told = sentence(code, text, interface, captured=captured, file=str(self.file or ""))
        if told not in self._errors:
            self._errors.append(told)
        self._reason = (code, told)
        self._tell(Failed(interface, code, told))

    def _settle(self) -> None:
        """Notice that nothing runs any more."""
        if self.state in ("idle", "stopped") or any(track.number is not None for track in self._tracks):
            return
        self.state = "stopped"
        if self._rotation is not None:
            self._rotation.end()
        if self._then is not None:
            self._then()
            return
        self._tell(Stopped(*self._reason))

    def _stop(self, reason: str, text: str) -> None:
        with self._changing():
            if self.state not in ("starting", "running"):
                return
            self.state, self._reason = "stopping", (reason, text)
            if self._pipe is not None:
                self._pipe.stop()
                return
            for track in self._tracks:
                if track.number is not None and self._broker is not None:
                    try:
                        self._broker.stop(track.number)
                    except EngineError as error:
                        self._track_ended(track, error.code, error.text)
            self._settle()

    def _end(self) -> None:
        """Stop for good and wait for it."""
        with self._changing():
            self._then = None
        self.stop()
        self.wait_stopped(5.0)

    def _watch(self, group: int) -> None:
        """Look at the clock while a capture with a duration or a ring runs; a thread of its own."""
        while not self._stopped.wait(_TICK_SECONDS):
            with self._changing():
                if group != self._group or self.state in ("stopping", "stopped"):
                    return
                limit, began = self._limits.duration_seconds, self._began
                if limit is not None and began is not None and time.monotonic() - began >= limit:
                    self._stop("duration", "the time asked for is over")
                elif self._rotation is not None and self._broker is not None:
                    running = [track for track in self._tracks if track.number is not None]
                    if self._rotation.is_due([track.path for track in running], self.statistics().captured):
                        self._rotation.switch_all(self._broker, [(t.number, t.interface) for t in running])

    def _switched(self, track: Track) -> None:
        """An interface goes on in the next file of the ring."""
        rotation = self._rotation
        if rotation is None or track.number is None:
            return
        track.path = rotation.switched(track.number, GrowingFile(track.path, track.interface))
        if not rotation.is_whole:
            return
        finished = rotation.finish(self.statistics().captured)
        if finished.error:
            self._kept.destination.keep()
            self._fail(track.interface, "bad-output", finished.error)
        if rotation.is_used_up:
            for running in self._tracks:
                running.can_go_on = False
                rotation.drop_at_end(running.path)
            self._kept.files = [GrowingFile(finished.file, None)]
            self._stop("files", "the number of files asked for is reached")
            return
        self.capture = MergedCapture()
        self._kept.files = []
        for running in self._tracks:
            self._add_file(running.path, running.interface)
        self._tell(Rotated(finished.file, finished.deleted))
        rotation.prepare(self._broker, track.number, len(self.plan.interfaces) == 1)

    def _pipe_ended(self, code: str, text: str) -> None:
        """The pipe's thread has read the last byte."""
        with self._changing():
            if code not in _GOOD_ENDS:
                self._fail("pipe", code, text)
            elif self.state != "stopping":
                self._reason = (code, text)
            self.state = "stopped"
            self._tell(Stopped(*self._reason))

    @contextmanager
    def _changing(self) -> Iterator[None]:
        """Hold the lock; tell what happened after letting it go."""
        with self._lock:
            self._depth += 1
            try:
                yield
            finally:
                self._depth -= 1
                told: list[Event] = []
                if self._depth == 0:
                    told, self._outbox = self._outbox, []
        for event in told:
            self._on_event(event)
            if isinstance(event, Stopped) and self.state == "stopped":
                self._stopped.set()

    def _tell(self, event: Event) -> None:
        self._outbox.append(event)
