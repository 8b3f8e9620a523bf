"""Sockets of every kind and state, on loopback, held by this process as long as it lasts.

`python -m tests.tui.sockets.zoo ROUNDS` holds them until its input ends, and says "ready" when they are there.
"""

from __future__ import annotations

import contextlib
import os
import socket
import struct
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

LOOPBACKS = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))
ROUNDS = 3
"""How often each kind is made: more than two hundred sockets in all."""
NOBODY = 65534
_DROP_ALL = (struct.pack("=HBBI", 0x06, 0, 0, 0), 1)
"""A program of a packet filter that lets nothing through: `ret #0`, and its length."""
_ATTACH_FILTER = 26
"""SO_ATTACH_FILTER of Linux."""


@contextlib.contextmanager
def zoo(*, privileged: bool, rounds: int = ROUNDS) -> Iterator[set[int]]:
    """The inodes of all that have one; `privileged`: raw and packet sockets, and another user's, too."""
    with ExitStack() as stack:
        animals = Animals(stack)
        for number in range(rounds):
            for family, address in LOOPBACKS:
                animals.tcp(family, address)
                animals.udp(family, address)
                if privileged:
                    animals.raw(family)
                    animals.of_another_user(family, address)
            animals.dual_stack()
            animals.unix(number)
            if privileged:
                animals.packet()
                animals.on_one_interface()
        animals.inherited()
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
        self.both_end(family, address)
        self.crowded(family, address)
        self.filtered(family, address)
        self.deferred(family, address)

    def both_end(self, family: int, address: str) -> None:
        """CLOSING and LAST-ACK: both sides have ended, and the end of one waits behind what the other does not read."""
        listener = self.make(family, socket.SOCK_STREAM)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
        listener.bind((address, 0))
        listener.listen(4)
        for full_side_ends_first in (True, False):
            client, server = self.connected(listener)
            if not full_side_ends_first:
                server.shutdown(socket.SHUT_WR)
                await_state(client, CLOSE_WAIT)
            fill(client)
            client.shutdown(socket.SHUT_WR)
            if full_side_ends_first:
                server.shutdown(socket.SHUT_WR)

    def filtered(self, family: int, address: str) -> None:
        """SYN-SENT: a filter drops each SYN, and nobody answers."""
        import ctypes

        program = ctypes.create_string_buffer(_DROP_ALL[0])
        listener = self.make(family, socket.SOCK_STREAM)
        listener.bind((address, 0))
        listener.listen(4)
        listener.setsockopt(
            socket.SOL_SOCKET, _ATTACH_FILTER, struct.pack("=HxxxxxxQ", _DROP_ALL[1], ctypes.addressof(program))
        )
        client = self.make(family, socket.SOCK_STREAM)
        client.setblocking(False)
        client.connect_ex(listener.getsockname())

    def of_another_user(self, family: int, address: str) -> None:
        """A socket is its maker's, whoever holds it."""
        os.seteuid(NOBODY)
        try:
            listener = self.make(family, socket.SOCK_STREAM)
            datagrams = self.make(family, socket.SOCK_DGRAM)
        finally:
            os.seteuid(0)
        listener.bind((address, 0))
        listener.listen(3)
        datagrams.bind((address, 0))

    def on_one_interface(self) -> None:
        """Bound to loopback alone."""
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM):
            one = self.make(socket.AF_INET, kind)
            one.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, b"lo")
            one.bind(("127.0.0.1", 0))
            if kind == socket.SOCK_STREAM:
                one.listen(2)

    def inherited(self) -> None:
        """Held by two processes."""
        listener = self.make(socket.AF_INET, socket.SOCK_STREAM)
        listener.bind(("127.0.0.1", 0))
        listener.listen(9)
        code = "import sys; print('ready', flush=True); sys.stdin.read()"
        child = subprocess.Popen(
            [sys.executable, "-S", "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            pass_fds=(listener.fileno(),),
        )
        assert child.stdout is not None
        self._stack.enter_context(child)
        assert child.stdin is not None
        self._stack.callback(child.stdin.close)
        assert child.stdout.readline() == b"ready\n"

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
        for kind in (socket.SOCK_SEQPACKET, socket.SOCK_STREAM, socket.SOCK_DGRAM):
            for one in socket.socketpair(socket.AF_UNIX, kind):
                self.keep(one)
        half_closed, _ = (self.keep(one) for one in socket.socketpair())
        half_closed.shutdown(socket.SHUT_WR)
        unaccepted = self.make(socket.AF_UNIX, socket.SOCK_STREAM)
        unaccepted.bind(f"\0remora-{os.getpid()}-{number}-abstract")
        unaccepted.listen(3)
        self.make(socket.AF_UNIX, socket.SOCK_STREAM).connect(unaccepted.getsockname())
        self.make(socket.AF_UNIX, socket.SOCK_DGRAM)


def fill(one: socket.socket) -> None:
    """Send until nothing more is taken."""
    one.setblocking(False)
    with contextlib.suppress(BlockingIOError):
        while True:
            one.send(bytes(65536))


CLOSE_WAIT = 8


def await_state(one: socket.socket, wanted: int) -> None:
    """Until TCP_INFO tells a state (include/net/tcp_states.h)."""
    deadline = time.monotonic() + 10
    while one.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, 1)[0] != wanted:
        assert time.monotonic() < deadline
        time.sleep(0.001)


if __name__ == "__main__":
    with zoo(privileged=os.geteuid() == 0, rounds=int(sys.argv[1])):
        print("ready", flush=True)
        sys.stdin.read()
