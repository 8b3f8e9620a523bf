"""Finds the processes of conversations' ends: those that are heard to begin, that a trace tells of, or are asked about.

An end is looked up when its first packet is seen, a server's again until the program has accepted. The newest processes
are searched for its socket at once, all others a little later and seldom. What was found is told when enough time has
passed to know that it is of no other conversation and no other process. Nothing waits, and everything is bounded.
"""

from __future__ import annotations

import heapq
import itertools
import math
import time
from collections import OrderedDict
from collections.abc import Callable, Generator, Iterable, Sequence
from typing import Final

from dissectors.processes.attribution import Attribution, End
from tui.sockets.processes import Process
from tui.sockets.watch.beginnings import SLACK_NS, Beginning, Beginnings
from tui.sockets.watch.first_packets import Flow
from tui.sockets.watch.looking import Kernel, Look, Transport, listeners, look
from tui.sockets.watch.own_addresses import Addresses
from tui.sockets.watch.process_times import is_later
from tui.sockets.watch.scanning import Holding, Scanning
from tui.sockets.watch.search import (
    ACCEPTING_SECONDS,
    GONE_ATTEMPTS,
    GRACE_SECONDS,
    REUSED,
    SYN_SENT_SECONDS,
    TOO_MUCH,
    TOO_SOON,
    TRACING_SECONDS,
    Search,
    possible,
)
from tui.sockets.watch.telling import Telling
from tui.sockets.watch.tracefs import Connect

MOST_SEARCHES: Final = 4_096
"""At once; of more, those that come are given up."""
TURN_SECONDS: Final = 0.000_3
"""After which a packet that came meanwhile has its turn."""
TOGETHER_SECONDS: Final = 0.02
_MOST_DATAGRAM_FLOWS: Final = 8_192
_CHECKED_SECONDS: Final = 0.05
"""How long a UDP flow's socket is taken to be the one that it was."""
_MOST_LOOKS: Final = 10
_LATE_NS: Final = 500_000_000
"""A packet that waited so long is not looked up: what has its port now may be another's."""


