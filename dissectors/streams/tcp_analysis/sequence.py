"""A batch's sequence numbers as places in two streams that know no wrap-around, beside what was remembered before.

`Exchange` is what every step of the analysis looks at: segments side by side, each with the place where it begins,
where it ends, and what it acknowledges in the other side's stream.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.segments import Segments
from dissectors.streams.serial import MODULUS, ahead
from dissectors.streams.tcp_analysis.memory import Memory
from dissectors.streams.tcp_analysis.neighbours import Neighbours
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


class Exchange:
    """A batch of at least one segment. Arrays are as long as the batch and line by line, unless they are laid.

    A laid array has one entry for each position of `near`: a line's memory, and behind it its segments. Places count
    from each side's last segment before the batch, or its first segment in it.
    """

    def __init__(self, segments: Segments, memory: Memory) -> None:
        near = self.near = Neighbours(segments)
        self.segments, self.memory = segments, memory
        """The batch as it was given, and what is known of all before."""
        self.both_sides, self.conversations = memory.recall(near.streams)
        """Records, one for each line and one for each conversation."""
        self.group = near.group
        self.is_high: Booleans = near.line & 1 > 0
        order = near.order
        self.flags, self.lengths = segments.flags[order], segments.lengths[order]
        self.sequence, self.acknowledgment = segments.sequence[order], segments.acknowledgment[order]
        self.window = segments.window[order]
        self.has_ack: Booleans = self.flags & ACK > 0
        self.is_special: Booleans = self.flags & (SYN | FIN | RST) > 0
        self.takes_number: Integers = (self.flags & (SYN | FIN) > 0).astype(np.int64)
        """SYN and FIN count as one byte (RFC 9293 §3.4)."""
        self.advance: Integers = self.lengths + self.takes_number
        self.frames: Integers = segments.rows[order] + 1
        # A file without times gives none here either: all segments come at once.
        self.times: Integers = np.maximum(segments.times[order], 0)
        self.numbers = near.lay(self.sequence, self._remembered_numbers())
        """Laid: sequence numbers as sent."""
        self.places = near.total(ahead(self.sequence, self.numbers[near.own]))
        """Laid: where each segment begins in its side's stream."""
        self.start: Integers = self.places[near.at]
        self.end: Integers = self.start + self.advance
        self.acked: Integers = self.places[near.other] + ahead(self.acknowledgment, self.numbers[near.other])
        """What each segment acknowledges, in the other side's stream."""

    def lay(self, values: NDArray[Any], remembered: str) -> NDArray[Any]:
        """Values for all positions; in front of each line what its side remembers under a name."""
        return self.near.lay(values, self.both_sides[remembered])

    def of_side(self, remembered: str) -> Integers:
        """For each segment what its side remembers under a name."""
        values: Integers = self.both_sides[remembered].astype(np.int64)[self.near.line]
        return values

    def of_other(self, remembered: str) -> Integers:
        """For each segment what the other side remembers."""
        values: Integers = self.both_sides[remembered].astype(np.int64)[self.near.line ^ 1]
        return values

    def _remembered_numbers(self) -> Integers:
        """The number from which each side's places count; sets what relative numbers count from, where that is new.

        These are relative to a side's SYN, or to one before its first segment, so that they begin with 1; if the
        other side's acknowledgment comes first, to one before that.
        """
        near, records = self.near, self.both_sides
        count, last = len(near.at), len(near.at) - 1
        has_own = near.sizes > 0
        own = np.minimum(near.memory - np.arange(len(near.memory)), last)
        told = swapped(near.first(self.has_ack))
        has_told, told = told < count, np.minimum(told, last)
        is_own_first = has_own & (~has_told | (near.turn[own] < near.turn[told]))
        number = self.sequence[own]
        own_base = number - (self.flags[own] & SYN == 0)
        told_base = self.acknowledgment[told] - 1
        is_found = has_own | has_told
        base = np.where(is_own_first, own_base, told_base) % MODULUS
        is_known = records["is_known"].copy()
        records["base"] = np.where(is_known | ~is_found, records["base"], base)
        records["is_known"] |= is_found
        first = np.where(has_own, number, told_base + 1) % MODULUS
        return np.where(is_known, records["sequence"].astype(np.int64), first)


def swapped(lines: NDArray[Any]) -> NDArray[Any]:
    """What there is for each line, given for that of the other side."""
    return lines.reshape(-1, 2)[:, ::-1].ravel()
