"""Conversations as a table: who talked to whom, how much each way, and when; one row as a record.

Counted in bulk by `conversation_counts`; lists, reports and filters are made from it. Endpoint A sent the first frame.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.processes.attribution import Attribution
from dissectors.processes.ends import words
from dissectors.streams.endpoints import ADDRESS_BYTES, ENDPOINT_BYTES, WORDS
from dissectors.streams.tables.kinds import WITH_PORTS, WITH_STREAMS, Kind
from dissectors.text import ipv4, ipv6, mac
from dissectors.transport.outcome import Outcome

if TYPE_CHECKING:
    from dissectors.streams.outcomes.verdict import Verdict

Integers = NDArray[np.int64]

NO_RTT: Final = -1
NANOSECONDS = 1_000_000_000
_OUTCOMES = tuple(Outcome)
_HALF = WORDS // 2
_LENGTHS = {0: 6, 4: 4, 6: 16}
_TEXTS: Mapping[int, Callable[[bytes], str]] = {0: mac, 4: lambda data: ipv4(int.from_bytes(data, "big")), 6: ipv6}


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One end of a conversation."""

    address: str
    port: int | None = None
    """None for a kind without ports."""

    def __str__(self) -> str:
        if self.port is None:
            return self.address
        return f"[{self.address}]:{self.port}" if ":" in self.address else f"{self.address}:{self.port}"


@dataclass(frozen=True, slots=True)
class Conversation:
    """Both directions between two endpoints."""

    kind: Kind
    a: Endpoint
    b: Endpoint
    packets_a_to_b: int
    packets_b_to_a: int
    bytes_a_to_b: int
    """Lengths of whole frames, as they were on the wire."""
    bytes_b_to_a: int
    first_row: int
    """The first frame's, from 0."""
    first_time: int | None
    """Nanoseconds since 1970; None where the file has no times."""
    last_time: int | None
    start: int | None = None
    """The first time in nanoseconds after the capture's first frame; None where one of these has none."""
    stream: int | None = None
    """`tcp.stream` or `udp.stream`; None for other kinds."""
    initial_rtt: int | None = None
    """Nanoseconds from SYN to the first acknowledgment behind it; None where it is not known, or not TCP."""
    retransmissions: int | None = None
    """Segments sent again; None where they have not been looked for."""
    outcome: Outcome | None = None
    """The weightiest word for what became of it; None where that has not been asked, or for a kind without streams."""
    process_a: Attribution | None = None
    """Whose endpoint A is; None where that is not known."""
    process_b: Attribution | None = None

    @property
    def packets(self) -> int:
        return self.packets_a_to_b + self.packets_b_to_a

    @property
    def bytes(self) -> int:
        return self.bytes_a_to_b + self.bytes_b_to_a

    @property
    def duration(self) -> int | None:
        """Nanoseconds from the earliest to the latest frame."""
        if self.first_time is None or self.last_time is None:
            return None
        return self.last_time - self.first_time

    @property
    def rate_a_to_b(self) -> float | None:
        """Bits a second over the whole duration; None where that is 0."""
        return self._rate(self.bytes_a_to_b)

    @property
    def rate_b_to_a(self) -> float | None:
        return self._rate(self.bytes_b_to_a)

    def _rate(self, count: int) -> float | None:
        duration = self.duration
        return count * 8 * NANOSECONDS / duration if duration else None

    @property
    def filter(self) -> str:
        """A display filter that chooses its packets."""
        if self.stream is not None:
            return f"{self.kind}.stream == {self.stream}"
        return filter_between(self.kind, self.a, self.b)


def filter_between(kind: Kind, a: Endpoint, b: Endpoint) -> str:
    """A display filter for what two endpoints sent each other."""
    ports = f"{kind}.port" if kind in WITH_PORTS else None
    network = kind if ports is None else ("ipv6" if ":" in a.address else "ip")
    if a.address == b.address:
        parts = [f"{network}.src == {a.address}", f"{network}.dst == {a.address}"]
    else:
        parts = [f"{network}.addr == {a.address}", f"{network}.addr == {b.address}"]
    if ports is not None:
        parts += [f"{ports} == {port}" for port in sorted({a.port or 0, b.port or 0})]
    return " && ".join(parts)


