"""Sockets of every kind and state, on loopback, held by this process as long as it lasts."""

from __future__ import annotations

import contextlib
import os
import socket
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
ROUNDS = 6
"""How often each kind is made: some two hundred sockets in all."""


@contextlib.contextmanager
def zoo(*, privileged: bool) -> Iterator[set[int]]:
    """The inodes of all that have one; `privileged`: raw and packet sockets, too."""
    with ExitStack() as stack:
        animals = Animals(stack)
        for number in range(ROUNDS):
            for family, address in LOOPBACKS:
                animals.tcp(family, address)
                animals.udp(family, address)
                if privileged:
                    animals.raw(family)
            animals.dual_stack()
            animals.unix(number)
            if privileged:
                animals.packet()
        yield {os.fstat(one.fileno()).st_ino for one in animals.held if one.fileno() >= 0}


class Animals:
    def __init__(self, stack: ExitStack) -> None:
        self._stack = stack
        self.held: list[socket.socket] = []
        self._folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))

    def keep(self, one: socket.socket) -> socket.socket:
        self.held.append(self._stack.enter_context(one))
        return one

    def make(self, family: int, kind: int, protocol: int = 0) -> socket.socket:
        return self.keep(socket.socket(family, kind, protocol))

    def connected(self, listener: socket.socket) -> tuple[socket.socket, socket.socket]:
        client = self.make(listener.family, socket.SOCK_STREAM)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 8192)
        client.connect(listener.getsockname())
        return client, self.keep(listener.accept()[0])

    def tcp(self, family: int, address: str) -> None:
        listener = self.make(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        listener.bind((address, 0))
        listener.listen(16)
        client, _ = self.connected(listener)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        client.send(b"not read")
        # FIN-WAIT-2 and CLOSE-WAIT, begun by either side.
        client, _ = self.connected(listener)
        client.shutdown(socket.SHUT_WR)
        _, server = self.connected(listener)
        server.shutdown(socket.SHUT_WR)
        # TIME-WAIT.
        client, server = self.connected(listener)
        client.shutdown(socket.SHUT_WR)
        server.close()
        client.close()
        # FIN-WAIT-1: the end waits behind what the other side does not read.
        client, _ = self.connected(listener)
        fill(client)
        client.shutdown(socket.SHUT_WR)
        self.crowded(family, address)
        self.deferred(family, address)

    def crowded(self, family: int, address: str) -> None:
        """SYN-SENT: a full queue answers no SYN."""
        listener = self.make(family, socket.SOCK_STREAM)
        listener.bind((address, 0))
        listener.listen(0)
        for _ in range(3):
            client = self.make(family, socket.SOCK_STREAM)
            client.setblocking(False)
            client.connect_ex(listener.getsockname())

    def deferred(self, family: int, address: str) -> None:
        """SYN-RECEIVED: a listener that waits for data."""
        listener = self.make(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_DEFER_ACCEPT, 30)
        listener.bind((address, 0))
        listener.listen(4)
        client = self.make(family, socket.SOCK_STREAM)
        client.connect(listener.getsockname())

    def udp(self, family: int, address: str) -> None:
        bound = self.make(family, socket.SOCK_DGRAM)
        bound.bind((address, 0))
        client = self.make(family, socket.SOCK_DGRAM)
        client.connect(bound.getsockname())
        client.send(b"not read")
        anywhere = self.make(family, socket.SOCK_DGRAM)
        anywhere.bind(("", 0))

    def dual_stack(self) -> None:
        """IPv4 served by an IPv6 socket."""
        listener = self.make(socket.AF_INET6, socket.SOCK_STREAM)
        listener.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        listener.bind(("::", 0))
        listener.listen(5)
        client = self.make(socket.AF_INET, socket.SOCK_STREAM)
        client.connect(("127.0.0.1", listener.getsockname()[1]))
        self.keep(listener.accept()[0])
        only = self.make(socket.AF_INET6, socket.SOCK_STREAM)
        only.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        only.bind(("::", 0))
        only.listen(5)

    def raw(self, family: int) -> None:
        protocol = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
        self.make(family, socket.SOCK_RAW, protocol)

    def packet(self) -> None:
        one = self.make(socket.AF_PACKET, socket.SOCK_RAW)
        one.bind(("lo", 0x88B5))

    def unix(self, number: int) -> None:
        stream = self.make(socket.AF_UNIX, socket.SOCK_STREAM)
        stream.bind(str(self._folder / f"stream-{number}"))
        stream.listen(7)
        client = self.make(socket.AF_UNIX, socket.SOCK_STREAM)
        client.connect(stream.getsockname())
        client.send(b"not read")
        datagram = self.make(socket.AF_UNIX, socket.SOCK_DGRAM)
        datagram.bind(f"\0remora-{os.getpid()}-{number}")
        sender = self.make(socket.AF_UNIX, socket.SOCK_DGRAM)
        sender.connect(datagram.getsockname())
        for one in socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET):
            self.keep(one)


def fill(one: socket.socket) -> None:
    """Send until nothing more is taken."""
    one.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            one.send(bytes(65536))
