"""The screen's side of the watcher: starts it, with the broker's privilege where there is a broker, and asks it.

One thread alone talks to the watcher: other threads leave commands for it and are woken by their answers. A watcher
that ends, however it does, leaves a client that answers with what this process itself may see.
"""

from __future__ import annotations

import errno
import socket
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Final, Self

from dissectors.processes.attribution import Attribution, End, Transport
from tui.capture.channel import Channel, Message
from tui.capture.child import start_child
from tui.capture.children import WATCHER
from tui.capture.client import BrokerClient
from tui.capture.source import EngineError
from tui.sockets.entry import Socket
from tui.sockets.process_details import ProcessDetails, read_details
from tui.sockets.processes import Owner, Owners
from tui.sockets.watch.exchange import FAREWELL_SECONDS, Exchange
from tui.sockets.watch.messages import (
    MOST_FLOWS,
    Flow,
    flow_row,
    read_attribution,
    read_details_row,
    socket_row,
)
from tui.sockets.watch.owner_messages import MOST_INODES, read_owner_part

Handler = Callable[[Sequence[Attribution]], None]
"""Called from the client's thread with each batch."""

PATIENCE_SECONDS: Final = 5.0
MOST_WAITING_FLOWS: Final = 10_000
"""That wait to be asked; the oldest of more are never asked about."""
FAILED: Final = "it cannot be found out whose packets and sockets these are"
ENDED: Final = "the process that finds out whose packets these are has ended: start remora again to know of new ones"