class Attributor:
    """Fed with what is seen; `take` gives what has been found out."""

    def __init__(
        self,
        kernel: Kernel,
        holders: Holding,
        own: Addresses,
        telling: Telling,
        *,
        network: int | None,
        clock: Callable[[], float] = time.monotonic,
        wall: Callable[[], int] = time.time_ns,
        is_later: Callable[[Process, int], bool] = is_later,
    ) -> None:
        """`network` is the inode of the network namespace in which `kernel` looks; None where it is not known.

        `is_later` tells whether a process began after a time since 1970.
        """
        self._kernel, self._own, self._telling = kernel, own, telling
        self._clock, self._wall = clock, wall
        self._is_later = is_later
        self._beginnings = Beginnings(network)
        self._scanning = Scanning(holders, clock)
        self._searches: dict[tuple[object, ...], Search] = {}
        self._queue: list[tuple[float, int, Search]] = []
        self._numbers = itertools.count()
        self._datagrams: OrderedDict[tuple[End, End], tuple[tuple[int | None, ...], float]] = OrderedDict()
        self._settled: list[Search] = []
        """Who else holds their sockets is to be looked for, as soon as that is done for those before."""
        self._others: Generator[None, None, Sequence[Search]] | None = None
        self._closed: dict[int, float] = {}
        """By port when a UDP socket that had it was last heard to close."""
        self._unheard = 0.0
        """Before this some may have closed unheard."""
        self._told: list[Attribution] = []
        self._missed_ns = 0
        """Since 1970: packets were missed before this."""
        self.is_traced = False
        """Whether the trace will tell of connections, which is waited for then."""
        self.lost = 0
        """Ends that were given up because there were too many at once."""

    def due(self) -> float | None:
        """Seconds until `take` is wanted; None while nothing is searched for."""
        if self._told or self._settled or self._others is not None:
            return 0.0
        now = self._clock()
        times = [self._queue[0][0]] if self._queue else []
        if (scan := self._scanning.due()) is not None:
            times.append(scan)
        return max(min(times) - now, 0.0) if times else None

    def heard(self, flows: Iterable[Flow]) -> None:
        """Packets that begin conversations, in their order."""
        latest = self._wall() - _LATE_NS
        datagrams = []
        for flow in flows:
            if flow.protocol == "tcp":
                self._begin(flow)
            elif flow.time_ns > latest:
                self._datagram(flow, flow.source, flow.destination)
                datagrams.append(flow)
        # Who sent may be gone in a moment; who is sent to waits for it.
        self._settle_soon()
        for flow in datagrams:
            self._datagram(flow, flow.destination, flow.source)
        self._settle_soon()

    def connected(self, connects: Iterable[Connect]) -> None:
        """What the trace tells."""
        now = self._clock()
        for connect in connects:
            beginnings = self._beginnings.traced(connect)
            if not beginnings and self._beginnings.latest_connect(connect.local, connect.remote) is connect:
                # Its SYN was not seen yet, or not at all.
                unseen = Search("tcp", connect.local, connect.remote, connect.time_ns, now, phase="tracing")
                unseen.is_only_traced, unseen.connect = True, connect
                self._add(unseen, GRACE_SECONDS)
            for one in beginnings:
                search = Search("tcp", one.client, one.server, one.time_ns, now, one, phase="tracing")
                search.is_own = self._own.has(one.client.address)
                if (before := self._searches.get(search.key)) is not None:
                    self._again(before, now + GRACE_SECONDS)
                elif not one.is_told:
                    # It was given up, or told without the trace.
                    search.is_only_traced = True
                    self._add(search, GRACE_SECONDS)

    def ask(self, flows: Iterable[tuple[Transport, End, End]]) -> None:
        """Look up both ends of conversations that are going on, as far as they are this machine's."""
        for protocol, first, second in flows:
            for local, remote in ((first, second), (second, first)):
                search = Search(protocol, local, remote, self._wall(), self._clock(), is_asked=True)
                search.is_patient = True
                if self._own.has(local.address) and search.key not in self._searches and self._add(search):
                    if protocol == "tcp" and (connect := self._beginnings.latest_connect(local, remote)) is not None:
                        self._tell(search, self._telling.traced(search, connect, connect.time_ns))
                    else:
                        self._look_up(search)
        self._settle_soon()

    def closed(self, ports: Iterable[int]) -> None:
        """UDP sockets with these ports are no more: another process may have them with the very next packet."""
        now = self._clock()
        self._closed.update((port, now) for port in ports)

    def missed_closings(self) -> None:
        """Some UDP sockets may have closed that were not told of."""
        self._unheard = self._clock()

    def missed_packets(self) -> None:
        """Some were lost until now: what has begun may have been followed by another unseen."""
        self._missed_ns = self._wall()

    def missed_connects(self) -> None:
        """Some of what the trace tells was lost until now."""
        self._beginnings.forget_traced()

    def take(self) -> list[Attribution]:
        """Do some of what is due; what has been found out since the last time.

        It takes a fraction of a millisecond, and `due` says that more is wanted at once: packets come first.
        """
        now = self._clock()
        until = now + TURN_SECONDS
        while self._queue and self._queue[0][0] <= now:
            search = heapq.heappop(self._queue)[2]
            if self._searches.get(search.key) is search and not self._is_over(search):
                self._go_on(search)
            if self._clock() > until:
                break
        self._settle_soon()
        if self._others is None and self._settled:
            self._others, self._settled = self._scanning.look_for_others(self._settled), []
        self._look_for_others(until)
        for search in self._scanning.scan():
            if search.is_accepted and not possible(search):
                # The program has closed it meanwhile.
                self._look_for_listeners(search)
            else:
                self._settle(search)
        told, self._told = self._told, []
        return told

    def _go_on(self, search: Search) -> None:
        if search.phase == "looking":
            self._look_up(search)
        elif search.phase == "settling":
            self._settled.append(search)
        elif search.phase == "tracing":
            self._await_trace(search)

    def _look_for_others(self, until: float) -> None:
        """Go on looking who else holds the sockets of searches that are settled, and conclude these at the end."""
        while self._others is not None:
            try:
                next(self._others)
            except StopIteration as end:
                self._others = None
                over: Sequence[Search] = end.value
                for search in over:
                    # Something may have come in between.
                    if self._searches.get(search.key) is search and not self._is_over(search):
                        self._conclude(search)
            if self._clock() > until:
                break

    # How searches begin ---------------------------------------------------------------------------------------

    def _begin(self, flow: Flow) -> None:
        one = self._beginnings.saw(flow)
        if one is None:
            return
        now = self._clock()
        client = Search("tcp", one.client, one.server, flow.time_ns, now, one, interface=flow.interface)
        if self._own.has(one.client.address):
            if self._add(client):
                self._look_up(client)
        elif self.is_traced:
            client.is_own, client.is_only_traced, client.phase = False, True, "tracing"
            self._add(client, GRACE_SECONDS)
        if self._own.has(one.server.address):
            server = Search("tcp", one.server, one.client, flow.time_ns, now, one, interface=flow.interface)
            server.is_patient = True
            self._add(server, ACCEPTING_SECONDS[0])

    def _datagram(self, flow: Flow, local: End, remote: End) -> None:
        """A UDP packet that an end of this machine sent or received: who has its socket, if it is not known already."""
        now, key = self._clock(), (local, remote)
        before, checked = self._datagrams.get(key, (None, 0.0))
        is_same = now - checked < _CHECKED_SECONDS and checked > max(self._closed.get(local.port, 0.0), self._unheard)
        if (before is not None and is_same) or not self._own.has(local.address):
            return
        search = Search("udp", local, remote, flow.time_ns, now, interface=flow.interface)
        search.is_patient = local == flow.destination
        self._look(search)
        cookies = () if search.look is None else tuple(sorted(one.cookie or 0 for one in search.look.sockets))
        self._datagrams[key] = (cookies, now)
        self._datagrams.move_to_end(key)
        if len(self._datagrams) > _MOST_DATAGRAM_FLOWS:
            self._datagrams.popitem(last=False)
        if cookies != before:
            # What is searched for still is of the sockets before.
            self._searches.pop(search.key, None)
            if self._add(search):
                self._looked(search)

    def _add(self, search: Search, after_seconds: float | None = None) -> bool:
        """False where there are too many. Without a time it must be gone on with at once."""
        if len(self._searches) >= MOST_SEARCHES:
            self.lost += 1
            return False
        self._searches[search.key] = search
        if after_seconds is not None:
            self._again(search, search.begun + after_seconds)
        return True

    def _again(self, search: Search, when: float) -> None:
        heapq.heappush(self._queue, (when, next(self._numbers), search))

    # How they go on -------------------------------------------------------------------------------------------

    def _look(self, search: Search) -> None:
        search.attempts += 1
        for _ in range(_MOST_LOOKS):
            before_ns = self._wall()
            search.look = look(self._kernel, search.protocol, search.local, search.remote, search.interface)
            search.looked, search.looked_ns = self._clock(), self._wall()
            # When it took long, another socket may have come in between.
            if search.looked_ns - before_ns < SLACK_NS // 2:
                break
        else:
            search.look = None
        if search.is_asked:
            search.time_ns = before_ns

    def _look_up(self, search: Search) -> None:
        before = search.look
        self._look(search)
        if search.look is None and search.is_server:
            # What it was is told where it is gone.
            search.look = before
        if search.is_asked and before is not None and search.look is not None and not search.look.is_as(before):
            # Another began meanwhile, whose SYN may wait yet.
            search.look = None
        self._looked(search)

    def _looked(self, search: Search) -> None:
        is_waiting = search.look is not None and search.look.is_unaccepted
        is_last = search.is_server and search.attempts == len(ACCEPTING_SECONDS)
        if search.protocol == "tcp" and (is_last or (search.is_asked and is_waiting)):
            search.look = self._listeners(search)
        found = search.look
        is_exact = found is not None and found.is_held and found.how == "exact"
        is_listener = found is not None and found.is_held and found.how == "listener"
        if search.is_asked and search.attempts == 1 and found is not None and found.sockets[0].state == "SYN-SENT":
            # Its SYN may wait yet, and one before it between the same ends is asked about.
            self._again(search, search.begun + SYN_SENT_SECONDS)
        elif is_exact or (is_listener and search.protocol == "udp"):
            self._scanning.want(search)
        elif search.is_server and _is_let_go(search):
            self._look_for_listeners(search)
        elif search.is_server and search.attempts < len(ACCEPTING_SECONDS):
            self._again(search, search.begun + ACCEPTING_SECONDS[search.attempts])
        elif is_listener and (search.is_server or is_waiting):
            # No program has taken the connection as long as it was looked for, or it has let go of it already.
            self._scanning.want(search)
        elif search.is_client and self.is_traced:
            search.phase = "tracing"
            self._again(search, search.begun + TRACING_SECONDS)
        else:
            self._settle(search)

    def _listeners(self, search: Search) -> Look | None:
        """Instead of the connection's own socket, where no program holds that."""
        if search.look is not None and search.look.is_held:
            return search.look
        return listeners(self._kernel, "tcp", search.local) or search.look

    def _look_for_listeners(self, search: Search) -> None:
        found = listeners(self._kernel, "tcp", search.local)
        if found is not None and found.is_held:
            search.look = found
            self._scanning.want(search)
        else:
            self._tell(search, self._telling.unknown(search))

    def _settle_soon(self) -> None:
        for search in self._scanning.soon():
            self._settle(search)

    def _settle(self, search: Search) -> None:
        """All is found that can be: it is told after a while."""
        search.phase = "settling"
        if self._searches.get(search.key) is search:
            for process in (search.first or {}).values():
                # It may have ended when it is told.
                self._telling.note(process)
            # Those of one moment together, as it takes a look at other processes.
            when = max(self._clock(), search.looked + GRACE_SECONDS)
            self._again(search, math.ceil(when / TOGETHER_SECONDS) * TOGETHER_SECONDS)

    def _is_over(self, search: Search) -> bool:
        """Tell what the trace told, or that nothing can be told any more; whether it did."""
        one = search.beginning
        if one is None:
            return search.connect is not None and self._is_unseen(search, search.connect)
        standing = self._beginnings.standing(one)
        if standing == "crowded":
            self._end(search)
            return True
        if search.is_client and not one.is_told:
            connect = self._beginnings.connect_of(one, is_own=search.is_own)
            if connect is not None:
                one.is_told = True
                self._tell(search, self._telling.traced(search, connect, search.time_ns))
                return True
        if search.is_only_traced or self._is_certain(search, one, standing == "latest"):
            return False
        if search.is_server:
            # Its connection may be another's by now, but whose its port is stays the same.
            self._look_for_listeners(search)
        elif self.is_traced and search.phase != "tracing":
            # What was found does not count, and the trace may tell yet.
            search.phase, search.first, search.before, search.holders = "tracing", None, {}, {}
            self._again(search, search.begun + TRACING_SECONDS)
        else:
            self._tell(search, self._telling.unknown(search, REUSED if standing == "followed" else TOO_MUCH))
        return True

    def _is_unseen(self, search: Search, connect: Connect) -> bool:
        """Tell what the trace told of a connection whose SYN was not seen, if it was not seen after all."""
        if self._beginnings.latest_connect(connect.local, connect.remote) is connect and not self._beginnings.has_begun(
            connect
        ):
            self._tell(search, self._telling.traced(search, connect, connect.time_ns))
        else:
            self._end(search)
        return True

    def _is_certain(self, search: Search, one: Beginning, is_latest: bool) -> bool:
        """Whether the socket that was found can only be that of the connection, or none was found yet that is not."""
        if search.is_server and search.look is not None and search.look.how == "listener":
            return True
        if self._missed_ns > one.time_ns:
            # Another may have begun unseen, however soon.
            return search.phase == "tracing"
        if search.phase == "looking":
            return is_latest
        following = self._beginnings.followed_at(one)
        return following is None or search.looked_ns + SLACK_NS < following

    def _await_trace(self, search: Search) -> None:
        until = search.begun + TRACING_SECONDS
        if self._clock() < until:
            self._again(search, until)
        elif search.is_only_traced:
            self._end(search)
        else:
            self._conclude(search)

    def _conclude(self, search: Search) -> None:
        processes = possible(search)
        if len(processes) != 1:
            self._tell(search, self._telling.unknown(search, processes=processes))
        elif not search.is_asked and not search.is_accepted and self._is_later(processes[0], search.time_ns):
            # It got the socket, or its port, from another.
            self._tell(search, self._telling.unknown(search, TOO_SOON))
        else:
            self._tell(search, self._telling.known(search, processes[0]))

    def _tell(self, search: Search, told: Attribution) -> None:
        self._told.append(told)
        self._end(search)

    def _end(self, search: Search) -> None:
        if self._searches.get(search.key) is search:
            del self._searches[search.key]


def _is_let_go(search: Search) -> bool:
    """Whether a server's program had its connection and has it no more, or none came to be: no use in looking again."""
    found = search.look
    if found is None or found.how == "listener":
        return search.attempts >= GONE_ATTEMPTS
    return not found.is_held and not found.is_unaccepted
