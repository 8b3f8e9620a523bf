"""TCP's segments put together: what each side said, in the order in which the other could read it (RFC 9293, 3.4).

Segments come in the order of the capture, in as many batches as one likes; out come parts, which say where bytes lie.

Rules: of bytes that were sent twice, the copy is taken that first joined what can be read without a gap; the same one
that Wireshark shows. What is behind a gap waits until the gap is filled, or until the other side acknowledges bytes
behind it: then the missing ones are lost to the capture, not to the receiver. More than MOST_WAITING segments are not
kept waiting. Urgent bytes stay where they were sent (RFC 6093, section 3). FIN and RST end nothing here: what comes
behind them is shown.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable

from dissectors.streams.following.in_order import (
    FEWEST_AT_ONCE,
    MOST_AT_ONCE,
    NO_ACK,
    Batch,
    Direction,
    Listed,
    take_in_order,
)
from dissectors.streams.following.parts import CUT, DATA, LOST, Parts
from dissectors.streams.segments import Segments
from dissectors.streams.serial import unwrap
from dissectors.transport.tcp_header import ACK, SYN

MOST_WAITING = 1 << 16
"""Segments of one side behind a gap: 90 MB of ordinary ones, far more than senders have in flight."""

FEWEST_IN_BULK = 24
"""Segments; fewer are sooner taken one by one."""
CALM = 32
"""Segments in order behind which the next ones are taken in bulk again: where gaps come and go that does not pay."""

_Waiting = tuple[int, int, int, int, int, int]
"""Position, arrival, length, captured bytes, place in the file, row; arrivals tell all apart."""


class Assembly:
    """Both directions of one conversation. `parts` grows with every batch that is fed."""

    def __init__(self) -> None:
        self.parts = Parts()
        self.client: int | None = None
        """The side, as segments number them, that is the client's; None before the first segment."""
        self._directions = (Direction(), Direction())
        self._behind_gap: tuple[list[_Waiting], list[_Waiting]] = ([], [])
        """Of each side, a heap by position."""
        self._arrivals = 0
        self._found: list[tuple[int, int, int, int, int, int]] = []
        """Parts on their way into the columns, in the order of these."""

    @property
    def waiting(self) -> int:
        """Segments that wait behind a gap."""
        return len(self._behind_gap[0]) + len(self._behind_gap[1])

    def feed(self, segments: Segments) -> None:
        """Put further segments of the conversation, those of later rows, to what is there."""
        if not len(segments):
            return
        if self.client is None:
            self.client = client_of(segments)
        batch = Batch.of(segments, self.client)
        start, size = 0, FEWEST_AT_ONCE
        while start < len(batch):
            done, stop = start, batch.stop(start, size)
            if not self.waiting and stop - start >= FEWEST_IN_BULK:
                self._keep_found()
                done = take_in_order(batch, start, stop, self._directions, self.parts)
            # Blocks grow while nothing is out of order, so that what is looked at in vain stays little.
            size = min(2 * size, MOST_AT_ONCE) if done == stop else FEWEST_AT_ONCE
            start = done if done == stop else done + self._one_by_one(batch.listed(done))
        self._keep_found()

    def finish(self) -> None:
        """There is no more: what waits behind gaps is shown behind them, though nobody acknowledged it."""
        while self.waiting:
            side = min((waiting[0][5], side) for side, waiting in enumerate(self._behind_gap) if waiting)[1]
            self._give_up_gap(side, self._behind_gap[side][0][5])
        self._keep_found()

    def _one_by_one(self, segments: Iterable[Listed]) -> int:
        """Take segments until none has waited behind a gap for a while; how many were taken."""
        taken, calm = 0, 0
        for side, row, sequence, length, captured, place, acknowledged in segments:
            taken += 1
            if acknowledged != NO_ACK:
                self._acknowledge(1 - side, acknowledged, row)
            direction = self._directions[side]
            if direction.next is None:
                direction.begin(sequence)
            assert direction.next is not None
            if length:
                position = unwrap(sequence, direction.next)
                self._arrivals += 1
                segment = (position, self._arrivals, length, captured, place, row)
                if position > direction.next:
                    heapq.heappush(self._behind_gap[side], segment)
                    if len(self._behind_gap[side]) > MOST_WAITING:
                        self._give_up_gap(side, row)
                elif position + length > direction.next:
                    self._take(side, segment)
                    self._take_waiting(side)
            calm = 0 if self.waiting else calm + 1
            if calm > CALM:
                break
        return taken

    def _acknowledge(self, side: int, acknowledged: int, row: int) -> None:
        """Who acknowledges bytes behind a gap has got those in the gap too."""
        waiting = self._behind_gap[side]
        while waiting and unwrap(acknowledged, waiting[0][0]) > waiting[0][0]:
            self._give_up_gap(side, row)

    def _give_up_gap(self, side: int, row: int) -> None:
        direction = self._directions[side]
        assert direction.next is not None
        lowest = self._behind_gap[side][0][0]
        self._found.append((side, LOST, row, -1, lowest - direction.next, direction.next - direction.first))
        direction.next = lowest
        self._take_waiting(side)

    def _take_waiting(self, side: int) -> None:
        """Take what now joins; of several the one that came first."""
        direction, waiting = self._directions[side], self._behind_gap[side]
        joins: list[tuple[int, _Waiting]] = []
        while True:
            assert direction.next is not None
            while waiting and waiting[0][0] <= direction.next:
                segment = heapq.heappop(waiting)
                heapq.heappush(joins, (segment[1], segment))
            if not joins:
                return
            self._take(side, heapq.heappop(joins)[1])

    def _take(self, side: int, segment: _Waiting) -> None:
        """What is new of a segment that begins at the next byte or before it."""
        direction = self._directions[side]
        assert direction.next is not None
        position, _, length, captured, place, row = segment
        known = direction.next - position
        new = length - known
        if new <= 0:
            return
        there = min(max(captured - known, 0), new)
        offset = direction.next - direction.first
        if there:
            self._found.append((side, DATA, row, place + known, there, offset))
        if there < new:
            self._found.append((side, CUT, row, -1, new - there, offset + there))
        direction.next += new

    def _keep_found(self) -> None:
        if self._found:
            sides, kinds, rows, places, lengths, offsets = zip(*self._found, strict=True)
            self.parts.extend(sides=sides, kinds=kinds, rows=rows, places=places, lengths=lengths, offsets=offsets)
            self._found = []


def client_of(segments: Segments) -> int:
    """The side that began the conversation: who sent the first segment, or whom it answers if it is a SYN with ACK."""
    first = int(segments.sides[0])
    return 1 - first if int(segments.flags[0]) & (SYN | ACK) == SYN | ACK else first
