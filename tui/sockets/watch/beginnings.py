"""Which connections have begun between two ends, and which of them a trace tells of.

Ports are used again, and a trace is of all network namespaces: so a connection is told from the next between the same
ends by its SYN's sequence number, and from others' by the moment of its SYN.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import Final, Literal, TypeVar

from dissectors.processes.attribution import End
from tui.sockets.watch.first_packets import Flow
from tui.sockets.watch.tracefs import Connect

SLACK_NS: Final = 2_000_000
"""Between the clocks of packets and of the trace, and of what captures are joined by."""
_MOST_PAIRS: Final = 8_192
_MOST_OF_A_PAIR: Final = 64

Kept = TypeVar("Kept")
Pair = tuple[End, End]


@dataclass(slots=True, eq=False)
class Beginning:
    """A connection whose SYN, or SYN-ACK, was seen."""

    client: End
    server: End
    number: int
    """The client's initial sequence number."""
    time_ns: int
    """Of the first of its packets that was seen, since 1970."""
    is_told: bool = False
    """Whether the trace's word about it has been told."""


class Beginnings:
    """The latest connections between each two ends; the oldest ends of too many are forgotten."""

    def __init__(self, network: int | None) -> None:
        """`network` is the inode of the network namespace whose packets are seen; None where that is not known."""
        self._network = network
        self._begun: OrderedDict[Pair, list[Beginning]] = OrderedDict()
        self._connects: OrderedDict[Pair, list[Connect]] = OrderedDict()

    def forget_traced(self) -> None:
        """Some of it was missed: what is known may not be all there was."""
        self._connects.clear()

    def saw(self, flow: Flow) -> Beginning | None:
        """The connection that a TCP packet begins; None for one that is known to have begun."""
        client, server = (flow.destination, flow.source) if flow.is_answer else (flow.source, flow.destination)
        begun = self._of(self._begun, _pair(client, server))
        if any(one.number == flow.number and one.client == client for one in begun):
            return None
        one = Beginning(client, server, flow.number or 0, flow.time_ns)
        begun.append(one)
        del begun[:-_MOST_OF_A_PAIR]
        return one

    def traced(self, connect: Connect) -> list[Beginning]:
        """Keep what a trace told; the connections that it may be."""
        connects = self._of(self._connects, (connect.local, connect.remote))
        connects.append(connect)
        del connects[:-_MOST_OF_A_PAIR]
        return self._of_connect(connect)

    def has_begun(self, connect: Connect) -> bool:
        """Whether the SYN of a connection that the trace told of was seen."""
        return bool(self._of_connect(connect))

    def standing(self, one: Beginning) -> Literal["latest", "followed", "crowded", "forgotten"]:
        """How a connection is told from others between these ends.

        Another may have begun since, or so near in time that what is told by time may be about either.
        """
        begun = self._begun.get(_pair(one.client, one.server), [])
        others = [other for other in begun if other is not one]
        if len(others) == len(begun):
            return "forgotten"
        if any(abs(other.time_ns - one.time_ns) <= SLACK_NS for other in others):
            return "crowded"
        return "followed" if begun[-1] is not one else "latest"

    def followed_at(self, one: Beginning) -> int | None:
        """When the next connection between these ends began, since 1970; None for none."""
        begun = self._begun.get(_pair(one.client, one.server), [])
        return min((other.time_ns for other in begun if other.time_ns > one.time_ns), default=None)

    def connect_of(self, one: Beginning, *, is_own: bool) -> Connect | None:
        """The trace's word about a connection; None where there is none, or it may be about another.

        `is_own` tells whether the client's address is this network namespace's. Another may have the same address; one
        that this has not is another namespace's of this machine, as of a container, if it is traced at all.
        """
        connects = [
            connect
            for connect in self._connects.get((one.client, one.server), [])
            if _may_be(connect, one) and (connect.network is None or (connect.network == self._network) is is_own)
        ]
        if len(connects) != 1:
            return None
        begun = self._begun.get(_pair(one.client, one.server), [])
        is_only = not any(other is not one and _may_be(connects[0], other) for other in begun)
        return connects[0] if is_only else None

    def latest_connect(self, local: End, remote: End) -> Connect | None:
        """The trace's last word about a connection that this end began, where it is certain that it is of this network.

        None where there is none.
        """
        begun = [one for one in self._begun.get(_pair(local, remote), ()) if one.client == local]
        if begun:
            return self.connect_of(begun[-1], is_own=True)
        for connect in self._connects.get((local, remote), [])[-1:]:
            if not connect.has_failed and self._network is not None and connect.network == self._network:
                return connect
        return None

    def _of_connect(self, connect: Connect) -> list[Beginning]:
        begun = self._begun.get(_pair(connect.local, connect.remote), [])
        return [one for one in begun if one.client == connect.local and _may_be(connect, one)]

    @staticmethod
    def _of(kept: OrderedDict[Pair, list[Kept]], pair: Pair) -> list[Kept]:
        found = kept.setdefault(pair, [])
        kept.move_to_end(pair)
        if len(kept) > _MOST_PAIRS:
            kept.popitem(last=False)
        return found


def _pair(one: End, other: End) -> Pair:
    return (one, other) if one <= other else (other, one)


def _may_be(connect: Connect, one: Beginning) -> bool:
    return connect.began_ns - SLACK_NS <= one.time_ns <= connect.time_ns + SLACK_NS
