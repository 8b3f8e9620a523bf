"""What the command line asks of the viewer: a saved capture, a growing one, or interfaces to capture on."""

from __future__ import annotations

from dataclasses import dataclass, field

from tui.decoding import Decoding


@dataclass(frozen=True, slots=True)
class ViewerRequest:
    """Neither a file nor an interface: the start screen, or the sockets."""

    file: str | None = None
    """A capture file; "-" is standard input."""
    interfaces: tuple[str, ...] = ()
    capture_filter: str = ""
    display_filter: str = ""
    save_to: str | None = None
    """Where a live capture is written; None: to a temporary file."""
    tail: bool = False
    """The file is being written: go on reading it."""
    engine: str = "auto"
    network_namespace: str | None = None
    packet_count: int | None = None
    """Packets to read or capture; None is no limit."""
    stop_conditions: tuple[str, ...] = ()
    """As given to -a: duration:S, filesize:K, ..."""
    ring_conditions: tuple[str, ...] = ()
    """As given to -b."""
    snaplen: int | None = None
    """Bytes kept of a frame; None: all that fit."""
    promiscuous: bool = True
    shows_sockets: bool = False
    """Begin with the sockets of this machine."""
    decoding: Decoding = field(default_factory=Decoding)

    @property
    def is_live(self) -> bool:
        return bool(self.interfaces)
