"""Segments that come as they were sent, taken in bulk: what is new of each, up to the first that leaves a gap.

`reassembly` asks here for as long as nothing waits behind a gap; it takes the rest one by one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.following.parts import CUT, DATA, Parts
from dissectors.streams.segments import Segments
from dissectors.streams.serial import unwrap
from dissectors.transport.tcp_header import ACK, SYN

Integers = NDArray[np.int64]

FEWEST_AT_ONCE, MOST_AT_ONCE = 64, 1 << 16
MOST_BYTES_AT_ONCE = 1 << 30
"""Within a block sequence numbers are compared with where it began, so it must stay below half the circle."""
LISTED_AT_ONCE = 128
NO_ACK = -1

Listed = tuple[int, int, int, int, int, int, int]
"""Side, row, sequence, length, captured, place, acknowledgment of a segment."""


class Direction:
    """How far one side can be read."""

    def __init__(self) -> None:
        self.next: int | None = None
        """The sequence number of the next byte, without wrap-around; None before the first segment."""
        self.first = 0
        """The one of the first byte."""

    def begin(self, sequence: int) -> None:
        self.next = self.first = sequence


@dataclass(frozen=True, slots=True)
class Batch:
    """The columns of a batch of segments that matter to reassembly."""

    sides: Integers
    rows: Integers
    sequence: Integers
    """Of the first byte of payload: a SYN takes one number itself."""
    lengths: Integers
    captured: Integers
    places: Integers
    acknowledgment: Integers
    """NO_ACK without the flag."""
    bytes_before: Integers
    """One entry more than segments."""

    @classmethod
    def of(cls, segments: Segments, client: int) -> Batch:
        """`client` is the side, as segments number them, that becomes side 0."""
        return cls(
            (segments.sides != client).astype(np.int64),
            segments.rows,
            segments.sequence + (segments.flags & SYN > 0),
            segments.lengths,
            np.minimum(segments.captured, segments.lengths),
            segments.payloads,
            np.where(segments.flags & ACK > 0, segments.acknowledgment, NO_ACK),
            np.concatenate([[0], np.cumsum(segments.lengths)]),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def stop(self, start: int, size: int) -> int:
        """Where a block ends that begins at `start`: at least one segment, at most `size`."""
        most = int(self.bytes_before[start]) + MOST_BYTES_AT_ONCE
        by_bytes = int(np.searchsorted(self.bytes_before, most, side="right")) - 1
        return max(start + 1, min(start + size, by_bytes, len(self)))

    def listed(self, start: int) -> Iterator[Listed]:
        """The segments from `start` on, one by one."""
        names = ("sides", "rows", "sequence", "lengths", "captured", "places", "acknowledgment")
        for first in range(start, len(self), LISTED_AT_ONCE):
            yield from zip(
                *(getattr(self, name)[first : first + LISTED_AT_ONCE].tolist() for name in names), strict=True
            )


def take_in_order(batch: Batch, start: int, stop: int, directions: tuple[Direction, Direction], parts: Parts) -> int:
    """Take the segments from `start` on into `parts`; where the first one stands that leaves a gap, or `stop`."""
    blocks = [
        _Block(batch, direction, start + np.flatnonzero(batch.sides[start:stop] == side))
        for side, direction in enumerate(directions)
    ]
    limit = min(stop, *(block.first_gap() for block in blocks))
    found = [block.take(limit) for block in blocks]
    numbers, knowns, lengths, offsets = (np.concatenate(columns) for columns in zip(*found, strict=True))
    order = np.argsort(numbers, kind="stable")
    numbers, knowns, lengths, offsets = numbers[order], knowns[order], lengths[order], offsets[order]
    there = np.minimum(np.clip(batch.captured[numbers] - knowns, 0, None), lengths)
    sides, rows, places = batch.sides[numbers], batch.rows[numbers], batch.places[numbers] + knowns
    if not len(numbers):
        return limit
    if bool((there == lengths).all()):
        kinds = np.full(len(numbers), DATA)
        parts.extend(sides=sides, kinds=kinds, rows=rows, places=places, lengths=lengths, offsets=offsets)
        return limit
    # Each becomes two, what is in the file and what is not; those of no bytes fall out.
    both = {
        "sides": (sides, sides),
        "kinds": (np.full(len(numbers), DATA), np.full(len(numbers), CUT)),
        "rows": (rows, rows),
        "places": (places, np.full(len(numbers), -1)),
        "lengths": (there, lengths - there),
        "offsets": (offsets, offsets + there),
    }
    has_bytes = np.stack(both["lengths"], axis=1).reshape(-1) > 0
    parts.extend(**{name: np.stack(columns, axis=1).reshape(-1)[has_bytes] for name, columns in both.items()})
    return limit


class _Block:
    """One side's segments of a block, by their numbers in the batch."""

    def __init__(self, batch: Batch, direction: Direction, numbers: Integers) -> None:
        self._direction, self._numbers = direction, numbers
        sequence, lengths = batch.sequence[numbers], batch.lengths[numbers]
        if direction.next is None and len(numbers):
            direction.begin(int(sequence[0]))
        base = direction.next or 0
        self._positions = unwrap(sequence, base)
        has_bytes = lengths > 0
        self._ends = np.where(has_bytes, self._positions + lengths, base)
        self._known = np.maximum.accumulate(np.concatenate([[base], self._ends]))
        """Up to where it can be read before each segment, and behind the last."""
        self._leaves_gap = has_bytes & (self._positions > self._known[:-1])

    def first_gap(self) -> int:
        """The first segment that leaves a gap; beyond all if none does."""
        gaps = np.flatnonzero(self._leaves_gap)
        return int(self._numbers[gaps[0]]) if len(gaps) else np.iinfo(np.int64).max

    def take(self, limit: int) -> tuple[Integers, Integers, Integers, Integers]:
        """Of the segments before `limit` with new bytes: number, bytes of it already known, new ones, and offset."""
        count = int(np.searchsorted(self._numbers, limit))
        known, ends = self._known[:count], self._ends[:count]
        new = np.flatnonzero(ends > known)
        direction = self._direction
        found = (
            self._numbers[new],
            known[new] - self._positions[new],
            ends[new] - known[new],
            known[new] - direction.first,
        )
        if direction.next is not None:
            direction.next = int(self._known[count])
        return found
