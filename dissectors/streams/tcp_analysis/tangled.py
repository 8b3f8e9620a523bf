"""One side's segments on their way where order is broken: sent in any order, several times, acknowledged in part.

`retracing` follows a side here from what breaks its order until all of it is acknowledged.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator

MOST_KEPT = 10_000
"""Segments of one side that are remembered: as many as Wireshark does. So few can be kept in sorted lists."""

Sent = tuple[int, int, int, int]
"""A segment on its way: where it begins and ends in the side's stream (SYN and FIN are a byte), frame, nanoseconds."""


class _Part:
    """Segments of which everything before a place is acknowledged, and something behind it is not."""

    __slots__ = ("numbers", "place")

    def __init__(self, place: int) -> None:
        self.place = place
        self.numbers: set[int] = set()


class Tangled:
    """What one side has sent and the other has not acknowledged.

    Each segment moves into a part once, and parts are joined, the smaller one into the larger: acknowledgments of
    single bytes of many long segments cost no more than others.
    """

    def __init__(self, segments: Iterable[Sent] = ()) -> None:
        self._sent: dict[int, Sent] = {}
        """By the number of the sending, the eldest first."""
        self._ends: list[tuple[int, int]] = []
        """End and number, ascending."""
        self._starts: list[tuple[int, int]] = []
        """Start and number of those of which nothing is acknowledged, ascending."""
        self._parts: list[_Part] = []
        """Of those that are acknowledged in part, by place."""
        self._part_of: dict[int, _Part] = {}
        self._count = 0
        for segment in segments:
            self.send(segment)

    def __iter__(self) -> Iterator[Sent]:
        """The eldest first; of one acknowledged in part what is left."""
        for number, (start, end, frame, time) in self._sent.items():
            part = self._part_of.get(number)
            yield start if part is None else part.place, end, frame, time

    def __len__(self) -> int:
        return len(self._sent)

    def send(self, segment: Sent) -> None:
        """A segment with data, SYN or FIN is sent; it is not remembered where there are too many."""
        if len(self._sent) >= MOST_KEPT:
            return
        number = self._count = self._count + 1
        self._sent[number] = segment
        insort(self._ends, (segment[1], number))
        insort(self._starts, (segment[0], number))

    def acknowledge(self, place: int) -> Sent | None:
        """The other side acknowledges everything before `place`; the eldest segment that ends there, if one does."""
        found = None
        ends = self._ends
        if ends and ends[0][0] <= place:
            stop = bisect_left(ends, (place + 1, 0))
            eldest = bisect_left(ends, (place, 0), 0, stop)
            if eldest < stop:
                found = self._sent[ends[eldest][1]]
            for _, number in ends[:stop]:
                self._forget(number)
            del ends[:stop]
        self._split(place)
        return found

    def eldest(self) -> Sent | None:
        """What has been on its way for the longest time: what a side sends again if no acknowledgment comes."""
        return next(iter(self._sent.values()), None)

    def in_flight(self) -> int:
        """Bytes from the first that is not acknowledged to the last one sent."""
        while self._parts and not self._parts[0].numbers:
            del self._parts[0]
        firsts = [self._starts[0][0]] if self._starts else []
        firsts += [self._parts[0].place] if self._parts else []
        return self._ends[-1][0] - min(firsts) if firsts else 0

    def _forget(self, number: int) -> None:
        start = self._sent.pop(number)[0]
        part = self._part_of.pop(number, None)
        if part is None:
            del self._starts[bisect_left(self._starts, (start, number))]
        else:
            part.numbers.discard(number)

    def _split(self, place: int) -> None:
        """What begins before `place` begins there from now on: all that ends before it is forgotten already."""
        fresh = bisect_left(self._starts, (place, 0))
        stop = bisect_right(self._parts, place, key=lambda part: part.place)
        joined = [part for part in self._parts[:stop] if part.numbers]
        if not fresh and not joined:
            del self._parts[:stop]
            return
        largest = max(joined, key=lambda part: len(part.numbers), default=_Part(place))
        numbers = [number for part in joined if part is not largest for number in part.numbers]
        for number in [*numbers, *(number for _, number in self._starts[:fresh])]:
            largest.numbers.add(number)
            self._part_of[number] = largest
        largest.place = place
        self._parts[:stop] = [largest]
        del self._starts[:fresh]