@dataclass(frozen=True, slots=True)
class Conversations:
    """All conversations of a kind that have packets, as columns in the order of their first packets' numbers."""

    kind: Kind
    numbers: Integers
    """The stream's number; for kinds without streams a number that stays while packets are added."""
    pairs: NDArray[np.uint64]
    """n x WORDS: endpoint A, then B, as in `Endpoints.pairs`."""
    packets: Integers
    """n x 2: from A to B, from B to A."""
    bytes: Integers
    first_rows: Integers
    first_times: Integers
    """Nanoseconds since 1970; NO_TIME where the file has none."""
    last_times: Integers
    origin: int
    """The time of the capture's first frame, in the same way."""
    initial_rtts: Integers | None = None
    """Nanoseconds, NO_RTT where it is not known; None as long as TCP's segments have not been analysed."""
    retransmissions: Integers | None = None
    outcomes: Integers | None = None
    """Of each the place in `Outcome` of its weightiest word, -1 for none; None as long as they have not been judged."""
    judge: Callable[[int, int | None], Verdict] | None = None
    """Gives the verdict on a stream's number, told how many packets the capture lost."""
    ends: Integers | None = None
    """n x 2: where in `attributions` stands whose endpoints A and B are, -1 for nowhere; None where nobody is known."""
    attributions: Sequence[Attribution] = ()

    def __len__(self) -> int:
        return len(self.numbers)

    def record(self, place: int) -> Conversation:
        """One of them. Raises IndexError."""
        first, last = int(self.first_times[place]), int(self.last_times[place])
        forth, back = self.packets[place].tolist()
        bytes_forth, bytes_back = self.bytes[place].tolist()
        return Conversation(
            self.kind,
            self._endpoint(place, 0),
            self._endpoint(place, 1),
            forth,
            back,
            bytes_forth,
            bytes_back,
            int(self.first_rows[place]),
            None if first == NO_TIME else first,
            None if last == NO_TIME else last,
            None if NO_TIME in (first, self.origin) else first - self.origin,
            int(self.numbers[place]) if self.kind in WITH_STREAMS else None,
            self._initial_rtt(place),
            None if self.retransmissions is None else int(self.retransmissions[place]),
            None if self.outcomes is None or self.outcomes[place] < 0 else _OUTCOMES[int(self.outcomes[place])],
            self.process(place, 0),
            self.process(place, 1),
        )

    def process(self, place: int, side: int) -> Attribution | None:
        """Whose endpoint A (0) or B (1) is; None where that is not known. Raises IndexError."""
        end = -1 if self.ends is None else int(self.ends[place, side])
        return None if end < 0 else self.attributions[end]

    def verdict(self, place: int, dropped: int | None = None) -> Verdict | None:
        """What became of it, in a sentence; None where that has not been asked, or for a kind without streams.

        `dropped`: packets that the capture lost itself, None where it does not tell. Raises IndexError.
        """
        if self.outcomes is None or self.judge is None or self.outcomes[place] < 0:
            return None
        return self.judge(int(self.numbers[place]), dropped)

    def _initial_rtt(self, place: int) -> int | None:
        if self.initial_rtts is None or self.initial_rtts[place] == NO_RTT:
            return None
        return int(self.initial_rtts[place])

    def place_of(self, number: int) -> int | None:
        """Where the conversation with a number stands; None if it is not among them."""
        place = int(np.searchsorted(self.numbers, number))
        return place if place < len(self.numbers) and self.numbers[place] == number else None

    def place_like(self, other: Conversations, place: int) -> int | None:
        """Where the conversation is that stands at a place of another table of the kind; None if it is not here.

        The other one may have been counted from other rows, and so have other numbers and another endpoint A.
        """
        if self.kind in WITH_STREAMS:
            return self.place_of(int(other.numbers[place]))
        wanted = other.pairs[place]
        turned = np.roll(wanted, _HALF)
        found = np.flatnonzero((self.pairs == wanted).all(axis=1) | (self.pairs == turned).all(axis=1))
        return int(found[0]) if len(found) else None

    def order(self, column: str, *, descending: bool = False) -> Integers:
        """The places in the order of a column, a name in COLUMNS; those alike stay in order. Raises KeyError."""
        keys = COLUMNS[column](self)
        if descending:
            keys = tuple(~key for key in keys)
        order: Integers = np.lexsort(keys[::-1])
        return order

    def _endpoint(self, place: int, side: int) -> Endpoint:
        return endpoint_of(self.kind, self.pairs[place, side * _HALF : (side + 1) * _HALF])

    def endpoint_keys(self, side: int) -> tuple[NDArray[np.uint64], ...]:
        """What endpoints A (0) or B (1) sort by: version, address, port."""
        half = np.ascontiguousarray(self.pairs[:, side * _HALF : (side + 1) * _HALF])
        words = half.view(">u8").reshape(-1, ENDPOINT_BYTES // 8).astype(np.uint64)
        return tuple(words.T)

    def durations(self) -> NDArray[np.uint64]:
        """Nanoseconds; 0 where the file has no times."""
        # Of times that are anything but likely the difference fits no signed integer.
        return self.last_times.astype(np.uint64) - self.first_times.astype(np.uint64)

    def told(self, values: Integers | None) -> Integers:
        """What the analysis tells, as keys to sort by."""
        return np.full(len(self), -1) if values is None else values

    def process_ranks(self, side: int) -> Integers:
        """The order of the words for endpoint A (0) or B (1); -1 where nothing is known."""
        if self.ends is None:
            return np.full(len(self), -1)
        ends, place = np.unique(self.ends[:, side], return_inverse=True)
        texts = [words(self.attributions[end]) if end >= 0 else "" for end in ends.tolist()]
        ranks = {text: rank for rank, text in enumerate(sorted({""}.union(texts)), -1)}
        return np.array([ranks[text] for text in texts], np.int64)[place.reshape(-1)]

    def rates(self, side: int) -> Integers:
        """Bits a second from A (0) or B (1), rounded down; -1 where there is no duration to tell it."""
        durations = self.durations()
        rates = self.bytes[:, side] * 8.0 * NANOSECONDS / np.maximum(durations, 1)
        return np.where(durations > 0, np.minimum(rates, 2.0**62), -1).astype(np.int64)


def endpoint_of(kind: Kind, words: NDArray[np.uint64]) -> Endpoint:
    """The endpoint that half a pair says."""
    data = words.tobytes()
    address = _TEXTS[data[0]](data[1 : 1 + _LENGTHS[data[0]]])
    port = int.from_bytes(data[ADDRESS_BYTES : ADDRESS_BYTES + 2], "big") if kind in WITH_PORTS else None
    return Endpoint(address, port)


Keys = tuple[NDArray[np.int64] | NDArray[np.uint64], ...]

COLUMNS: Final[Mapping[str, Callable[[Conversations], Keys]]] = {
    "number": lambda table: (table.numbers,),
    "a": lambda table: table.endpoint_keys(0),
    "b": lambda table: table.endpoint_keys(1),
    "packets": lambda table: (table.packets.sum(axis=1),),
    "bytes": lambda table: (table.bytes.sum(axis=1),),
    "packets_a_to_b": lambda table: (table.packets[:, 0],),
    "bytes_a_to_b": lambda table: (table.bytes[:, 0],),
    "packets_b_to_a": lambda table: (table.packets[:, 1],),
    "bytes_b_to_a": lambda table: (table.bytes[:, 1],),
    "start": lambda table: (table.first_times,),
    "duration": lambda table: (table.durations(),),
    "initial_rtt": lambda table: (table.told(table.initial_rtts),),
    "retransmissions": lambda table: (table.told(table.retransmissions),),
    "outcome": lambda table: (table.told(table.outcomes),),
    "process_a": lambda table: (table.process_ranks(0),),
    "process_b": lambda table: (table.process_ranks(1),),
    "rate_a_to_b": lambda table: (table.rates(0),),
    "rate_b_to_a": lambda table: (table.rates(1),),
}
"""What each column sorts by, the most important first; integers, so that their complements sort the other way."""
