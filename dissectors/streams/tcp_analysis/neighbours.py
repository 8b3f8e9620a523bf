"""Segments brought into lines, one for each side of each conversation: each finds those before it without a loop.

In front of each line stands a position that only remembers what the side had done before this batch; positions count
through all lines, so that the one before a segment is from the same side. What is computed here is computed for a
whole batch at once. When a segment was sent, beside those of the other side, its `turn` tells.
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
APART = 13 << 42
"""More than there is between places -2 * FAR and FAR: lifted by it line by line, those of all lines ascend."""
BEFORE = -1
"""The turn of what is remembered."""


class Neighbours:
    """The lines of one batch: side 0 of the first conversation, its side 1, side 0 of the next, and so on."""

    def __init__(self, segments: Segments) -> None:
        streams = segments.streams
        count = len(streams)
        narrow = streams.astype(np.uint16) if count and streams.max() < 1 << 16 else streams
        by_conversation = np.argsort(narrow, kind="stable")
        ordered = streams[by_conversation]
        begins = np.ones(count, np.bool_)
        begins[1:] = ordered[1:] != ordered[:-1]
        first = np.flatnonzero(begins)
        self.streams: Integers = ordered[first]
        """The conversations, ascending."""
        self.begins: Integers = first
        """Where each conversation begins in `in_turn`, and in all that is line by line."""
        sizes = np.diff(first, append=count)
        self.group: Integers = np.repeat(np.arange(len(first)), sizes)
        """The conversation of each segment, counted within the batch."""
        is_high = segments.sides[by_conversation] == 1
        highs = np.append(0, np.cumsum(is_high))
        high_sizes = np.diff(highs[first], append=highs[-1])
        self.sizes: Integers = np.stack([sizes - high_sizes, high_sizes], axis=1).ravel()
        """How many segments each line has."""
        lines = len(self.sizes)
        self.memory: Integers = np.cumsum(self.sizes) - self.sizes + np.arange(lines)
        """Where each line begins: with what is remembered."""
        self.finals: Integers = self.memory + self.sizes
        """Where each line ends: its memory where the side has sent nothing in this batch."""
        self.count = count + lines
        self.line: Integers = np.repeat(np.arange(lines), self.sizes)
        """The line of each segment."""
        self.at: Integers = np.arange(count) + self.line + 1
        """Where the segments stand."""
        self.own: Integers = self.at - 1
        """For each segment the one before it from the same side."""
        # How many of its conversation each segment has before it, from either side.
        high_before = highs[:-1] - np.repeat(highs[first], sizes)
        low_before = np.arange(count) - np.repeat(first, sizes) - high_before
        line = 2 * self.group + is_high
        self.in_turn: Integers = self.memory[line] - line + np.where(is_high, high_before, low_before)
        """The segments conversation by conversation, within each in the order in which they were sent."""
        self.order: Integers = np.empty(count, np.int64)
        """The segments as they were given, line by line."""
        self.order[self.in_turn] = by_conversation
        self.other: Integers = np.empty(count, np.int64)
        """For each segment the one before it from the other side."""
        self.other[self.in_turn] = self.memory[line ^ 1] + np.where(is_high, low_before, high_before)
        self.opening: Integers = self.in_turn[first]
        """Each conversation's first segment."""
        self.turn: Integers = self.order
        """Ascends with time."""
        self.laid_turn: Integers = self.lay(self.turn, BEFORE)
        self._lift = self.lay(self.line, np.arange(lines)) * APART

    def lay(self, values: NDArray[Any], remembered: Any) -> NDArray[Any]:
        """Values for all positions: of the segments, and of what each line remembers."""
        laid = np.empty(self.count, values.dtype)
        laid[self.at] = values
        laid[self.memory] = remembered
        return laid

    def last(self, chosen: Booleans) -> Integers:
        """For each position the last chosen segment up to it from the same side, or the side's memory."""
        laid = self.lay(chosen, True)
        # Counted, not compared: each is one of the chosen places, and the first place is a memory.
        found: Integers = np.flatnonzero(laid).take(np.cumsum(laid) - 1)
        return found

    def highest(self, values: Integers) -> Integers:
        """For each position the highest value up to it from the same side."""
        lifted = np.clip(values, -2 * FAR, FAR)
        lifted += self._lift
        np.maximum.accumulate(lifted, out=lifted)
        lifted -= self._lift
        return lifted

    def total(self, values: Integers) -> Integers:
        """For each position the sum of the segments' values up to it from the same side."""
        sums = np.cumsum(self.lay(values, 0))
        sums -= np.repeat(sums[self.memory], self.sizes + 1)
        return sums

    def first(self, chosen: Booleans) -> Integers:
        """Each line's first chosen segment; the number of all segments where it has none."""
        found = np.full(len(self.sizes), len(self.at))
        places = np.flatnonzero(chosen)[::-1]
        found[self.line[places]] = places
        return found

    def first_turns(self, chosen: Booleans) -> Integers:
        """The turn of each line's first chosen segment; the number of all segments where it has none."""
        return np.append(self.turn, len(self.at))[self.first(chosen)]

    def steps(self, chosen: Booleans) -> Integers:
        """For each segment, how many were chosen in conversations before, and in its own before it; plus its group.

        That is a place in a table with one entry for each conversation, and behind it one for each chosen segment
        of it: what held at first, and what held behind each of them.
        """
        ordered = chosen[self.in_turn]
        found = np.empty(len(self.at), np.int64)
        found[self.in_turn] = np.cumsum(ordered) - ordered
        found += self.group
        return found
