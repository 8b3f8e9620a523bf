"""The process that finds out whose packets and sockets are, for one client, which it ends with.

Started by the broker it has the broker's privilege, else that of the user. It knows the commands of `Watcher`, checks
every value of them, and opens no file whose name it is told. Standard library only. Run as
`python -m tui.sockets.watch.watcher DESCRIPTOR [NETWORK-NAMESPACE]`, the number of its end of a Unix stream socket.
"""

from __future__ import annotations

import contextlib
import errno
import os
import select
import signal
import socket
import sys
import time
import traceback
from collections import deque
from collections.abc import Callable, Collection, Generator, Iterable, Mapping
from typing import Final, NoReturn, Protocol

from dissectors.processes.attribution import Attribution
from tui.capture.channel import Channel, ChannelClosed, Message
from tui.sockets.capabilities import NET_ADMIN, has, who_sees_all
from tui.sockets.kept_owners import Holders
from tui.sockets.namespaces import enter
from tui.sockets.process_details import ProcessDetails, read_details
from tui.sockets.processes import Owner, Owners
from tui.sockets.sock_diag import SockDiag
from tui.sockets.watch.closing import Kernel, why_not_closed
from tui.sockets.watch.messages import (
    Flow,
    attribution_row,
    details_row,
    maybe_started,
    number,
    read_flows,
    read_pid,
    read_socket,
)
from tui.sockets.watch.owner_messages import owner_parts, read_inodes

OTHER_USERS: Final = "only your own processes are known"
NOR_SHORT: Final = "only your own processes are known, and none of what is over in a moment"

MOST_FOUND: Final = 20_000
"""Attributions that wait for a client that does not read; the oldest of more are lost."""
MOST_ROWS: Final = 50
"""In one message: with the longest names and command lines it is two thirds of the longest line."""
STEP_SECONDS: Final = 0.001
"""For which all processes are looked at before others have their turn."""
_LARGEST_ID: Final = 1 << 53
_OVER: Final = object()


class Lookout(Protocol):
    """What is wanted of `tui.sockets.watch.lookout.Lookout`."""

    @property
    def descriptors(self) -> tuple[int, ...]: ...
    @property
    def cannot(self) -> tuple[str, ...]: ...
    @property
    def hears_packets(self) -> bool: ...
    def watch(self) -> None: ...
    def unwatch(self) -> None: ...
    def ask(self, flows: Iterable[Flow]) -> None: ...
    def due(self) -> float | None: ...
    def serve(self) -> list[Attribution]: ...
    def close(self) -> None: ...


class StepByStep(Holders, Protocol):
    """What is wanted of `Owners`."""

    def steps(self, inodes: Collection[int]) -> Generator[None, None, Mapping[int, tuple[Owner, ...]]]: ...


