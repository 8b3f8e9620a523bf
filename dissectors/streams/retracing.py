"""One side's segments on their way, followed step by step: sent in any order, several times, acknowledged in part."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from typing import NamedTuple

MOST_KEPT = 10_000
"""Segments of one side that are remembered: as many as Wireshark does."""


class Sent(NamedTuple):
    """A segment on its way."""

    start: int
    """Place in the side's stream; RFC 9293 §3.4 counts SYN and FIN as a byte."""
    end: int
    frame: int
    time: int
    """Nanoseconds."""


class Waiting:
    """What one side has sent and the other has not acknowledged."""

    def __init__(self, segments: Iterator[Sent] | tuple[Sent, ...] = ()) -> None:
        self._sent: dict[int, Sent] = {}
        """By the number of the sending, the eldest first."""
        self._by_end: list[tuple[int, int]] = []
        self._by_start: list[tuple[int, int]] = []
        self._eldest: dict[int, int] = {}
        """By end, which of those that end there was sent first."""
        self._highest = 0
        self._count = 0
        self._floor: int | None = None
        """What is acknowledged, of those that were on their way then: up to `_floor_count`."""
        self._floor_count = 0
        for segment in segments:
            self.send(segment)

    def __iter__(self) -> Iterator[Sent]:
        """The eldest first; of one acknowledged in part what is left."""
        return (sent._replace(start=self._left(number, sent.start)) for number, sent in self._sent.items())

    def send(self, segment: Sent) -> None:
        """A segment with data, SYN or FIN is sent; it is not remembered where there are too many."""
        if len(self._sent) >= MOST_KEPT:
            return
        number = self._count = self._count + 1
        self._highest = segment.end if not self._sent else max(self._highest, segment.end)
        self._sent[number] = segment
        heapq.heappush(self._by_end, (segment.end, number))
        heapq.heappush(self._by_start, (segment.start, number))
        self._eldest.setdefault(segment.end, number)

    def acknowledge(self, place: int) -> Sent | None:
        """The other side acknowledges everything before `place`; the segment that ends there, if there is one."""
        eldest = self._eldest.get(place)
        found = None if eldest is None else self._sent[eldest]
        while self._by_end and self._by_end[0][0] <= place:
            end, number = heapq.heappop(self._by_end)
            del self._sent[number]
            self._eldest.pop(end, None)
        if self._floor is None or place > self._floor:
            self._floor, self._floor_count = place, self._count
        return found

    def eldest(self) -> Sent | None:
        """What has been on its way for the longest time: what a side sends again if no acknowledgment comes."""
        return next(iter(self._sent.values()), None)

    def in_flight(self) -> int:
        """Bytes from the first that is not acknowledged to the last one sent."""
        while self._by_start and self._by_start[0][1] not in self._sent:
            heapq.heappop(self._by_start)
        if not self._by_start:
            return 0
        start, number = self._by_start[0]
        return self._highest - self._left(number, start)

    def _left(self, number: int, start: int) -> int:
        """Where what is left of a segment begins."""
        return start if self._floor is None or number > self._floor_count else max(start, self._floor)