class WatchClient:
    """A watcher, and the questions it is asked. Any thread may call; what blocks says so."""

    def __init__(self, broker: BrokerClient | None, namespace: str | None, told: Callable[[], None]) -> None:
        """Made by `open`."""
        self._namespace, self._told = namespace, told
        self._handler: Handler | None = None
        self._flows: deque[Flow] = deque(maxlen=MOST_WAITING_FLOWS)
        self._ready = threading.Event()
        self._own = Owners()
        self._hidden: frozenset[int] = frozenset()
        self._sees_all = False
        self._cannot_see = self._cannot_end = ""
        self._obituary = ENDED
        self.last_words = ""
        """The watcher's own account of a bug, if it ended by one."""
        self._process: subprocess.Popen[bytes] | None = None
        """The watcher where this process started it."""
        channel = None if broker is None else self._begin_by(broker)
        self._exchange = Exchange(
            channel or self._begin(),
            begin_again=self._begin_again,
            hear=self._hear,
            more=self._next_flows,
            ended=self._ended,
        )
        self._exchange.start()

    @classmethod
    def open(
        cls,
        broker: BrokerClient | None,
        namespace: str | None = None,
        *,
        told: Callable[[], None] = lambda: None,
        for_platform: str = sys.platform,
    ) -> Self:
        """Start a watcher; returns without waiting for it. Call it after `drop_privilege`, as it starts a thread.

        By the broker where one is alive, else by this process: then it sees what this user may. `namespace` is another
        network namespace, by name or pid; None is the broker's own. `told` is called from the client's thread when
        `notice` and what may be done have become known or changed, and once should the watcher end by itself. Raises
        OSError where no process can be started, and where the system is not Linux.
        """
        if for_platform != "linux":
            raise OSError(errno.EOPNOTSUPP, "only Linux tells whose packets are")
        return cls(broker, namespace, told)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    # What is known about the watcher --------------------------------------------------------------------------

    @property
    def is_alive(self) -> bool:
        return self._exchange.is_alive

    @property
    def is_privileged(self) -> bool:
        """Whether it sees the processes of all users; False until it has said so."""
        return self._sees_all and self.is_alive

    @property
    def notice(self) -> str:
        """What it cannot see and why, in a sentence; empty where it sees everything, and until it has said so."""
        return self._obituary if self._exchange.has_died else self._cannot_see

    @property
    def may_end(self) -> bool:
        """Whether `end` can close sockets."""
        return self.is_alive and self._ready.is_set() and not self._cannot_end

    @property
    def cannot_end(self) -> str:
        """Why no socket can be closed, in a sentence; empty where it can."""
        return self._cannot_end if self.is_alive else self._obituary

    @property
    def hidden(self) -> frozenset[int]:
        """Users whose processes could not be looked into when owners were asked for last."""
        return self._hidden if self.is_alive else self._own.hidden

    def wait_ready(self, timeout_seconds: float = PATIENCE_SECONDS) -> bool:
        """Wait until the watcher has said what it can do; False if it does not in time, or has ended."""
        return self._ready.wait(timeout_seconds) and self.is_alive

    # Processes of packets -------------------------------------------------------------------------------------

    def watch(self, handler: Handler) -> None:
        """From now on hand every end that is found out about to `handler`, from the client's thread."""
        self._handler = handler
        self._exchange.leave({"command": "watch"})

    def unwatch(self) -> None:
        """Watch no more; answers to `ask` still come."""
        self._exchange.leave({"command": "unwatch"})

    def ask(self, flows: Iterable[tuple[Transport, End, End]]) -> None:
        """Ask whose both ends of conversations are; what is found comes to the handler. Does not wait."""
        self._flows.extend(Flow(*flow) for flow in flows)
        self._exchange.wake()

    # Sockets and processes ------------------------------------------------------------------------------------

    def owners(
        self, inodes: Collection[int], timeout_seconds: float = PATIENCE_SECONDS
    ) -> Mapping[int, tuple[Owner, ...]] | None:
        """Who holds sockets, by their inodes; one that nobody holds, or nobody it may see, is not there.

        Blocks: for worker threads. None where no answer comes in time.
        """
        wanted = sorted(set(inodes) - {0})
        found: dict[int, tuple[Owner, ...]] = {}
        hidden: frozenset[int] = frozenset()
        for start in range(0, len(wanted), MOST_INODES):
            question = self._exchange.ask(
                {"command": "owners", "inodes": wanted[start : start + MOST_INODES]}, timeout_seconds
            )
            if question.answer is None:
                return None if self.is_alive else self._own.of(wanted)
            for part in question.parts:
                for inode, holders in read_owner_part(part).items():
                    found[inode] = (*found.get(inode, ()), *holders)
            users = question.answer.get("hidden")
            hidden |= frozenset(users) if isinstance(users, list) else frozenset()
        self._hidden = hidden
        return found

    of = owners
    """As `Owners` has it."""

    def process(
        self, pid: int, started: int | None = None, timeout_seconds: float = PATIENCE_SECONDS
    ) -> ProcessDetails | None:
        """All about a process; None where it has ended, and where no answer comes in time. Blocks."""
        question = self._exchange.ask({"command": "process", "pid": pid, "started": started}, timeout_seconds)
        if question.answer is None:
            return None if self.is_alive else read_details(pid, started)
        row = question.answer.get("process")
        return None if row is None else read_details_row(row)

    def end(self, one: Socket, timeout_seconds: float = PATIENCE_SECONDS) -> None:
        """Close somebody's TCP or UDP socket, and no other than this one: its program sees ECONNABORTED. Blocks.

        Raises OSError: EPERM without the privilege, ENOENT where it is gone, EOPNOTSUPP where the kernel cannot,
        ESRCH where the watcher has ended, ETIMEDOUT; ValueError for a socket of another kind.
        """
        question = self._exchange.ask({"command": "end", "socket": socket_row(one)}, timeout_seconds)
        if question.answer is None:
            number = errno.ETIMEDOUT if self.is_alive else errno.ESRCH
            raise OSError(number, "no answer came" if self.is_alive else self._obituary)

    def close(self) -> None:
        """End the watcher, and wait until it has ended, for some seconds at most."""
        self._exchange.close()

    # In the exchange's thread, but for the first beginning ------------------------------------------------------

    def _begin_by(self, broker: BrokerClient) -> Channel | None:
        """None where the broker is gone."""
        ours, theirs = _ends()
        try:
            broker.watch(theirs.fileno(), self._namespace)
        except EngineError:
            ours.close()
            return None
        finally:
            theirs.close()
        return Channel(ours)

    def _begin(self) -> Channel:
        """A watcher that this process starts. Raises OSError."""
        ours, theirs = _ends()
        try:
            arguments = () if self._namespace is None else (self._namespace,)
            self._process = start_child(WATCHER, theirs.fileno(), arguments)
        except OSError:
            ours.close()
            raise
        finally:
            theirs.close()
        return Channel(ours)

    def _begin_again(self) -> Channel | None:
        """Where the broker could not start one."""
        if self._process is not None:
            return None
        try:
            return self._begin()
        except OSError:
            return None

    def _next_flows(self) -> Message | None:
        flows = [self._flows.popleft() for _ in range(min(MOST_FLOWS, len(self._flows)))]
        return {"command": "ask", "flows": [flow_row(flow) for flow in flows]} if flows else None

    def _hear(self, message: Message) -> None:
        """Raises ValueError for what a watcher does not say."""
        if message.get("event") == "attributed":
            rows, handler = message.get("rows"), self._handler
            if handler is not None and isinstance(rows, list) and rows:
                handler([read_attribution(row) for row in rows])
        elif message.get("event") == "failed":
            self._obituary = f"{FAILED}: {message.get('text')}"
        elif message.get("event") == "bug":
            self.last_words = str(message.get("text"))
        elif message.get("event") == "told":
            self._sees_all = message.get("sees_all") is True
            self._cannot_see = str(message.get("cannot_see", ""))
            self._cannot_end = str(message.get("cannot_end", ""))
            self._ready.set()
            self._told()

    def _ended(self) -> None:
        self._ready.set()
        if self._process is not None:
            try:
                self._process.wait(FAREWELL_SECONDS)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        if self._exchange.has_died:
            self._told()


def _ends() -> tuple[socket.socket, socket.socket]:
    """Ours, which never waits, and the watcher's."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
    ours.setblocking(False)
    return ours, theirs
