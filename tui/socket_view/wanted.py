"""The socket that a packet's conversation is of: which of those that were seen, and what to say of it.

A packet names two ends; either, both or neither of them may be on this machine. Pure logic over what was seen.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.sockets.entry import Endpoint, Socket

if TYPE_CHECKING:
    from dissectors.streams.following.follow import Followed
    from tui.sockets.seen import Seen

NANOSECONDS: Final = 1_000_000_000
NONE: Final = "There is no such socket now: it has closed, or is on another machine."
_KINDS: Final = {"tcp": ("tcp",), "udp": ("udp", "udplite")}


@dataclass(frozen=True, slots=True)
class WantedSocket:
    """The two ends of a packet, or of a conversation; addresses as packets have them."""

    protocol: Followed
    sender: Endpoint
    receiver: Endpoint
    whose: str = ""
    """A sentence about the processes that it was of while it was captured; empty where they are not known."""


class Answer(NamedTuple):
    """What was found."""

    seen: Seen | None
    sentence: str = ""
    """What became of the socket, where it is not simply there."""


def find(wanted: WantedSocket, sockets: Iterable[Seen], clock: Callable[[], int] = time.time_ns) -> Answer:
    """The socket of one of the ends: one that is there before one that has closed, the sender's before the other.

    A UDP socket without a peer gets what comes to its port, and is the one. Of TCP it is the listener only where the
    connection itself is gone.
    """
    kinds = _KINDS[wanted.protocol]
    known = [seen for seen in sockets if seen.found.socket.protocol in kinds]
    ends = ((wanted.sender, wanted.receiver), (wanted.receiver, wanted.sender))
    alive = [seen for seen in known if seen.closed_ns is None]
    for local, remote in ends:
        if seen := next((seen for seen in alive if _is_of(seen.found.socket, local, remote)), None):
            return Answer(seen)
    waiting = (next((seen for seen in alive if _waits_at(seen.found.socket, local)), None) for local, _ in ends)
    waiting_one = next((seen for seen in waiting if seen is not None), None)
    if waiting_one is not None and wanted.protocol == "udp":
        return Answer(waiting_one)
    closed = [seen for seen in known if seen.closed_ns is not None]
    for local, remote in ends:
        before = [seen for seen in closed if _is_of(seen.found.socket, local, remote)]
        if wanted.protocol == "udp":
            before += [seen for seen in closed if _waits_at(seen.found.socket, local)]
        if before:
            latest = max(before, key=lambda seen: seen.closed_ns or 0)
            return Answer(latest, f"This socket closed {_ago(clock() - (latest.closed_ns or 0))}.")
    if waiting_one is not None:
        return Answer(waiting_one, _with("This is the listener on its port: the connection has no socket.", wanted))
    return Answer(None, _with(NONE, wanted))


def _with(sentence: str, wanted: WantedSocket) -> str:
    return f"{sentence} {wanted.whose}" if wanted.whose else sentence


def other_end(one: Socket, sockets: Iterable[Seen]) -> Answer:
    """The socket with which another one talks, where that is on this machine too."""
    if one.protocol == "unix":
        return _unix_peer(one, sockets)
    local, remote = _wire(one.local), _wire(one.remote)
    if local is None or remote is None or remote.is_any:
        if one.is_listening:
            return Answer(None, "A listener has no other end: the connections that it accepted have one each.")
        return Answer(None, "This socket has no peer.")
    known = [seen for seen in sockets if seen.found.socket.protocol == one.protocol]
    there = sorted(
        (seen for seen in known if _is_of(seen.found.socket, remote, local)), key=lambda seen: seen.closed_ns or 0
    )
    if there:
        # One that is there has no such time; of those that have closed, the latest.
        return Answer(there[0] if there[0].closed_ns is None else there[-1])
    if one.protocol != "tcp":
        for seen in known:
            if seen.closed_ns is None and _waits_at(seen.found.socket, remote):
                return Answer(seen)
    return Answer(None, f"There is no socket of {remote} here: it is on another machine, or has closed.")


def _unix_peer(one: Socket, sockets: Iterable[Seen]) -> Answer:
    if one.is_listening:
        return Answer(None, "A listener has no other end: the connections that it accepted have one each.")
    if not one.peer_inode:
        return Answer(None, "This socket has no peer, or the kernel does not tell which.")
    for seen in sockets:
        other = seen.found.socket
        if other.protocol == "unix" and other.inode == one.peer_inode:
            return Answer(seen)
    return Answer(None, f"The socket at the other end, #{one.peer_inode}, is not here any more.")


def _is_of(one: Socket, local: Endpoint, remote: Endpoint) -> bool:
    """Whether it has exactly these two ends."""
    return _wire(one.local) == local and _wire(one.remote) == remote


def _waits_at(one: Socket, end: Endpoint) -> bool:
    """Whether it has no peer, and what comes to an end is its."""
    local = _wire(one.local)
    if local is None or local.port != end.port or (one.remote is not None and one.remote.port):
        return False
    if one.protocol == "tcp" and not one.is_listening:
        return False
    if local.address == "::":
        return ":" in end.address or not one.only_ipv6
    return local.address in ("0.0.0.0" if ":" not in end.address else "::", end.address)


def _wire(end: Endpoint | None) -> Endpoint | None:
    return end.on_the_wire if end is not None else None


def _ago(nanoseconds: int) -> str:
    seconds = max(nanoseconds // NANOSECONDS, 0)
    if seconds < 120:
        return "a moment ago" if seconds < 1 else f"{seconds} s ago"
    return f"{seconds // 60} min ago"
