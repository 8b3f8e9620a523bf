"""What can be seen of a socket now, and where more of it can be captured: found out in a worker thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from tui.socket_view.capture import interface_of
from tui.socket_view.captured import has_packets, stream_of_socket
from tui.socket_view.packets import packets_filter

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.streams.following.follow import Followed
    from tui.capture.interfaces import Interface
    from tui.capture.permission import Permission
    from tui.sockets.entry import Socket

Aim = Literal["packets", "follow", "ladder", "graph"]
"""What the user wants to see of a socket."""


class Capturing(Protocol):
    """What is asked of the machine."""

    def interfaces(self) -> Sequence[Interface]: ...
    def permission(self) -> Permission: ...


@dataclass(frozen=True, slots=True)
class Prospect:
    """Of one socket."""

    aim: Aim
    expression: str
    """The display filter for its packets."""
    interface: str
    """Where its packets pass."""
    is_captured: bool
    """The open capture has packets of it."""
    stream: tuple[Followed, int] | None
    """Its conversation there; None where there is none, or only packets are wanted."""
    permission: Permission | None
    """To begin a capture; None where there is no need of one."""


def look_for(one: Socket, aim: Aim, table: PacketTable | None, machine: Capturing) -> Prospect:
    """Find it out; `table` is the open capture's. Raises NoPackets, CaptureFileError, OSError."""
    expression = packets_filter(one)
    stream = stream_of_socket(table, one) if table is not None and aim != "packets" else None
    is_captured = stream is not None or (table is not None and has_packets(table, expression))
    interface = interface_of(one, machine.interfaces())
    permission = None if is_captured else machine.permission()
    return Prospect(aim, expression, interface, is_captured, stream, permission)
