"""Segments brought into the order of their conversations, so that each finds those before it without a loop.

In front of each conversation's segments stand two that only remember: what the two sides had done before this batch.
Positions count through all of them. What is computed here is computed for a whole batch at once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.segments import Segments

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

FAR = 1 << 44
"""Positions in a stream are held within this distance, wherever forged numbers lead."""
_APART = 1 << 46


class Neighbours:
    """The order of one batch. Arrays named `..._before` or by a segment hold positions; -1 never stands in them."""

    def __init__(self, segments: Segments) -> None:
        streams = segments.streams
        narrow = streams.astype(np.uint16) if len(streams) and streams.max() < 1 << 16 else streams
        self.order: Integers = np.argsort(narrow, kind="stable")
        """The segments in the order of conversations, within each as they were given."""
        ordered = streams[self.order]
        begins = np.ones(len(ordered), np.bool_)
        begins[1:] = ordered[1:] != ordered[:-1]
        self.streams: Integers = ordered[begins]
        """The conversations, ascending."""
        group = np.cumsum(begins) - 1
        self.at: Integers = np.arange(len(ordered)) + 2 * (group + 1)
        """Where the segments stand."""
        self.remembered: Integers = np.flatnonzero(begins) + 2 * np.arange(len(self.streams))
        """Where each conversation's part begins: the memory of side 0, behind it that of side 1."""
        self.count = len(ordered) + 2 * len(self.streams)
        self.place: Integers = np.arange(self.count)
        self.ends: Integers = np.append(self.remembered[1:], self.count)[: len(self.streams)] - 1
        """Where each conversation's part ends: its last segment."""
        self.group: Integers = np.repeat(np.arange(len(self.streams)), np.bincount(group) + 2 if len(group) else 0)
        """The conversation of each position, counted within the batch."""
        self.side = self.lay(segments.sides[self.order], np.uint8(0), np.uint8(1))
        self._latest_of = [np.maximum.accumulate(np.where(self.side == side, self.place, 0)) for side in (0, 1)]
        is_high = self.side[self.at] == 1
        low, high = (latest[self.at - 1] for latest in self._latest_of)
        self.own: Integers = np.where(is_high, high, low)
        """For each segment the one before it from the same side."""
        self.other: Integers = np.where(is_high, low, high)
        """For each segment the one before it from the other side."""

    def lay(self, values: NDArray[Any], first: Any, second: Any) -> NDArray[Any]:
        """Values for all positions: of the ordered segments, and of what the two sides remember."""
        laid = np.empty(self.count, values.dtype)
        laid[self.at] = values
        laid[self.remembered] = first
        laid[self.remembered + 1] = second
        return laid

    def last(self, chosen: Booleans) -> Integers:
        """For each position the last chosen one up to it from the same side; a side's memory counts as chosen."""
        chosen = chosen.copy()
        chosen[self.remembered] = chosen[self.remembered + 1] = True
        found = [np.maximum.accumulate(np.where(chosen & (self.side == side), self.place, 0)) for side in (0, 1)]
        return np.where(self.side == 1, found[1], found[0])

    def last_of_any(self, chosen: Booleans) -> Integers:
        """For each position the last chosen one up to it in its conversation; the memory counts as chosen."""
        chosen = chosen.copy()
        chosen[self.remembered] = True
        return np.maximum.accumulate(np.where(chosen, self.place, 0))

    def highest(self, values: Integers) -> Integers:
        """For each position the highest value up to it from the same side."""
        lifted = np.clip(values, -2 * FAR, FAR) + self.group * _APART
        lowest = np.iinfo(np.int64).min
        found = [np.maximum.accumulate(np.where(self.side == side, lifted, lowest)) for side in (0, 1)]
        return np.where(self.side == 1, found[1], found[0]) - self.group * _APART

    def total(self, values: Integers) -> Integers:
        """For each position the sum of the values up to it from the same side, those of the memory left out."""
        values = values.copy()
        values[self.remembered] = values[self.remembered + 1] = 0
        sums = [np.cumsum(np.where(self.side == side, values, 0)) for side in (0, 1)]
        start = self.remembered[self.group]
        found: Integers = np.where(self.side == 1, sums[1] - sums[1][start], sums[0] - sums[0][start])
        return found

    def first(self, chosen: Booleans) -> Integers:
        """Each conversation's first chosen position; `count` where it has none."""
        found = np.full(len(self.streams), self.count)
        places = np.flatnonzero(chosen)[::-1]
        found[self.group[places]] = places
        return found

    def first_of_side(self, chosen: Booleans, side: int) -> Integers:
        """The same among one side's positions."""
        return self.first(chosen & (self.side == side))

    def final(self, side: int) -> Integers:
        """Each conversation's last position from a side: its memory's where it has sent nothing in this batch."""
        return self.latest(side, self.ends)

    def latest(self, side: int, positions: Integers) -> Integers:
        """The last position from a side, up to each of these."""
        return self._latest_of[side][positions]
