"""How a socket is told to a person, on the screen and in print: its kind, its two ends, its queues, whose it is.

What comes from other programs is not yet safe for a terminal.
"""

from __future__ import annotations

import socket
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from dissectors.names.ethertypes import ETHERTYPES
from dissectors.names.ip_protocols import IP_PROTOCOLS
from dissectors.names.services import FIRST_EPHEMERAL, service_name
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.processes import Process
from tui.sockets.snapshot import OwnedSocket
from tui.sockets.users import user_name
from tui.time_format import NO_TIME

NO_NAME: Final = "(no name)"
"""In place of a process's name that is empty, or blanks: a process may call itself so (prctl(2), PR_SET_NAME)."""
MOST_OWNERS: Final = 3
"""That are named; of others it is told how many there are."""
_EVERY_FRAME: Final = 3
"""ETH_P_ALL: a packet socket that gets every frame."""


def protocol_words(one: Socket) -> str:
    """tcp, udp, raw, unix-stream, packet-raw."""
    return f"{one.protocol}-{one.kind}" if one.kind else one.protocol


def local_words(one: Socket, *, numeric: bool) -> str:
    """Where it stands: `ip:port`, `[ip]:port`, a path; of an unnamed unix socket its inode."""
    if one.protocol == "unix":
        return one.path or (f"#{one.inode}" if one.inode else NO_TIME)
    if one.protocol == "packet":
        return f"{_frames(one, numeric)} on {interface_name(one) or 'any'}"
    return _end(one, one.local, numeric)


def remote_words(one: Socket, paths: Mapping[int, str], *, numeric: bool) -> str:
    """Its peer; `paths` are those of unix sockets by their inodes."""
    if one.protocol == "unix" and one.peer_inode:
        return paths.get(one.peer_inode) or f"#{one.peer_inode}"
    return _end(one, one.remote, numeric) if one.remote is not None else NO_TIME


def queue_words(one: Socket) -> tuple[str, str]:
    """Bytes to be read and to be sent; of a listener `waiting/backlog`, in connections, and nothing."""
    if one.receive_queue is None:
        return NO_TIME, NO_TIME
    if one.is_listening:
        return f"{one.receive_queue}/{NO_TIME if one.send_queue is None else one.send_queue}", NO_TIME
    return str(one.receive_queue), NO_TIME if one.send_queue is None else str(one.send_queue)


def user_words(found: OwnedSocket) -> str:
    """The socket's user; where that is not told, its first process's."""
    uid = found.socket.uid
    if uid is None and found.owners:
        uid = found.owners[0].process.uid
    return NO_TIME if uid is None or uid < 0 else user_name(uid)


def pid_words(found: OwnedSocket) -> str:
    """The first process's number."""
    return str(found.owners[0].process.pid) if found.owners else NO_TIME


def name_words(process: Process) -> str:
    """A process's short name."""
    return process.name if process.name and not process.name.isspace() else NO_NAME


def process_words(found: OwnedSocket) -> str:
    """The first process's name, and the others with their numbers; why none is known, where none is."""
    if not found.owners:
        return f"({found.unknown})" if found.unknown else NO_TIME
    first, *others = (owner.process for owner in found.owners)
    named = [name_words(first), *(f"{name_words(other)} {other.pid}" for other in others[: MOST_OWNERS - 1])]
    more = len(found.owners) - MOST_OWNERS
    return ", ".join(named) + (f" and {more} more" if more > 0 else "")


def interface_name(one: Socket) -> str:
    """The interface it is bound to; its number where it has no name here, empty for none."""
    if not one.interface:
        return ""
    return f"#{one.interface}" if one.namespace else _interface_name(one.interface)


@lru_cache(maxsize=1024)
def _interface_name(index: int) -> str:
    try:
        return socket.if_indextoname(index)
    except (OSError, OverflowError):
        return f"#{index}"


def _frames(one: Socket, numeric: bool) -> str:
    if one.raw_protocol in (0, _EVERY_FRAME):
        return "no frames" if not one.raw_protocol else "all frames"
    name = None if numeric else ETHERTYPES.get(one.raw_protocol)
    return name or f"0x{one.raw_protocol:04x}"


def _end(one: Socket, end: Endpoint | None, numeric: bool) -> str:
    if end is None:
        return NO_TIME
    address = end.address
    if one.interface and (end == one.local or address.startswith("fe80:")):
        address = f"{address}%{interface_name(one)}"
    if ":" in end.address:
        address = f"[{address}]"
    return f"{address}:{_port(one, end, numeric)}"


def _port(one: Socket, end: Endpoint, numeric: bool) -> str:
    if one.protocol == "raw":
        name = None if numeric else IP_PROTOCOLS.get(one.raw_protocol)
        return (name or str(one.raw_protocol)).lower() if end == one.local else "*"
    if not end.port:
        return "*"
    if numeric or (end.port >= FIRST_EPHEMERAL and not one.is_listening):
        return str(end.port)
    transport = "udp" if one.protocol == "udplite" else one.protocol
    return service_name(end.port, transport) or str(end.port)
