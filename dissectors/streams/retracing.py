"""One side's segments on their way, followed step by step: sent in any order, several times, acknowledged in part."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator

MOST_KEPT = 10_000
"""Segments of one side that are remembered: as many as Wireshark does. So few can be kept in sorted lists."""

Sent = tuple[int, int, int, int]
"""A segment on its way: where it begins and ends in the side's stream (SYN and FIN are a byte), frame, nanoseconds."""


class Waiting:
    """What one side has sent and the other has not acknowledged."""

    def __init__(self, segments: Iterable[Sent] = ()) -> None:
        self._sent: dict[int, Sent] = {}
        """By the number of the sending, the eldest first."""
        self._ends: list[tuple[int, int]] = []
        """End and number, ascending."""
        self._starts: list[tuple[int, int]] = []
        self._count = 0
        self._floor: int | None = None
        """What is acknowledged, of those that were on their way then: up to `_floor_count`."""
        self._floor_count = 0
        for segment in segments:
            self.send(segment)

    def __iter__(self) -> Iterator[Sent]:
        """The eldest first; of one acknowledged in part what is left."""
        for number, (start, end, frame, time) in self._sent.items():
            yield self._left(number, start), end, frame, time

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
                start = self._sent.pop(number)[0]
                del self._starts[bisect_left(self._starts, (start, number))]
            del ends[:stop]
        if self._floor is None or place > self._floor:
            self._floor, self._floor_count = place, self._count
        return found

    def eldest(self) -> Sent | None:
        """What has been on its way for the longest time: what a side sends again if no acknowledgment comes."""
        return next(iter(self._sent.values()), None)

    def in_flight(self) -> int:
        """Bytes from the first that is not acknowledged to the last one sent."""
        if not self._starts:
            return 0
        start, number = self._starts[0]
        return self._ends[-1][0] - self._left(number, start)

    def _left(self, number: int, start: int) -> int:
        """Where what is left of a segment begins."""
        return start if self._floor is None or number > self._floor_count else max(start, self._floor)
