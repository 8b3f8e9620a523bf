"""Finds the processes of conversations' ends: those that are heard to begin, that a trace tells of, or are asked about.

An end is looked up when its first packet is seen, a server's again until the program has accepted. The newest processes
are searched for its socket at once, all others a little later and seldom. What was found is told when enough time has
passed to know that it is of no other conversation and no other process. Nothing waits, and everything is bounded.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterable
from typing import Final

from dissectors.processes.attribution import Attribution, End
from tui.sockets.processes import Process
from tui.sockets.watch.beginnings import Beginnings
from tui.sockets.watch.conclusions import Conclusions
from tui.sockets.watch.datagrams import Datagrams
from tui.sockets.watch.first_packets import Flow
from tui.sockets.watch.looking import Kernel, Transport
from tui.sockets.watch.lookups import Lookups
from tui.sockets.watch.own_addresses import Addresses
from tui.sockets.watch.process_times import is_later
from tui.sockets.watch.scanning import Holding, Scanning
from tui.sockets.watch.schedule import Schedule
from tui.sockets.watch.search import (
    ACCEPTING_SECONDS,
    GRACE_SECONDS,
    SYN_SENT_SECONDS,
    TRACING_SECONDS,
    Search,
    possible,
)
from tui.sockets.watch.telling import Telling
from tui.sockets.watch.tracefs import Connect

TURN_SECONDS: Final = 0.000_3
"""After which a packet that came meanwhile has its turn."""
TOGETHER_SECONDS: Final = 0.02
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
        self._own, self._telling = own, telling
        self._clock, self._wall = clock, wall
        self._beginnings = Beginnings(network)
        self._datagrams = Datagrams(clock)
        self._lookups = Lookups(kernel, clock, wall)
        self._scanning = Scanning(holders, clock)
        self._conclusions = Conclusions(self._beginnings, telling, is_later)
        self._schedule = Schedule()
        self._told: list[Attribution] = []

    @property
    def is_traced(self) -> bool:
        """Whether the trace will tell of connections, which is waited for then."""
        return self._conclusions.is_traced

    @is_traced.setter
    def is_traced(self, is_traced: bool) -> None:
        self._conclusions.is_traced = is_traced

    @property
    def lost(self) -> int:
        """Ends that were given up because there were too many at once."""
        return self._schedule.lost

    def due(self) -> float | None:
        """Seconds until `take` is wanted; None while nothing is searched for."""
        if self._told:
            return 0.0
        now = self._clock()
        times = [one for one in (self._schedule.next_time(), self._scanning.due()) if one is not None]
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
                self._schedule.add(unseen, GRACE_SECONDS)
            for one in beginnings:
                search = Search("tcp", one.client, one.server, one.time_ns, now, one, phase="tracing")
                search.is_own = self._own.has(one.client.address)
                if (before := self._schedule.with_key(search)) is not None:
                    self._schedule.again(before, now + GRACE_SECONDS)
                elif not one.is_told:
                    # It was given up, or told without the trace.
                    search.is_only_traced = True
                    self._schedule.add(search, GRACE_SECONDS)

    def ask(self, flows: Iterable[tuple[Transport, End, End]]) -> None:
        """Look up both ends of conversations that are going on, as far as they are this machine's."""
        for protocol, first, second in flows:
            for local, remote in ((first, second), (second, first)):
                search = Search(protocol, local, remote, self._wall(), self._clock(), is_asked=True)
                search.is_patient = True
                if not self._own.has(local.address) or self._schedule.with_key(search) is not None:
                    continue
                if self._schedule.add(search):
                    if protocol == "tcp" and (connect := self._beginnings.latest_connect(local, remote)) is not None:
                        self._tell(search, self._telling.traced(search, connect, connect.time_ns))
                    else:
                        self._look_up(search)
        self._settle_soon()

    def closed(self, ports: Iterable[int]) -> None:
        """UDP sockets with these ports are no more: another process may have them with the very next packet."""
        self._datagrams.closed(ports)

    def missed_closings(self) -> None:
        """Some UDP sockets may have closed that were not told of."""
        self._datagrams.missed_closings()

    def missed_packets(self) -> None:
        """Some were lost until now: what has begun may have been followed by another unseen."""
        self._conclusions.missed_ns = self._wall()

    def missed_connects(self) -> None:
        """Some of what the trace tells was lost until now."""
        self._beginnings.forget_traced()

    def take(self) -> list[Attribution]:
        """Do some of what is due; what has been found out since the last time.

        It takes a fraction of a millisecond, and `due` says that more is wanted at once: packets come first.
        """
        now = self._clock()
        until = now + TURN_SECONDS
        while (search := self._schedule.take(now)) is not None:
            if not self._is_over(search):
                self._go_on(search)
            if self._clock() > until:
                break
        self._settle_soon()
        for search in self._scanning.others(until):
            # Something may have come in between.
            if self._schedule.has(search) and not self._is_over(search):
                self._tell(search, self._conclusions.of(search))
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
            self._scanning.want_others(search)
        elif search.phase == "tracing":
            self._await_trace(search)

    # How searches begin ---------------------------------------------------------------------------------------

    def _begin(self, flow: Flow) -> None:
        one = self._beginnings.saw(flow)
        if one is None:
            return
        now = self._clock()
        client = Search("tcp", one.client, one.server, flow.time_ns, now, one, interface=flow.interface)
        if self._own.has(one.client.address):
            if self._schedule.add(client):
                self._look_up(client)
        elif self.is_traced:
            client.is_own, client.is_only_traced, client.phase = False, True, "tracing"
            self._schedule.add(client, GRACE_SECONDS)
        if self._own.has(one.server.address):
            server = Search("tcp", one.server, one.client, flow.time_ns, now, one, interface=flow.interface)
            server.is_patient = True
            self._schedule.add(server, ACCEPTING_SECONDS[0])

    def _datagram(self, flow: Flow, local: End, remote: End) -> None:
        """A UDP packet that an end of this machine sent or received: who has its socket, if it is not known already."""
        if self._datagrams.is_known(local, remote) or not self._own.has(local.address):
            return
        search = Search("udp", local, remote, flow.time_ns, self._clock(), interface=flow.interface)
        search.is_patient = local == flow.destination
        self._lookups.look(search)
        if self._datagrams.has_changed(local, remote, search.look):
            # What is searched for still is of the sockets before.
            self._schedule.end_with_key(search)
            if self._schedule.add(search):
                self._looked(search)

    # How they go on -------------------------------------------------------------------------------------------

    def _look_up(self, search: Search) -> None:
        self._lookups.look_again(search)
        self._looked(search)

    def _looked(self, search: Search) -> None:
        is_waiting = search.look is not None and search.look.is_unaccepted
        is_last = search.is_server and search.attempts == len(ACCEPTING_SECONDS)
        if search.protocol == "tcp" and (is_last or (search.is_asked and is_waiting)):
            self._lookups.take_listeners_unless_held(search)
        found = search.look
        is_exact = found is not None and found.is_held and found.how == "exact"
        is_listener = found is not None and found.is_held and found.how == "listener"
        if search.is_asked and search.attempts == 1 and found is not None and found.sockets[0].state == "SYN-SENT":
            # Its SYN may wait yet, and one before it between the same ends is asked about.
            self._schedule.again(search, search.begun + SYN_SENT_SECONDS)
        elif is_exact or (is_listener and search.protocol == "udp"):
            self._scanning.want(search)
        elif search.is_server and search.is_let_go:
            self._look_for_listeners(search)
        elif search.is_server and search.attempts < len(ACCEPTING_SECONDS):
            self._schedule.again(search, search.begun + ACCEPTING_SECONDS[search.attempts])
        elif is_listener and (search.is_server or is_waiting):
            # No program has taken the connection as long as it was looked for, or it has let go of it already.
            self._scanning.want(search)
        elif search.is_client and self.is_traced:
            search.phase = "tracing"
            self._schedule.again(search, search.begun + TRACING_SECONDS)
        else:
            self._settle(search)

    def _look_for_listeners(self, search: Search) -> None:
        if self._lookups.take_listeners(search):
            self._scanning.want(search)
        else:
            self._tell(search, self._telling.unknown(search))

    def _settle_soon(self) -> None:
        for search in self._scanning.soon():
            self._settle(search)

    def _settle(self, search: Search) -> None:
        """All is found that can be: it is told after a while."""
        search.phase = "settling"
        if self._schedule.has(search):
            for process in (search.first or {}).values():
                # It may have ended when it is told.
                self._telling.note(process)
            # Those of one moment together, as it takes a look at other processes.
            when = max(self._clock(), search.looked + GRACE_SECONDS)
            self._schedule.again(search, math.ceil(when / TOGETHER_SECONDS) * TOGETHER_SECONDS)

    def _is_over(self, search: Search) -> bool:
        """Tell what can be told already, or go another way where what was found does not count; whether it did."""
        match self._conclusions.so_far(search):
            case "go on":
                return False
            case "say nothing":
                self._schedule.end(search)
            case "look for listeners":
                self._look_for_listeners(search)
            case "await the trace":
                search.phase, search.first, search.before, search.holders = "tracing", None, {}, {}
                self._schedule.again(search, search.begun + TRACING_SECONDS)
            case Attribution() as told:
                self._tell(search, told)
        return True

    def _await_trace(self, search: Search) -> None:
        until = search.begun + TRACING_SECONDS
        if self._clock() < until:
            self._schedule.again(search, until)
        elif search.is_only_traced:
            self._schedule.end(search)
        else:
            self._tell(search, self._conclusions.of(search))

    def _tell(self, search: Search, told: Attribution) -> None:
        self._told.append(told)
        self._schedule.end(search)
