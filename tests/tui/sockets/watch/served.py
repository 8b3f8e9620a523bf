"""A watcher in a thread of this process, with a lookout, owners and a kernel that are made up."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from typing import NoReturn

from dissectors.processes.attribution import Attribution, End
from tui.capture.channel import Channel, Message
from tui.sockets.entry import Socket
from tui.sockets.process_details import Ancestor, ProcessDetails
from tui.sockets.processes import Owner, Process
from tui.sockets.watch.messages import Flow
from tui.sockets.watch.watcher import Watcher

SERVER = Process(7, 100, "server", 33, 1)
DETAILS = ProcessDetails(
    SERVER,
    ("/usr/sbin/server", "-v", "\x1b[2J", "ä"),
    "/usr/sbin/server (deleted)",
    "/srv",
    1_700_000_000_123_456_789,
    (Ancestor(30, "sh"), Ancestor(1, "init")),
    "web.service",
    (0, 33, 33, 33),
    "",
)
FOUND = Attribution(
    "tcp",
    End("127.0.0.1", 50_000),
    End("127.0.0.1", 80),
    1_700_000_000_123_456_789,
    "exact",
    7,
    100,
    "server\n",
    ("/usr/sbin/server", "-v"),
    33,
    "www-data",
    "web.service",
)


class ToyLookout:
    """Finds what it is given, each time it is rung."""

    def __init__(self) -> None:
        self.bell, self._rope = os.pipe()
        self.descriptors: tuple[int, ...] = (self.bell,)
        self.cannot: tuple[str, ...] = ()
        self.hears_packets = True
        self.is_watching = False
        self.asked: list[Flow] = []
        self.found: list[Attribution] = []
        self.is_closed = False

    def ring(self, found: Iterable[Attribution] = ()) -> None:
        self.found += found
        os.write(self._rope, b"!")

    def watch(self) -> None:
        self.is_watching = True

    def unwatch(self) -> None:
        self.is_watching = False

    def ask(self, flows: Iterable[Flow]) -> None:
        self.asked += flows
        self.found += [FOUND] * bool(self.asked)

    def due(self) -> float | None:
        return 0.0 if self.found else None

    def serve(self) -> list[Attribution]:
        os.set_blocking(self.bell, False)
        with contextlib.suppress(BlockingIOError):
            os.read(self.bell, 1000)
        taken, self.found = self.found, []
        return taken

    def close(self) -> None:
        os.close(self.bell)
        os.close(self._rope)
        self.is_closed = True


class ToyOwners:
    def __init__(self) -> None:
        self.hidden: frozenset[int] = frozenset()
        self.is_privileged = True
        self.held: dict[int, tuple[Owner, ...]] = {700: (Owner(SERVER, 3), Owner(Process(8, 1, "\udc80", 0), 4))}
        self.calls = self.pauses = 0

    def of(self, inodes: Collection[int]) -> Mapping[int, tuple[Owner, ...]]:
        raise AssertionError("all at once takes too long")

    def steps(self, inodes: Collection[int]) -> Generator[None, None, Mapping[int, tuple[Owner, ...]]]:
        self.calls += 1
        for _ in range(self.pauses):
            # A process of its own would not keep this one's threads from running.
            time.sleep(0.0001)
            yield
        return {inode: self.held[inode] for inode in inodes if inode in self.held}


class ToyKernel:
    def __init__(self) -> None:
        self.ended: list[Socket] = []
        self.refusal = errno.ENOENT
        self.is_closed = False

    def end(self, closing: Socket) -> None:
        assert closing.local is not None
        if not closing.local.port:
            raise OSError(self.refusal, os.strerror(self.refusal))
        self.ended.append(closing)

    def close(self) -> None:
        self.is_closed = True


class Served:
    """The watcher and the client's end of its channel."""

    def __init__(
        self,
        *,
        may_end: bool = True,
        is_privileged: bool = True,
        refusal: int = errno.ENOENT,
        end: socket.socket | None = None,
    ) -> None:
        """`end` is where it serves; without it there is one whose other end is `channel`."""
        self.lookout, self.owners, self.kernel = ToyLookout(), ToyOwners(), ToyKernel()
        self.owners.is_privileged, self.kernel.refusal = is_privileged, refusal
        ours, theirs = socket.socketpair()
        theirs = end or theirs
        theirs.setblocking(False)
        self.end_of_ours = ours
        self.channel = Channel(ours)
        self.channel_of_theirs = Channel(theirs)
        self.watcher = Watcher(
            self.channel_of_theirs,
            self.lookout,
            self.owners,
            self.kernel,
            may_end=may_end,
            uid=1000,
            details=lambda pid, started: DETAILS if (pid, started) in ((7, 100), (7, None)) else None,
        )
        self.thread = threading.Thread(target=self._serve)
        self.heard: list[Message] = []

    def start(self) -> None:
        self.thread.start()

    def _serve(self) -> None:
        """As the process does."""
        try:
            self.watcher.run()
        except TypeError:
            # The bug that a test put there.
            pass
        finally:
            self.channel_of_theirs.close()

    def send(self, message: Message) -> None:
        self.channel.send(message)

    def send_many(self, messages: Iterable[Message]) -> None:
        """In one piece, from a thread: all of it may be more than the socket takes."""
        data = b"".join(json.dumps(message).encode() + b"\n" for message in messages)
        threading.Thread(target=self._send_all, args=(data,), daemon=True).start()

    def _send_all(self, data: bytes) -> None:
        with contextlib.suppress(OSError):
            self.end_of_ours.sendall(data)

    def until(self, condition: Callable[[], object]) -> None:
        """Wait for what the watcher's thread brings about."""
        deadline = time.monotonic() + 20
        while not condition():
            assert time.monotonic() < deadline
            time.sleep(0.001)

    def hear_end(self) -> NoReturn:
        """Receive to the end, which is a ChannelClosed."""
        while True:
            self.channel.receive()

    def hear(self, event: str) -> Message:
        """Receive until this event has come."""
        while True:
            for message in self.heard:
                if message["event"] == event:
                    self.heard.remove(message)
                    return message
            self.heard += self.channel.receive()

    def end(self) -> None:
        self.channel.close()
        self.wait()

    def wait(self) -> None:
        """Until it has ended; it has closed what it had."""
        self.thread.join(20)
        assert not self.thread.is_alive()
        assert self.lookout.is_closed
        assert self.kernel.is_closed
