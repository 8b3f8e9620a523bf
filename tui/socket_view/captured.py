"""What a capture has of a socket: whether there are packets of it, and which conversation is its; and the way back,
from a packet to the ends whose sockets are wanted.

Looks through the whole table: for worker threads.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from dissectors.filters import compile_filter
from dissectors.processes.ends import words
from dissectors.streams.following.follow import NoSuchStream, endpoints_in, place_of, stream_of
from tui.socket_view.packets import stream_protocol
from tui.socket_view.wanted import WantedSocket
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.wire.finding import stream_of as stream_between

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.processes.attribution import Attribution
    from dissectors.processes.ends import Ends
    from dissectors.streams.following.follow import Followed
    from dissectors.streams.tables.conversations import Conversation
    from dissectors.streams.tables.conversations import Endpoint as PacketEnd

_STEP_SECONDS: Final = 0.2


def has_packets(table: PacketTable, expression: str) -> bool:
    """Whether a display filter lets any packet pass. Raises CaptureFileError, FilterError."""
    matching = table.matching(compile_filter(expression))
    try:
        while not matching.is_done:
            if len(matching.step(_STEP_SECONDS)):
                return True
    finally:
        matching.close()
    return False


def stream_of_socket(table: PacketTable, one: Socket) -> tuple[Followed, int] | None:
    """The latest conversation between a socket's two ends; None where none was captured. Raises CaptureFileError."""
    protocol = stream_protocol(one)
    stream = stream_between(table, one) if protocol is not None else None
    return None if protocol is None or stream is None else (protocol, stream)


def ends_of_packet(table: PacketTable, row: int) -> WantedSocket:
    """The two ends of the innermost conversation that a row's packet is of.

    Raises NoSuchStream where it is of none, CaptureFileError.
    """
    protocol, number = stream_of(table, row)
    numbered = dict(table.index.streams.of_row(row) or ())
    layers = reversed(table.decode(row).layers)
    start = next(place_of(layer) for layer in layers if not layer.quoted and numbered.get(place_of(layer)) == number)
    source, destination = endpoints_in(table.frame(row), protocol, start)
    return wanted_socket(protocol, source, destination, table.ends(row))


def ends_of_conversation(table: PacketTable, one: Conversation) -> WantedSocket:
    """The two ends of a TCP or UDP conversation. Raises NoSuchStream where it is of another kind."""
    if one.stream is None:
        raise NoSuchStream("only TCP and UDP conversations have sockets")
    protocol: Followed = "tcp" if one.kind == "tcp" else "udp"
    return wanted_socket(protocol, one.a, one.b, table.ends_of(protocol, one.stream))


def wanted_socket(protocol: Followed, a: PacketEnd, b: PacketEnd, ends: Ends) -> WantedSocket:
    """Two ends of packets, and what is known of their processes."""
    sender, receiver = (Endpoint(end.address, end.port or 0) for end in (a, b))
    return WantedSocket(protocol, sender, receiver, _whose(ends))


def _whose(ends: Ends) -> str:
    sides = ((" from ", ends.sender), (" to ", ends.receiver))
    known = [f"{way}{words(end)}{_pid(end)}" for way, end in sides if end is not None and words(end)]
    return f"Its packets went{''.join(known)}." if known else ""


def _pid(end: Attribution) -> str:
    return f" (pid {end.pid})" if end.pid is not None and end.name else ""
