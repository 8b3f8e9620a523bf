"""All that finds out whose packets are, in one thread: descriptors to wait for, and what to do when they are readable.

The watcher's loop (`tui.sockets.watch.watcher`) serves it. In the network namespace of the thread that makes it.
"""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterable
from typing import Final

from dissectors.processes.attribution import Attribution, End
from tui.sockets.sock_diag import UDP_DESTROY_GROUPS, Endings, SockDiag
from tui.sockets.units import Units
from tui.sockets.watch.attributor import Attributor
from tui.sockets.watch.first_packets import FirstPackets
from tui.sockets.watch.holders import Holders
from tui.sockets.watch.looking import Transport
from tui.sockets.watch.own_addresses import OwnAddresses
from tui.sockets.watch.telling import Telling
from tui.sockets.watch.trace_files import NoTrace
from tui.sockets.watch.tracefs import Trace

NO_PACKETS: Final = "what is over in a moment is not seen: that takes CAP_NET_RAW"
HURRY: Final = -15
"""As nice(2) counts. It does little, and that little at once."""


class Lookout:
    """Looks up what it is asked, and what it sees while it watches. Raises OSError where the kernel answers nothing."""

    def __init__(self, *, may_trace: bool = True) -> None:
        self._may_trace = may_trace
        self._holders = Holders()
        self._kernel = SockDiag()
        try:
            self._own = OwnAddresses()
        except BaseException:
            self._kernel.close()
            raise
        telling = Telling(self._holders, Units(), uid=os.geteuid())
        network = self._holders.network_of(os.getpid())
        self._attributor = Attributor(self._kernel, self._holders, self._own, telling, network=network)
        self._packets: FirstPackets | None = None
        self._trace: Trace | None = None
        self._endings: Endings | None = None
        """Where the kernel tells of them."""
        self._cannot: dict[str, str] = {}

    @property
    def is_traced(self) -> bool:
        """Whether each connection that a process begins is known, however short."""
        return self._trace is not None

    @property
    def hears_packets(self) -> bool:
        return self._packets is not None

    @property
    def cannot(self) -> tuple[str, ...]:
        """Why something of it is not done, in sentences; nothing where all is, or it does not watch."""
        return tuple(self._cannot.values())

    @property
    def lost(self) -> int:
        """Ends that were given up because there were too many at once."""
        return self._attributor.lost

    @property
    def descriptors(self) -> tuple[int, ...]:
        """To wait for, until they can be read; others after `watch`, `unwatch`, and `serve` where one failed."""
        return tuple(one.fileno() for one in (self._packets, self._trace) if one is not None)

    def watch(self) -> None:
        """From now on see what begins. Never raises: `cannot` tells what cannot be.

        Where that may be, this process goes before others: a connection may be over before its turn would come.
        """
        _hurry()
        self._cannot.clear()
        if self._packets is None:
            try:
                self._packets = FirstPackets()
            except OSError as error:
                is_refused = error.errno in (errno.EPERM, errno.EACCES)
                self._cannot["packets"] = NO_PACKETS if is_refused else f"no packets are seen: {error.strerror}"
        if self._trace is None and self._may_trace:
            try:
                self._trace = Trace(self._holders)
            except NoTrace as error:
                self._cannot["trace"] = str(error)
        self._attributor.is_traced = self.is_traced
        if self._endings is None:
            with contextlib.suppress(OSError):
                self._endings = Endings(groups=UDP_DESTROY_GROUPS)

    def unwatch(self) -> None:
        """See nothing more; what was seen is still worked off."""
        self._end_packets()
        self._end_trace()
        if self._endings is not None:
            self._endings.close()
            self._endings = None

    def close(self) -> None:
        self.unwatch()
        self._own.close()
        self._kernel.close()

    def due(self) -> float | None:
        """Seconds until `serve` is wanted though nothing can be read; None for none."""
        sources = (self._packets, self._trace, self._attributor)
        times = [due for one in sources if one is not None and (due := one.due()) is not None]
        return min(times, default=None)

    def ask(self, flows: Iterable[tuple[Transport, End, End]]) -> None:
        """Have both ends of conversations that are going on looked up."""
        self._attributor.ask(flows)

    def serve(self) -> list[Attribution]:
        """Read what can be read and do what is due; what has been found out. Does not wait. Raises OSError."""
        # Before packets that came later: a port may have another socket by now.
        self._hear_closings()
        # The newest of what began must be looked up before anything else: it may be over in a moment.
        if self._packets is not None:
            try:
                self._attributor.heard(self._packets.read())
            except OSError as error:
                if error.errno != errno.ENETDOWN:
                    self._cannot["packets"] = f"no packets are seen any more: {error.strerror}"
                    self._end_packets()
        if self._trace is not None:
            try:
                self._attributor.connected(self._trace.read())
            except OSError as error:
                self._cannot["trace"] = f"connections are not traced any more: {error.strerror}"
                self._end_trace()
        if self._packets is not None and self._packets.has_missed:
            self._packets.has_missed = False
            self._attributor.missed_packets()
        if self._trace is not None and self._trace.has_missed:
            self._trace.has_missed = False
            self._attributor.missed_connects()
        return self._attributor.take()

    def _hear_closings(self) -> None:
        if self._endings is None:
            return
        lost = self._endings.lost
        self._attributor.closed([one.local.port for one in self._endings.read() if one.local is not None])
        if self._endings.lost != lost:
            self._attributor.missed_closings()

    def _end_packets(self) -> None:
        if self._packets is not None:
            self._packets.close()
            self._packets = None
            self._attributor.missed_packets()

    def _end_trace(self) -> None:
        if self._trace is not None:
            with contextlib.suppress(OSError):
                self._trace.close()
            self._trace = None
            self._attributor.is_traced = False


def _hurry() -> None:
    """Among the processes of its session, and with its session among others where they are scheduled by session."""
    with contextlib.suppress(OSError):
        os.setpriority(os.PRIO_PROCESS, 0, HURRY)
        if os.getsid(0) == os.getpid():
            with open("/proc/self/autogroup", "w", encoding="ascii") as file:
                file.write(str(HURRY))
