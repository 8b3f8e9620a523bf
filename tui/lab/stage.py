"""Where a scene plays: an address of this machine, ports, and somebody who tells what happens.

Scenes are ordinary socket programs. Every socket they use has a deadline on it, so that a scene ends by itself
whatever the machine does.
"""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

SECONDS_TO_WAIT = 5.0
"""For any one step of a scene."""

Say = Callable[[str], None]


class SceneError(Exception):
    """The scene cannot be played on this machine; the message says why and what to do."""


@dataclass(frozen=True)
class Stage:
    """One machine that talks to itself. What takes privilege was opened before the stage was made."""

    family: socket.AddressFamily
    port: int
    """Where the server is; for a scene without one, a port that nobody has."""
    address: str
    """The server's."""
    server: socket.socket | None = None
    """Bound to address and port; None for a scene without a server."""
    say: Say = field(default=lambda words: None)
    """Is told each step before it is taken."""

    @property
    def place(self) -> str:
        """The server's `ip:port` or `[ip]:port`."""
        is_v6 = self.family == socket.AF_INET6
        return f"[{self.address}]:{self.port}" if is_v6 else f"{self.address}:{self.port}"

    @property
    def bound(self) -> socket.socket:
        """The server's socket, of a scene that has one."""
        if self.server is None:
            raise SceneError("This scene has no server")
        return self.server

    def close(self) -> None:
        """Close the server's socket, and with it the virtual cable if there is one."""
        if self.server is not None:
            self.server.close()

    @contextmanager
    def client(self, kind: socket.SocketKind = socket.SOCK_STREAM) -> Iterator[socket.socket]:
        """A client's socket, which gives up after a while and is closed in the end."""
        with socket.socket(self.family, kind) as opened:
            opened.settimeout(SECONDS_TO_WAIT)
            yield opened

    def listen(self, backlog: int = 5) -> socket.socket:
        """The server's socket, listening."""
        self.bound.listen(backlog)
        self.say(f"server: listens on {self.place}")
        return self.bound

    @contextmanager
    def connection(self) -> Iterator[tuple[socket.socket, socket.socket]]:
        """Both ends, the client's first, of a connection that has been established."""
        listening = self.listen()
        with self.client() as client:
            self.say(f"client: connects to {self.place}")
            client.connect((self.address, self.port))
            server, _ = listening.accept()
            with server:
                server.settimeout(SECONDS_TO_WAIT)
                yield client, server


def bind(opened: socket.socket, address: str, port: int) -> int:
    """Bind to the port, or to any free one if that is taken or reserved; return the port."""
    opened.settimeout(SECONDS_TO_WAIT)
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    for wanted in (port, 0):
        try:
            opened.bind((address, wanted))
            break
        except OSError as error:
            if wanted == 0 or error.errno not in (errno.EADDRINUSE, errno.EACCES):
                raise SceneError(f"{address} port {wanted} cannot be used: {error.strerror}") from error
    return int(opened.getsockname()[1])


def receive(reader: socket.socket, length: int) -> int:
    """Read until so many bytes came or the other side has closed; return how many came."""
    received = 0
    while received < length:
        piece = reader.recv(65536)
        if not piece:
            break
        received += len(piece)
    return received
