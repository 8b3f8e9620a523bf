"""The sockets that one socket is to be seen beside: its other end, its listener, those of its process."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from tui.sockets.entry import Endpoint, Socket
from tui.sockets.snapshot import OwnedSocket

_LOOPBACK: Final = ("127.", "::1", "::ffff:127.")


@dataclass(frozen=True, slots=True)
class Around:
    """Found in one walk through all sockets."""

    mirror: OwnedSocket | None = None
    """The other end, where that is on this machine too; of unix sockets the peer."""
    listener: OwnedSocket | None = None
    """That waits on the same port: it has accepted this one, or will."""
    called: OwnedSocket | None = None
    """The listener on this machine that it tries to connect to, where the address says so."""
    of_process: tuple[OwnedSocket, ...] = ()
    """Others that its first process holds."""
    half_open: int = 0
    """Of a listener: handshakes that are not finished (SYN-RECV)."""
    waiting: int = 0
    """Of a listener: connections that its program has not accepted yet."""
    accepted: int = 0
    """Of a listener: connections on its port that a program holds."""
    same_peer_waits: int = 0
    """Sockets in TIME-WAIT with the same remote end."""


def around(entry: OwnedSocket, others: Iterable[OwnedSocket]) -> Around:
    """What of all sockets matters to one; it may itself be among them."""
    one = entry.socket
    mirror = listener = called = None
    # Of other addresses it is not known whether they are this machine's.
    calls = (
        one.remote if one.state == "SYN-SENT" and one.remote is not None and is_loopback(one.remote.address) else None
    )
    of_process: list[OwnedSocket] = []
    half_open = waiting = accepted = same_peer_waits = 0
    process = entry.owners[0].process if entry.owners else None
    pid = process.pid if process is not None else -1
    port = one.local.port if one.local is not None else 0
    remote_port = one.remote.port if one.remote is not None else -1
    ends = _ends(one)
    turned = (ends[1], ends[0]) if ends is not None else None
    # Of thousands of sockets each is looked at every second: what costs little is asked first.
    for other in others:
        it = other.socket
        is_held = any(owner.process.pid == pid and owner.process == process for owner in other.owners)
        if is_held and it.key != one.key and it.namespace == one.namespace:
            of_process.append(other)
        if it.protocol != one.protocol:
            continue
        if it.local is None:
            if one.peer_inode and it.inode == one.peer_inode and it.namespace == one.namespace:
                mirror = other
            continue
        its_port, its_remote = it.local.port, it.remote
        if its_remote is not None and its_remote.port == remote_port and it.state == "TIME-WAIT":
            same_peer_waits += its_remote == one.remote and it.key != one.key and it.namespace == one.namespace
        if its_port not in (port, remote_port) or it.namespace != one.namespace or it.key == one.key:
            continue
        if its_remote is not None and _ends(it) == turned:
            mirror = other
        if it.is_listening and calls is not None and serves(it, calls):
            called = other
        if its_port == port and port:
            if it.is_listening and one.remote is not None and one.local is not None and serves(it, one.local):
                listener = other
            elif one.is_listening and its_remote is not None and serves(one, it.local):
                half_open += it.state == "SYN-RECEIVED"
                waiting += not it.inode and it.state in ("ESTABLISHED", "CLOSE-WAIT")
                accepted += bool(it.inode)
    return Around(mirror, listener, called, tuple(of_process), half_open, waiting, accepted, same_peer_waits)


def serves(listener: Socket, local: Endpoint) -> bool:
    """Whether connections to an end are a listener's."""
    here = listener.local
    if here is None or here.port != local.port:
        return False
    if here.on_the_wire == local.on_the_wire:
        return True
    # "::" serves IPv4 too, unless it was told not to (ipv6(7), IPV6_V6ONLY).
    is_ipv4 = ":" not in local.on_the_wire.address
    if here.address == "::":
        return not (is_ipv4 and listener.only_ipv6)
    return here.address == "0.0.0.0" and is_ipv4


def is_loopback(address: str) -> bool:
    """Whether it can be reached from this machine only (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3)."""
    return address.startswith(_LOOPBACK)


def _ends(one: Socket) -> tuple[Endpoint, Endpoint] | None:
    if one.local is None or one.remote is None:
        return None
    return one.local.on_the_wire, one.remote.on_the_wire
