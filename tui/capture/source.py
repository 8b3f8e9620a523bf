"""What the broker asks of an engine, and the few ways in which one fails. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

ANY = "any"
"""The pseudo interface that hears all the others."""

SNAPLEN = 262144
"""Bytes of a frame that are kept unless asked otherwise, as in tcpdump and dumpcap."""


class EngineError(Exception):
    """A capture cannot start or go on; `code` is one word for programs, the text one sentence for people.

    Codes: no-permission, no-such-interface, interface-down, interface-gone, bad-filter, no-engine, disk-full,
    bad-output, engine-failed, bad-command; ended: an engine that was told to end has.
    """

    def __init__(self, code: str, text: str) -> None:
        super().__init__(text)
        self.code = code
        self.text = text
        self.frames = 0
        """Frames that the failed call still wrote."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a capture on one interface is to be."""

    interface: str
    capture_filter: str = ""
    snaplen: int = SNAPLEN
    promiscuous: bool = True


class Source(Protocol):
    """One running capture on one interface, written to the descriptor that it was made with."""

    engine: str
    link_type: int | None
    """LINKTYPE number of the capture file; None as long as the engine has not said it."""
    drain_seconds: float
    """How long after a stop frames that were on the wire before it may still arrive."""

    def fileno(self) -> int: ...

    def read(self, limit: int) -> int:
        """Write at most `limit` frames that wait, without blocking; how many. Raises EngineError."""
        ...

    def failed(self) -> EngineError | None:
        """Why the descriptor reports an error or a hang-up; None: it is none of the capture's end."""
        ...

    def stop(self) -> None:
        """Ask an engine that is a program of its own to end; others have nothing to do."""
        ...

    def switch(self, descriptor: int) -> None:
        """End the present file and go on in another one; closes the old descriptor."""
        ...

    def written_bytes(self) -> int:
        """Length of the present file."""
        ...

    def dropped(self) -> int | None:
        """Frames the kernel reported as lost since the start; None: the engine cannot tell (yet)."""
        ...

    def close(self) -> None: ...
