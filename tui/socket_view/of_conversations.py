"""The sockets of this machine that a captured conversation's ends are, beside its packets: what a reader asks by `e`.

For a worker thread: takes one look at the machine, and reads the conversation's packets.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from dissectors.errors import RemoraError
from tui.sockets.entry import Endpoint
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.story.around import around
from tui.sockets.story.opening import opening
from tui.sockets.story.remark import Part, Remark
from tui.sockets.wire.comparison import compare, comparison_part
from tui.sockets.wire.reading import WireReader

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.sockets.entry import Protocol
    from tui.sockets.snapshot import Source
    from tui.sockets.wire.finding import Transport

TITLE: Final = "The kernel of this machine"
NONE: Final = "It has no socket with these two ends now: it has closed, or is on another machine."
_KINDS: Final[dict[Transport, tuple[Protocol, ...]]] = {"tcp": ("tcp",), "udp": ("udp", "udplite")}


def kernel_parts(table: PacketTable, protocol: Transport, stream: int, open_source: Callable[[], Source]) -> list[Part]:
    """What the kernel knows of both ends of a conversation, each beside the packets; what went wrong, where it did."""
    try:
        return _parts(table, protocol, stream, open_source)
    except (RemoraError, OSError) as error:
        return [
            Part(TITLE, (Remark(f"It cannot be asked: {getattr(error, 'strerror', None) or error}.", "", "warning"),))
        ]


def _parts(table: PacketTable, protocol: Transport, stream: int, open_source: Callable[[], Source]) -> list[Part]:
    sender, receiver = _ends(table, protocol, stream)
    with open_source() as source:
        snapshot = source.take(_KINDS[protocol], with_details=True)
    found = [
        (entry, local, remote)
        for local, remote in ((sender, receiver), (receiver, sender))
        if (entry := _socket_of(snapshot.sockets, local, remote)) is not None
    ]
    if not found:
        return [Part(TITLE, (Remark(NONE),))]
    reader = WireReader(table, protocol, stream, sender, receiver)
    reader.read()
    parts = []
    for entry, local, _ in found:
        near, wire = around(entry, snapshot.sockets), reader.told(local)
        said = Part(f"{TITLE}: {local}", (Remark(opening(entry, near)),))
        if wire is None:
            parts.append(said)
            continue
        told = comparison_part(compare(entry.socket, wire, snapshot.time_ns, near))
        parts.append(Part(said.title, (*said.remarks, *told.remarks)))
    return parts


def _ends(table: PacketTable, protocol: Transport, stream: int) -> tuple[Endpoint, Endpoint]:
    """Who sent the first packet, and to whom."""
    _, sender, receiver, _ = next(table.index.streams.opened[protocol].since(stream).records())
    return Endpoint(*sender), Endpoint(*receiver)


def _socket_of(sockets: tuple[OwnedSocket, ...], local: Endpoint, remote: Endpoint) -> OwnedSocket | None:
    """The one between two ends; where UDP has none, the one that gets all that comes to the port."""
    waiting = None
    for entry in sockets:
        one = entry.socket
        if one.local is None or one.local.port != local.port:
            continue
        if one.remote is not None:
            if one.local.on_the_wire == local and one.remote.on_the_wire == remote:
                return entry
        elif one.protocol != "tcp" and (one.local.on_the_wire == local or one.local.is_any):
            waiting = entry
    return waiting
