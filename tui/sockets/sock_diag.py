"""Linux's own word on every socket: a sock_diag client for internet, unix and packet sockets.

include/uapi/linux/sock_diag.h. Reading needs no privilege; ending a socket needs CAP_NET_ADMIN.
"""

from __future__ import annotations

import errno
import socket
import struct
from collections.abc import Callable, Iterable
from typing import Final

from tui.sockets.diag_messages import (
    NUMBERS,
    Side,
    internet_question,
    internet_socket,
    packed,
    packet_question,
    packet_socket,
    socket_id,
    unix_question,
    unix_socket,
)
from tui.sockets.entry import STATES, Endpoint, Protocol, Socket
from tui.sockets.netlink import ACKNOWLEDGE, DUMP, Message, NetlinkError, NetlinkSocket
from tui.sockets.proc_net import RawSockets

NETLINK_SOCK_DIAG: Final = 4
BY_FAMILY: Final = 20
DESTROY: Final = 21
DESTROY_GROUPS: Final = 0b1111
"""TCP and UDP over IPv4 and IPv6: each socket that ends is told to these."""
UDP_DESTROY_GROUPS: Final = 0b1010
_ATTEMPTS: Final = 3
"""How often a list is asked for that was interrupted or overran."""
_OF_RAW: Final = (bytes((socket.AF_INET, NUMBERS["raw"])), bytes((socket.AF_INET6, NUMBERS["raw"])))
"""How questions for raw sockets begin."""
_NOT_HERE: Final = (errno.ENOENT, errno.EOPNOTSUPP, errno.EINVAL, errno.EPROTONOSUPPORT)
"""The kernel has no such protocol, or none that it lists."""


