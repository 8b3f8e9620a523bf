"""A batch's sequence numbers as places in two streams that know no wrap-around, beside what was remembered before.

`Exchange` is what every step of the analysis looks at: segments in the order of their conversations, each with the
place where it begins, where it ends, and what it acknowledges in the other side's stream.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.memory import Memory
from dissectors.streams.neighbours import Neighbours
from dissectors.streams.segments import Segments
from dissectors.streams.serial import MODULUS, ahead
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


class Exchange:
    """A batch of at least one segment. Arrays are as long as the batch and in its order, unless they are laid.

    A laid array has one entry for each position of `near`. Places count from each side's last segment before the
    batch, or its first segment in it.
    """

    def __init__(self, segments: Segments, memory: Memory) -> None:
        near = self.near = Neighbours(segments)
        ordered = self.segments = segments.select(near.order)
        self.memory = memory
        sides, self.conversations = memory.recall(near.streams)
        self._both_sides = sides
        self.sides = (sides[0::2], sides[1::2])
        """Records of the lower-numbered sides and of the others, one for each conversation."""
        self.group: Integers = near.group[near.at]
        self.is_high: Booleans = near.side[near.at] == 1
        self.flags, self.lengths = ordered.flags, ordered.lengths
        self.has_ack: Booleans = self.flags & ACK > 0
        self.is_special: Booleans = self.flags & (SYN | FIN | RST) > 0
        self.takes_number: Integers = (self.flags & (SYN | FIN) > 0).astype(np.int64)
        """SYN and FIN count as one byte (RFC 9293 §3.4)."""
        self.advance: Integers = self.lengths + self.takes_number
        self.frames: Integers = ordered.rows + 1
        # A file without times gives none here either: all segments come at once.
        self.times: Integers = np.maximum(ordered.times, 0)
        self.numbers = near.lay(ordered.sequence, *self._remembered_numbers())
        """Laid: sequence numbers as sent."""
        steps = np.zeros(near.count, np.int64)
        steps[near.at] = ahead(ordered.sequence, self.numbers[near.own])
        self.places = near.total(steps)
        """Laid: where each segment begins in its side's stream."""
        self.start: Integers = self.places[near.at]
        self.end: Integers = self.start + self.advance
        self.acked: Integers = self.places[near.other] + ahead(ordered.acknowledgment, self.numbers[near.other])
        """What each segment acknowledges, in the other side's stream."""

    def lay(self, values: NDArray[np.int64], remembered: str) -> Integers:
        """Values for all positions; in front of each conversation what its sides remember under a name."""
        return self.near.lay(values, *(side[remembered].astype(np.int64) for side in self.sides))

    def of_side(self, remembered: str) -> Integers:
        """For each segment what its side remembers under a name."""
        low, high = (side[remembered].astype(np.int64) for side in self.sides)
        return np.where(self.is_high, high[self.group], low[self.group])

    def of_other(self, remembered: str) -> Integers:
        """For each segment what the other side remembers."""
        low, high = (side[remembered].astype(np.int64) for side in self.sides)
        return np.where(self.is_high, low[self.group], high[self.group])

    def laid_mask(self, chosen: Booleans) -> Booleans:
        """The positions of chosen segments."""
        mask = np.zeros(self.near.count, np.bool_)
        mask[self.near.at] = chosen
        return mask

    def remembered(self) -> tuple[NDArray[np.void], NDArray[np.void]]:
        """The records as they are now, in the shape of `Memory.recall`."""
        return self._both_sides, self.conversations

    def _remembered_numbers(self) -> list[Integers]:
        """The number from which each side's places count; sets what relative numbers count from, where that is new.

        These are relative to a side's SYN, or to one before its first segment, so that they begin with 1; if the
        other side's acknowledgment comes first, to one before that.
        """
        near, ordered = self.near, self.segments
        index = np.zeros(near.count + 1, np.int64)
        index[near.at] = np.arange(len(ordered))
        numbers = []
        for side, records in enumerate(self.sides):
            own = near.first(self.laid_mask(self.is_high == bool(side)))
            told = near.first(self.laid_mask((self.is_high != bool(side)) & self.has_ack))
            number = ordered.sequence[index[own]]
            own_base = number - (ordered.flags[index[own]] & SYN == 0)
            told_base = ordered.acknowledgment[index[told]] - 1
            is_found = np.minimum(own, told) < near.count
            base = np.where(own <= told, own_base, told_base) % MODULUS
            records["base"] = np.where(records["is_known"] | ~is_found, records["base"], base)
            first = np.where(own < near.count, number, told_base + 1) % MODULUS
            numbers.append(np.where(records["is_known"], records["sequence"].astype(np.int64), first))
            records["is_known"] |= is_found
        return numbers
