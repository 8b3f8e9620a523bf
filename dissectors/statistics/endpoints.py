"""Endpoints: what each address, or address and port, sent and received, and with how many others.

Made from the conversations of a kind, whose two directions are each one end's sending and the other's receiving; so it
is counted as they are, and as `tshark -z endpoints,KIND` does: what an endpoint sends to itself is both sent and
received, and counts twice in its packets and bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.statistics.times_apart import apart
from dissectors.streams.endpoints import WORDS, group_alike
from dissectors.streams.tables.conversations import Conversations, Endpoint, endpoint_of
from dissectors.streams.tables.kinds import WITH_PORTS, Kind

Integers = NDArray[np.int64]
_HALF = WORDS // 2


@dataclass(frozen=True, slots=True)
class EndpointCount:
    """One endpoint."""

    kind: Kind
    end: Endpoint
    packets_sent: int
    packets_received: int
    bytes_sent: int
    """Of whole frames, as they were on the wire."""
    bytes_received: int
    peers: int
    """Different endpoints it had conversations with."""
    first_time: int | None
    """Nanoseconds since 1970; None where the file has no times."""
    last_time: int | None

    @property
    def packets(self) -> int:
        return self.packets_sent + self.packets_received

    @property
    def bytes(self) -> int:
        return self.bytes_sent + self.bytes_received

    @property
    def duration(self) -> int | None:
        """Nanoseconds from the earliest to the latest frame."""
        return None if self.first_time is None or self.last_time is None else self.last_time - self.first_time

    @property
    def filter(self) -> str:
        """A display filter that chooses its packets."""
        return filter_of(self.kind, self.end)


@dataclass(frozen=True, slots=True)
class Endpoints:
    """All endpoints of a kind that have packets, as columns in the order in which they were seen first."""

    kind: Kind
    ends: NDArray[np.uint64]
    """n x half of `WORDS`, as in `Conversations.pairs`."""
    packets: Integers
    """n x 2: sent, received."""
    bytes: Integers
    peers: Integers
    first_times: Integers
    """Nanoseconds since 1970; NO_TIME where the file has none."""
    last_times: Integers

    def __len__(self) -> int:
        return len(self.ends)

    def end(self, place: int) -> Endpoint:
        """One of them. Raises IndexError."""
        return endpoint_of(self.kind, self.ends[place])

    def record(self, place: int) -> EndpointCount:
        """One of them. Raises IndexError."""
        first, last = int(self.first_times[place]), int(self.last_times[place])
        (sent, received), (bytes_sent, bytes_received) = self.packets[place].tolist(), self.bytes[place].tolist()
        return EndpointCount(
            self.kind,
            self.end(place),
            sent,
            received,
            bytes_sent,
            bytes_received,
            int(self.peers[place]),
            None if first == NO_TIME else first,
            None if last == NO_TIME else last,
        )

    def order(self, column: str, *, descending: bool = False) -> Integers:
        """The places in the order of a column, a name in COLUMNS; those alike stay in order. Raises KeyError.

        What is not known stands last, whichever way.
        """
        keys = COLUMNS[column](self)
        if descending:
            keys = tuple(_turned(key) for key in keys)
        unknown = [_OF_TIMES[column](self)] if column in _OF_TIMES else []
        order: Integers = np.lexsort([*keys[::-1], *unknown])
        return order

    def durations(self) -> Integers:
        """Nanoseconds from the earliest to the latest frame of each; 0 without times, too."""
        return apart(self.first_times, self.last_times)

    def keys(self) -> tuple[NDArray[np.uint64], ...]:
        """What the endpoints themselves sort by: version, address, port."""
        words = np.ascontiguousarray(self.ends).view(">u8").reshape(-1, _HALF).astype(np.uint64)
        return tuple(words.T)


def _turned(key: NDArray[Any]) -> NDArray[Any]:
    """What sorts the other way."""
    return -key if key.dtype.kind == "f" else ~key


Keys = tuple[NDArray[np.int64] | NDArray[np.uint64] | NDArray[np.float64], ...]

COLUMNS: Final[Mapping[str, Callable[[Endpoints], Keys]]] = {
    "end": lambda table: table.keys(),
    "packets": lambda table: (table.packets.sum(axis=1),),
    "bytes": lambda table: (table.bytes.sum(axis=1),),
    "packets_sent": lambda table: (table.packets[:, 0],),
    "bytes_sent": lambda table: (table.bytes[:, 0],),
    "packets_received": lambda table: (table.packets[:, 1],),
    "bytes_received": lambda table: (table.bytes[:, 1],),
    "peers": lambda table: (table.peers,),
    "rate_sent": lambda table: (table.bytes[:, 0] / np.maximum(table.durations(), 1),),
    "rate_received": lambda table: (table.bytes[:, 1] / np.maximum(table.durations(), 1),),
    "first": lambda table: (table.first_times,),
    "last": lambda table: (table.last_times,),
}
"""What each column sorts by, the most important first: integers, whose complements sort the other way, or rates."""
_OF_TIMES: Final[Mapping[str, Callable[[Endpoints], NDArray[np.bool_]]]] = {
    "rate_sent": lambda table: table.durations() == 0,
    "rate_received": lambda table: table.durations() == 0,
    "first": lambda table: table.first_times == NO_TIME,
    "last": lambda table: table.last_times == NO_TIME,
}
"""Of which endpoints a column tells nothing."""


def filter_of(kind: Kind, end: Endpoint) -> str:
    """A display filter for what an endpoint sent and received."""
    if kind not in WITH_PORTS:
        return f"{kind}.addr == {end.address}"
    network = "ipv6" if ":" in end.address else "ip"
    # Not `tcp.port`, which may be the other end's: packets of that address with that port are more than these.
    sides = (f"({network}.{way} == {end.address} && {kind}.{way}port == {end.port})" for way in ("src", "dst"))
    return " || ".join(sides)


def endpoints(table: Conversations) -> Endpoints:
    """The endpoints of these conversations."""
    ends = table.pairs.reshape(-1, _HALF)
    first, group = group_alike(ends)
    size = len(first)
    packets, sizes = (np.zeros((size, 2), np.int64) for _ in range(2))
    # Ends stand as A, B, A, B: what A sent is what B received.
    for which, sent in ((0, np.s_[:]), (1, np.s_[::-1])):
        np.add.at(packets[:, which], group, table.packets[:, sent].ravel())
        np.add.at(sizes[:, which], group, table.bytes[:, sent].ravel())
    first_times, last_times = _spans(table, group, size)
    return Endpoints(table.kind, ends[first], packets, sizes, _peers(group, size), first_times, last_times)


def _peers(group: Integers, count: int) -> Integers:
    """How many different endpoints each one had conversations with."""
    between = group.reshape(-1, 2)
    low, high = divmod(np.unique(between.min(axis=1) * count + between.max(axis=1)), max(count, 1))
    peers = np.bincount(low, minlength=count) + np.bincount(high[high != low], minlength=count)
    return peers.astype(np.int64)


def _spans(table: Conversations, group: Integers, count: int) -> tuple[Integers, Integers]:
    """The first and last time of each endpoint."""
    timed = (table.first_times != NO_TIME) & (table.last_times != NO_TIME)
    mine = group.reshape(-1, 2)[timed]
    first, last = np.full(count, np.iinfo(np.int64).max), np.full(count, NO_TIME)
    for side in (0, 1):
        np.minimum.at(first, mine[:, side], table.first_times[timed])
        np.maximum.at(last, mine[:, side], table.last_times[timed])
    first[last == NO_TIME] = NO_TIME
    return first, last