class SockDiag:
    """Asks the kernel of the network namespace it was made in. A context manager. Raises OSError where it cannot."""

    def __init__(self, namespace: str = "") -> None:
        """`namespace` is only what the sockets will say they are in."""
        self._netlink = NetlinkSocket(NETLINK_SOCK_DIAG)
        self._raw = RawSockets()
        self._lists_raw = True
        """Until the kernel says that it does not."""
        self._namespace = namespace

    def __enter__(self) -> SockDiag:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        self._netlink.close()
        self._raw.close()

    def all(self, protocols: Iterable[Protocol], *, with_details: bool) -> list[Socket]:
        """Every socket of these protocols, once. Raises OSError.

        `with_details` asks internet sockets for TCP_INFO, memory and options too, which takes twice as long. A protocol
        that this kernel does not have has no sockets.
        """
        found: dict[object, Socket] = {}
        for protocol in protocols:
            if protocol == "unix":
                dumps = [(unix_question(), lambda message: unix_socket(message, self._namespace))]
            elif protocol == "packet":
                dumps = [(packet_question(), lambda message: packet_socket(message, self._namespace))]
            else:
                dumps = self._internet(protocol, with_details)
            for question, read in dumps:
                # One that moved while the kernel walked may be told twice: the later word counts.
                found.update((one.cookie, one) for one in self._dump(question, read))
            if protocol == "raw" and not self._lists_raw:
                found.update((one.key, one) for one in self._raw.read(self._namespace))
        return list(found.values())

    def find(self, protocol: Protocol, local: Side, remote: Side, interface: int = 0) -> Socket | None:
        """The one socket that has such packets, addresses as 4 or 16 bytes; None where there is none.

        Of TCP that may be a listener, where the connection has no socket of its own, and of UDP one without a peer: its
        state tells. `interface` tells link-local addresses apart. Raises OSError.
        """
        # The kernel looks a UDP socket up from the sender's side.
        first, second = (local, remote) if protocol == "tcp" else (remote, local)
        family = socket.AF_INET if len(local[0]) == 4 else socket.AF_INET6
        identity = socket_id(first, second, interface)
        question = internet_question(protocol, family, with_details=True, identity=identity)
        try:
            for message in self._netlink.ask(BY_FAMILY, question, 0):
                return internet_socket(message, protocol, self._namespace)
        except NetlinkError as error:
            if error.errno not in (errno.ENOENT, errno.ENOTCONN):
                raise
        return None

    def without_peer(self, protocol: Protocol, port: int) -> list[Socket]:
        """The sockets of a local port that have no peer, of TCP those that listen: packets may go to any of them.

        Of both families. Raises OSError.
        """
        state = STATES.index("LISTEN" if protocol == "tcp" else "UNCONNECTED")
        identity = socket_id((b"", port))
        found: list[Socket] = []
        for family in (socket.AF_INET, socket.AF_INET6):
            question = internet_question(protocol, family, with_details=False, identity=identity, states=1 << state)
            answers = self._dump(question, lambda message: internet_socket(message, protocol, self._namespace))
            found += [one for one in answers if one.local is not None and one.local.port == port]
        return found

    def end(self, closing: Socket) -> None:
        """Close somebody's TCP or UDP socket: its program sees ECONNABORTED.

        Raises OSError: EPERM without CAP_NET_ADMIN, ENOENT where it is gone, EOPNOTSUPP where the kernel cannot;
        ValueError for a socket of another kind.
        """
        if closing.local is None or closing.cookie is None:
            raise ValueError(f"a {closing.protocol} socket cannot be closed by its addresses")
        remote = closing.remote or Endpoint("0.0.0.0" if closing.family == "ipv4" else "::", 0)
        sides = [(packed(end.address), end.port) for end in (closing.local, remote)]
        family = socket.AF_INET if closing.family == "ipv4" else socket.AF_INET6
        identity = socket_id(sides[0], sides[1], closing.interface, struct.pack("=Q", closing.cookie))
        question = internet_question(closing.protocol, family, with_details=False, identity=identity)
        for _ in self._netlink.ask(DESTROY, question, ACKNOWLEDGE):
            pass

    def _internet(self, protocol: Protocol, with_details: bool) -> list[tuple[bytes, Reader]]:
        """IPv4 and IPv6, which the kernel lists apart: sockets that serve both stand in the list of IPv6."""
        return [
            (
                internet_question(protocol, family, with_details=with_details),
                lambda message: internet_socket(message, protocol, self._namespace),
            )
            for family in (socket.AF_INET, socket.AF_INET6)
        ]

    def _dump(self, question: bytes, read: Reader) -> list[Socket]:
        found: list[Socket] = []
        for attempt in range(_ATTEMPTS):
            is_last = attempt == _ATTEMPTS - 1
            try:
                answers = map(read, self._netlink.ask(BY_FAMILY, question, DUMP))
                found = [one for one in answers if one is not None]
            except NetlinkError as error:
                if error.errno in _NOT_HERE:
                    if question.startswith(_OF_RAW):
                        self._lists_raw = False
                    return []
                raise
            except OSError as error:
                if error.errno != errno.ENOBUFS or is_last:
                    raise
                continue
            if not self._netlink.was_interrupted:
                break
        return found


Reader = Callable[[Message], Socket | None]


class Endings:
    """Every TCP and UDP socket of this namespace that ends, with the last that is known of it. A context manager."""

    def __init__(self, namespace: str = "", groups: int = DESTROY_GROUPS) -> None:
        """`groups` may leave some kinds out."""
        self._netlink = NetlinkSocket(NETLINK_SOCK_DIAG, groups)
        self._namespace = namespace
        self.lost = 0
        """How often more ended than could be told."""

    def __enter__(self) -> Endings:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def fileno(self) -> int:
        """Readable when there is one."""
        return self._netlink.fileno()

    def close(self) -> None:
        self._netlink.close()

    def read(self) -> list[Socket]:
        """Those that ended since the last time; does not wait. Raises OSError."""
        try:
            messages = self._netlink.heard()
        except OSError as error:
            if error.errno != errno.ENOBUFS:
                raise
            self.lost += 1
            return []
        ended = (internet_socket(message, None, self._namespace) for message in messages)
        return [one for one in ended if one is not None]
