"""The kernel's word on whose the packets of two ends are: the socket that has both, or those that have one.

Of sockets that share a port any may be the one, and is not told apart.
"""

from __future__ import annotations

import socket
from typing import Final, Literal, NamedTuple
from typing import Protocol as Shape

from dissectors.processes.attribution import End
from tui.sockets.diag_messages import Side, packed
from tui.sockets.entry import Protocol, Socket
from tui.sockets.snapshot import BEFORE_ACCEPT

Transport = Literal["tcp", "udp"]
MOST_SHARING: Final = 64
"""Sockets of one port; of more none is told."""
_MOST_INTERFACES: Final = 64


class Kernel(Shape):
    """What is wanted of `SockDiag`."""

    def find(self, protocol: Protocol, local: Side, remote: Side, interface: int = 0) -> Socket | None: ...

    def without_peer(self, protocol: Protocol, port: int) -> list[Socket]: ...


class Look(NamedTuple):
    """What was found for one end."""

    how: Literal["exact", "listener"]
    sockets: tuple[Socket, ...]
    """One that has both ends; or all that have the local one and no peer, the kernel's choice first."""

    @property
    def inodes(self) -> frozenset[int]:
        """Without those that no program holds."""
        return frozenset(one.inode for one in self.sockets if one.inode)

    @property
    def is_unaccepted(self) -> bool:
        """Whether it is a connection that waits for its listener's program to take it."""
        return self.how == "exact" and not self.sockets[0].inode and self.sockets[0].state in BEFORE_ACCEPT

    def is_as(self, other: Look) -> bool:
        """Whether it has the same sockets."""
        return {one.cookie for one in self.sockets} == {one.cookie for one in other.sockets}

    @property
    def is_held(self) -> bool:
        """Whether programs hold all of them."""
        return all(one.inode for one in self.sockets)


def look(kernel: Kernel, protocol: Transport, local: End, remote: End, interface: str = "") -> Look | None:
    """What the kernel has for an end of this machine now; None for nothing. Raises OSError.

    `interface` is where packets between link-local addresses passed; where it is not known, all are tried.
    """
    sides = (packed(local.address), local.port), (packed(remote.address), remote.port)
    for index in _interfaces(sides, interface):
        one = kernel.find(protocol, *sides, index)
        if one is None or one.local is None or one.local.port != local.port:
            continue
        if one.remote is not None and one.remote.port:
            if End(*one.local.on_the_wire) == local and End(*one.remote.on_the_wire) == remote:
                return Look("exact", (one,))
            continue
        if protocol == "tcp" and not one.is_listening:
            continue
        sharing = (one, *(other for other in _serving(kernel, protocol, local) if other.cookie != one.cookie))
        if len(sharing) <= MOST_SHARING:
            return Look("listener", sharing)
    return None


def listeners(kernel: Kernel, protocol: Transport, local: End) -> Look | None:
    """Those that have only the local end, where another socket may have both; None for none. Raises OSError."""
    serving = _serving(kernel, protocol, local)
    return Look("listener", tuple(serving)) if 0 < len(serving) <= MOST_SHARING else None


def _serving(kernel: Kernel, protocol: Transport, local: End) -> list[Socket]:
    return [one for one in kernel.without_peer(protocol, local.port) if _serves(one, local)]


def _serves(one: Socket, local: End) -> bool:
    """Whether packets for an end may go to this socket, or come from it."""
    if one.local is None:
        return False
    if not one.local.is_any:
        return one.local.on_the_wire.address == local.address
    if ":" in local.address:
        return one.family == "ipv6"
    return one.family == "ipv4" or not one.only_ipv6


def _interfaces(sides: tuple[Side, Side], interface: str) -> list[int]:
    """The indexes to look with: 0 but for link-local addresses, which are told apart by it (RFC 4007)."""
    if not any(len(address) == 16 and address[0] == 0xFE and address[1] & 0xC0 == 0x80 for address, _ in sides):
        return [0]
    if interface:
        try:
            return [socket.if_nametoindex(interface)]
        except OSError:
            return []
    return [index for index, _ in socket.if_nameindex()[:_MOST_INTERFACES]]
