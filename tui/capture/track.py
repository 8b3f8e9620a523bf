"""What a live capture is to capture, and how far each interface has come; its session changes it under its lock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from tui.capture.events import InterfaceCount, Statistics
from tui.capture.source import SNAPLEN


@dataclass
class Track:
    """One interface and the file that its frames go to."""

    interface: str
    path: Path
    number: int | None = None
    """Under which the broker runs it; None: it does not run."""
    engine: str = ""
    link_type: int | None = None
    can_go_on: bool = True
    """The file ended on a whole frame, so that a restart may append to it."""
    captured_before: int = 0
    dropped_before: int = 0
    captured: int = 0
    """In the present run; runs before it are in `captured_before`."""
    dropped: int | None = None

    def settle(self) -> None:
        """The run is over: its counts become earlier ones."""
        self.captured_before += self.captured
        self.dropped_before += self.dropped or 0
        self.captured = 0
        self.dropped = None if self.dropped is None else 0

    def count(self) -> InterfaceCount:
        dropped = None if self.dropped is None else self.dropped_before + self.dropped
        return InterfaceCount(self.interface, self.captured_before + self.captured, dropped)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be captured."""

    interfaces: tuple[str, ...]
    capture_filter: str = ""
    engine: str = "auto"
    snaplen: int = SNAPLEN
    promiscuous: bool = True


def total(tracks: Iterable[Track]) -> Statistics:
    """The sum over all tracks, those of one interface together."""
    merged: dict[str, InterfaceCount] = {}
    for count in (track.count() for track in tracks):
        old = merged.get(count.interface)
        if old is not None:
            count = replace(count, captured=old.captured + count.captured, dropped=_sum((old.dropped, count.dropped)))
        merged[count.interface] = count
    counts = tuple(merged.values())
    return Statistics(sum(count.captured for count in counts), _sum(count.dropped for count in counts), counts)


def _sum(numbers: Iterable[int | None]) -> int | None:
    """Of those that are known; None if none is."""
    known = [number for number in numbers if number is not None]
    return sum(known) if known else None
