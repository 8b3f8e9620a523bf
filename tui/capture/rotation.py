"""A ring of files (-b): when the next file is due, what it is called, and which old ones go.

With one interface and a pcap name the broker itself changes files at the frame that fills one; with several, or for
pcapng, all change together when the session sees that it is time, and the parts become one file.
"""

from __future__ import annotations

import contextlib
import os
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from dissectors.capture_file import format_for
from dissectors.errors import CaptureFileError
from tui.capture.client import BrokerClient
from tui.capture.destination import Destination, GrowingFile, save_files
from tui.capture.limits import Ring
from tui.capture.source import EngineError


@dataclass(frozen=True, slots=True)
class Finished:
    """A file of the ring that is complete."""

    file: Path
    deleted: tuple[Path, ...]
    error: str = ""
    """Why its parts could not be put together; they are kept then."""


class Rotation:
    """The state of one ring; its session calls it under its lock."""

    def __init__(self, ring: Ring, destination: Destination, most_files: int | None) -> None:
        self._ring = ring
        self._destination = destination
        self._most_files = most_files
        self._standby: dict[int, Path] = {}
        """Broker's number -> the file that it goes on in."""
        self._old: list[GrowingFile] = []
        """Parts of the file that is being finished."""
        self._waiting: set[int] = set()
        """Who has not changed files yet."""
        self._surplus: list[Path] = []
        self._count = 0
        self._captured_before = 0
        self._next_due = 0.0
        self._arm_clock()
        named = destination.named
        self._is_direct = named is not None and format_for(named, []) != "pcapng"

    @property
    def is_whole(self) -> bool:
        """Every interface has changed to its next file."""
        return not self._waiting

    @property
    def is_used_up(self) -> bool:
        """As many files were written as were asked for."""
        return self._most_files is not None and self._count >= self._most_files

    def prepare(self, broker: BrokerClient | None, number: int | None, is_alone: bool) -> None:
        """Hand the broker the next file in advance, if it can change files by itself."""
        if not (is_alone and self._is_direct) or broker is None or number is None:
            return
        path, descriptor = self._destination.open_standby()
        try:
            broker.switch(number, descriptor, at_packets=self._ring.packets, at_bytes=self._ring.size_bytes)
            self._standby[number] = path
        except EngineError:
            path.unlink(missing_ok=True)
        finally:
            os.close(descriptor)

    def is_due(self, paths: Sequence[Path], captured: int) -> bool:
        """True if the clock, or the files together, say that the next file's time has come."""
        if self._waiting or not paths:
            return False
        if time.time() >= self._next_due:
            return True
        if self._standby:
            return False
        if self._ring.packets is not None and captured - self._captured_before >= self._ring.packets:
            return True
        size = 0
        for path in paths:
            with contextlib.suppress(OSError):
                size += path.stat().st_size
        return self._ring.size_bytes is not None and size >= self._ring.size_bytes

    def switch_all(self, broker: BrokerClient, running: Sequence[tuple[int | None, str]]) -> None:
        """Let every interface change to its next file now."""
        self._arm_clock()
        for number, interface in running:
            if number is None:
                continue
            with contextlib.suppress(EngineError):
                if number in self._standby:
                    broker.switch(number, None)
                else:
                    path, descriptor = self._destination.open(interface, may_be_direct=False)
                    try:
                        broker.switch(number, descriptor)
                    finally:
                        os.close(descriptor)
                    self._standby[number] = path
                self._waiting.add(number)

    def switched(self, number: int, old: GrowingFile) -> Path:
        """The broker has changed files; the path of the new one."""
        self._waiting.discard(number)
        self._old.append(old)
        path = self._standby.pop(number)
        if path.name.startswith("."):
            path = self._destination.take_standby(path)
        return path

    def finish(self, captured: int) -> Finished:
        """Complete the file just left, and delete what is more than the ring keeps."""
        self._captured_before = captured
        self._count += 1
        self._arm_clock()
        old, self._old = self._old, []
        ring = self._destination.ring_files
        if old[0].path in ring:
            file = old[0].path
            complete = ring[:-1]
        else:
            file = self._destination.next_ring_name()
            try:
                save_files(old, file, overwrite=True, attributions=self._destination.attributions)
            except CaptureFileError as failure:
                return Finished(file, (), str(failure))
            ring.append(file)
            for part in old:
                part.path.unlink(missing_ok=True)
            complete = ring
        keep = self._ring.keep_files
        deleted = []
        if keep:
            # The file being written counts as one of those that are kept, unless it is one too many.
            present = 0 if self.is_used_up else 1
            for path in complete[: max(0, len(complete) + present - keep)]:
                if path.exists():
                    path.unlink()
                    deleted.append(path)
        return Finished(file, tuple(deleted))

    def drop_at_end(self, path: Path) -> None:
        """A file begun only because the last one asked for was full."""
        self._surplus.append(path)

    def end(self) -> None:
        """The capture has stopped: what was only kept ready goes, and what is one file too many."""
        for path in (*self._standby.values(), *self._surplus):
            path.unlink(missing_ok=True)
        self._destination.ring_files = [p for p in self._destination.ring_files if p not in self._surplus]
        self._surplus = []
        self._standby.clear()
        self._waiting.clear()

    def _arm_clock(self) -> None:
        now = time.time()
        due = [float("inf")]
        if self._ring.duration_seconds is not None:
            due.append(now + self._ring.duration_seconds)
        if self._ring.interval_seconds is not None:
            due.append((now // self._ring.interval_seconds + 1) * self._ring.interval_seconds)
        self._next_due = min(due)