class Watcher:
    """The commands, and the loop over the channel and the lookout."""

    def __init__(
        self,
        channel: Channel,
        lookout: Lookout,
        owners: StepByStep,
        kernel: Kernel,
        *,
        may_end: bool,
        uid: int,
        details: Callable[[int, int | None], ProcessDetails | None] = read_details,
    ) -> None:
        """`may_end` tells whether this process has the capability to close sockets, `uid` whose it is."""
        self._channel, self._lookout, self._owners, self._kernel = channel, lookout, owners, kernel
        self._details, self._uid = details, uid
        self._cannot_end = why_not_closed(kernel, is_permitted=may_end)
        self._waiting: deque[Message] = deque()
        """Commands: one a round, so that a flood of them keeps nothing from being heard in time."""
        self._looking: Generator[None, None, None] | None = None
        """A look at all processes: in steps, as packets are looked up at once or in vain."""
        self._watches = False
        self._told: tuple[str, ...] = ()
        """What cannot be, as the client knows it."""
        self._found: deque[Attribution] = deque(maxlen=MOST_FOUND)
        self._poll = select.poll()
        self._polled: tuple[int, ...] = ()

    def run(self) -> None:
        """Serve until the other process is gone."""
        try:
            self._tell()
            while True:
                self._round()
        except ChannelClosed:
            pass
        finally:
            self._lookout.close()
            self._kernel.close()

    def _round(self) -> None:
        self._choose_descriptors()
        for descriptor, events in self._poll.poll(self._patience_milliseconds()):
            if descriptor == self._channel.fileno():
                if events & select.POLLHUP:
                    raise ChannelClosed("the other side has ended")
                if events & select.POLLOUT:
                    self._channel.flush()
                if events & ~select.POLLOUT:
                    self._waiting += self._channel.receive()
                    # No command comes with a descriptor: those that do would pile up.
                    while (unasked := self._channel.take_descriptor()) is not None:
                        os.close(unasked)
        self._found += self._lookout.serve()
        if self._looking is not None:
            self._look_on(self._looking)
        elif self._waiting and not self._channel.is_backed_up:
            self._command(self._waiting.popleft())
        if self._lookout.cannot != self._told and not self._channel.is_backed_up:
            # Something failed while it watched.
            self._tell()
        while self._found and not self._channel.is_backed_up:
            rows = [attribution_row(self._found.popleft()) for _ in range(min(MOST_ROWS, len(self._found)))]
            self._channel.send({"event": "attributed", "rows": rows})

    def _choose_descriptors(self) -> None:
        """The lookout's, and the channel's: nothing more is read from a client that does not read."""
        wanted = (self._channel.fileno(), *self._lookout.descriptors)
        for descriptor in self._polled:
            if descriptor not in wanted:
                with contextlib.suppress(KeyError, OSError):
                    self._poll.unregister(descriptor)
        for descriptor in wanted:
            self._poll.register(descriptor, select.POLLIN)
        if self._channel.is_backed_up:
            self._poll.register(self._channel.fileno(), select.POLLOUT)
        elif self._waiting:
            self._poll.register(self._channel.fileno(), 0)
        self._polled = wanted

    def _patience_milliseconds(self) -> int | None:
        if self._looking is not None or (self._waiting and not self._channel.is_backed_up):
            return 0
        due = self._lookout.due()
        return None if due is None else max(0, int(due * 1000) + 1)

    # Commands ---------------------------------------------------------------------------------------------

    def _command(self, message: Message) -> None:
        """Do what is asked; what cannot be is answered with an errno and a sentence."""
        asked: int | None = None
        try:
            if "id" in message:
                asked = number(message["id"], _LARGEST_ID)
            command = message.get("command")
            if isinstance(command, str) and command in self._ANSWERED and asked is not None:
                self._ANSWERED[command](self, asked, message)
            elif isinstance(command, str) and command in self._TAKEN and asked is None:
                self._TAKEN[command](self, message)
            else:
                raise ValueError("an unknown command")
        except ValueError as error:
            self._refuse(asked, errno.EINVAL, str(error))
        except OSError as error:
            self._refuse(asked, error.errno or errno.EIO, error.strerror or str(error))

    def _refuse(self, asked: int | None, code: int, text: str) -> None:
        self._channel.send({"event": "error", "id": asked, "errno": code, "text": text})

    def _watch(self, message: Message) -> None:
        self._watches = True
        self._lookout.watch()
        self._tell()

    def _unwatch(self, message: Message) -> None:
        self._watches = False
        self._lookout.unwatch()

    def _ask(self, message: Message) -> None:
        self._lookout.ask(read_flows(message.get("flows")))

    def _tell_owners(self, asked: int, message: Message) -> None:
        self._looking = self._looks(asked, read_inodes(message.get("inodes")))

    def _look_on(self, looking: Generator[None, None, None]) -> None:
        """A short time."""
        until = time.monotonic() + STEP_SECONDS
        while time.monotonic() < until:
            if next(looking, _OVER) is _OVER:
                self._looking = None
                return

    def _looks(self, asked: int, inodes: Collection[int]) -> Generator[None, None, None]:
        found = yield from self._owners.steps(inodes)
        for part in owner_parts(found):
            self._channel.send({"event": "part", "id": asked, **part})
        self._channel.send({"event": "answer", "id": asked, "hidden": sorted(self._owners.hidden)})

    def _tell_process(self, asked: int, message: Message) -> None:
        details = self._details(read_pid(message.get("pid")), maybe_started(message.get("started")))
        row = None if details is None else details_row(details)
        self._channel.send({"event": "answer", "id": asked, "process": row})

    def _end(self, asked: int, message: Message) -> None:
        ending = read_socket(message.get("socket"))
        if self._cannot_end:
            raise PermissionError(errno.EPERM, self._cannot_end)
        self._kernel.end(ending)
        self._channel.send({"event": "answer", "id": asked})

    def _tell(self) -> None:
        """What can be done, and what cannot, and why."""
        self._told = self._lookout.cannot
        sees_all = self._owners.is_privileged
        own = NOR_SHORT if self._watches and not self._lookout.hears_packets else OTHER_USERS
        cannot = self._told if sees_all else (f"{own}: {who_sees_all(self._uid)}",)
        self._channel.send(
            {"event": "told", "sees_all": sees_all, "cannot_see": "; ".join(cannot), "cannot_end": self._cannot_end}
        )

    _TAKEN: Final[Mapping[str, Callable[[Watcher, Message], None]]] = {
        "watch": _watch,
        "unwatch": _unwatch,
        "ask": _ask,
    }
    _ANSWERED: Final[Mapping[str, Callable[[Watcher, int, Message], None]]] = {
        "owners": _tell_owners,
        "process": _tell_process,
        "end": _end,
    }


def main(arguments: list[str]) -> int:
    """Take over the socket whose number is the argument and serve it. What fails is told to the other side."""
    for ignored in (signal.SIGINT, signal.SIGHUP, signal.SIGPIPE):
        signal.signal(ignored, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _leave)
    end = socket.socket(fileno=int(arguments[0]))
    end.setblocking(False)
    os.set_inheritable(end.fileno(), False)
    channel = Channel(end)
    try:
        if len(arguments) > 1:
            enter(arguments[1])
        from tui.sockets.watch.lookout import Lookout as Here  # what it opens is of the namespace entered

        Watcher(channel, Here(), Owners(), SockDiag(), may_end=has(NET_ADMIN), uid=os.geteuid()).run()
    except OSError as error:
        with contextlib.suppress(ChannelClosed):
            channel.send({"event": "failed", "text": error.strerror or str(error)})
        return 1
    except Exception:  # the one place: the process ends and its last words reach the screen
        with contextlib.suppress(ChannelClosed):
            channel.send({"event": "bug", "text": traceback.format_exc(limit=8)})
        return 1
    return 0


def _leave(signal_number: int, frame: object) -> NoReturn:
    """Told to end, it ends as it does with its client."""
    sys.exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
