"""One conversation's facts by role, as the clauses of its verdict need them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dissectors.streams.outcomes.fates import Fates

NANOSECONDS = 1_000_000_000
UNKNOWN_ENDS = ("the sender", "the receiver")
"""Names of ends of which nothing was captured but what an error quotes."""


@dataclass(frozen=True, slots=True)
class Clause:
    """What one outcome adds to the sentence."""

    text: str
    evidence: tuple[int, ...] = ()
    """Numbers of the packets that prove it; 0 stands for none."""
    disproof: str = ""


@dataclass(frozen=True, slots=True)
class End:
    """One end of a conversation with its record."""

    name: str
    record: Any


class Case:
    """One conversation; its records are `outline`'s, or `datagram_outline`'s."""

    def __init__(self, fates: Fates, stream: int) -> None:
        self.fates, self.stream = fates, stream
        self.whole: Any = fates.conversations[stream]
        place = fates.table.place_of(stream)
        record = None if place is None else fates.table.record(place)
        self._names = UNKNOWN_ENDS if record is None else (str(record.a), str(record.b))
        a, b = self._names
        self.client, self.server = (a, b) if fates.opener_is_a[stream] else (b, a)
        self.opener: Any = fates.opener[stream]
        self.answerer: Any = fates.answerer[stream]

    def ends(self) -> tuple[tuple[End, End], tuple[End, End]]:
        """Each end, with the other one."""
        opener, answerer = End(self.client, self.opener), End(self.server, self.answerer)
        return (opener, answerer), (answerer, opener)

    def receiver(self, sender_side: int) -> str:
        """Who gets what a side sends; see `Segments.sides`."""
        if not self.whole["first_frame"]:
            return UNKNOWN_ENDS[1]
        return self._names[1 if sender_side == int(self.whole["first_side"]) else 0]

    def resetter(self) -> tuple[End, End]:
        """Who sent the first reset, and the other end."""
        first = int(self.whole["rst_frame"])
        mine, other = self.ends()
        return mine if first and int(self.opener["rst_frame"]) == first else other

    def carried(self, nothing: str = "before any data was seen") -> str:
        """How much data there was; `nothing` where there was none."""
        forth, back = int(self.opener["bytes"]), int(self.answerer["bytes"])
        if not forth and not back:
            return nothing
        return f"after {many(forth, 'byte')} from {self.client} and {many(back, 'byte')} from {self.server}"

    def handshake(self) -> tuple[int, int, int]:
        """Numbers of its packets, as far as they were seen."""
        opened, answered = int(self.opener["syn_frame"]), int(self.answerer["syn_ack_frame"])
        return opened, answered, int(self.opener["ack_frame"]) if opened and answered else 0


def seconds(nanoseconds: int) -> str:
    """`1.02 s`, `13 ms`, `25 µs`: a time for reading."""
    if nanoseconds >= 1000 * NANOSECONDS:
        return f"{nanoseconds // NANOSECONDS:,} s"
    for unit, size in (("s", NANOSECONDS), ("ms", 1_000_000)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds / 1000:.3g} µs"


def many(count: int, one: str) -> str:
    """`1 byte`, `1,460 bytes`."""
    return f"{count:,} {one}{'' if count == 1 else 's'}"
