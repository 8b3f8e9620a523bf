"""What a live capture tells its screen or command; made in the capture's threads, frozen, handled elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class InterfaceCount:
    """One interface's part of the statistics."""

    interface: str
    captured: int
    dropped: int | None
    """Frames the kernel reported as lost; None: the engine cannot tell, or not yet."""


@dataclass(frozen=True, slots=True)
class Statistics:
    """Since the capture began, stops and starts included."""

    captured: int = 0
    dropped: int | None = None
    """None if no interface's engine can tell."""
    interfaces: tuple[InterfaceCount, ...] = ()


@dataclass(frozen=True, slots=True)
class Started:
    """An interface is being captured."""

    interface: str
    engine: str
    link_type: int
    """LINKTYPE number."""


@dataclass(frozen=True, slots=True)
class Failed:
    """An interface cannot be captured (any more); the frames so far are kept."""

    interface: str
    code: str
    """As in source.EngineError, or broker-gone, pipe-cut, not-a-capture."""
    text: str
    """One sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Counted:
    """The counters have changed."""

    statistics: Statistics


@dataclass(frozen=True, slots=True)
class Rotated:
    """The capture goes on in the next file of a ring; `LiveCapture.capture` is a new one."""

    file: Path
    """The file that is finished now."""
    deleted: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Stopped:
    """Nothing is captured any more: asked for, limit reached, end of the pipe, or everything failed."""

    reason: str
    """asked, packets, bytes, duration, files, end, or a code of Failed."""
    text: str
    """A sentence, "" where the user asked for it."""


Event = Started | Failed | Counted | Rotated | Stopped
