"""The lines of segments on their way, from one batch to the next: each side's ends of it, or all that stand in it.

As long as nothing of a line is acknowledged, and what is sent stands behind it, its first and its last segment stand
for all: whole lines are fetched from the memory only where that is not so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.serial import MODULUS, ahead
from dissectors.streams.tcp_analysis.memory import ON_THE_WAY
from dissectors.streams.tcp_analysis.neighbours import BEFORE
from dissectors.streams.tcp_analysis.sequence import Exchange, swapped
from dissectors.streams.tcp_analysis.tangled import MOST_KEPT

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

UNTOLD = 0


@dataclass(frozen=True, slots=True)
class Sent:
    """Segments that take sequence numbers, side by side, in the order in which they were sent."""

    side: Integers
    """Twice the conversation's place in the batch, plus one for the higher side."""
    start: Integers
    end: Integers
    turn: Integers
    """The turn in the batch; BEFORE for those of batches before."""
    frames: Integers
    times: Integers

    def select(self, chosen: Booleans | Integers) -> Sent:
        """Those that a mask or an index chooses."""
        # Much faster than choosing by a mask of which nobody can say what comes next.
        places = np.flatnonzero(chosen) if chosen.dtype == np.bool_ else chosen
        return Sent(*(getattr(self, name).take(places) for name in self.__slots__))


def joined(parts: list[Sent]) -> Sent:
    """One behind the other."""
    return Sent(*(np.concatenate([getattr(part, name) for part in parts]) for name in Sent.__slots__))


def side_by_side(parts: list[Sent]) -> Sent:
    """Each side's together, those of one part behind those of the part before."""
    if sum(len(part.side) > 0 for part in parts) == 1:
        every = next(part for part in parts if len(part.side))
    else:
        every = joined(parts)
    is_sorted = not (every.side[1:] < every.side[:-1]).any()
    return every if is_sorted else every.select(np.argsort(every.side, kind="stable"))


def recall(exchange: Exchange) -> Sent:
    """The ends of all lines from batches before; frames and times are left out, as nobody asks for them."""
    records, parts = exchange.both_sides, []
    for name, fewest in (("eldest", 1), ("latest", 2)):
        side = np.flatnonzero(records["waiting"] >= fewest)
        start = _place(exchange, records[f"{name}_start"][side], side)
        length = ahead(records[f"{name}_end"][side].astype(np.int64), records[f"{name}_start"][side])
        untold = np.full(len(side), UNTOLD)
        parts.append(Sent(side, start, start + length, np.full(len(side), BEFORE), untold, untold))
    return side_by_side(parts)


def take(exchange: Exchange, chosen: Booleans) -> Sent:
    """All that stand in the lines of chosen conversations."""
    near = exchange.near
    records = exchange.memory.take_on_the_way(near.streams[chosen])
    side = 2 * np.searchsorted(near.streams, records["side"] >> 1) + (records["side"] & 1)
    start = _place(exchange, records["start"], side)
    return Sent(
        side,
        start,
        start + records["length"],
        np.full(len(side), BEFORE),
        records["frame"].astype(np.int64),
        records["time"],
    )


def is_acknowledged(exchange: Exchange, line: Sent, acked: Integers) -> Booleans:
    """The conversations in which some of what was on its way before this batch is acknowledged in it."""
    near = exchange.near
    last = swapped(acked[near.finals])
    found = np.zeros(len(near.streams), np.bool_)
    found[line.side[last[line.side] > line.start] >> 1] = True
    return found


def keep(exchange: Exchange, left: Sent, is_whole: Booleans) -> NDArray[np.void]:
    """Remember the ends of the lines that are left; records of what stands in them for the memory.

    Of a side the eldest are kept, MOST_KEPT at most. `is_whole`: the conversations of which all is `left`; of the
    others that is what comes behind the line that the memory has.
    """
    near, remembered = exchange.near, exchange.both_sides
    left, is_whole = side_by_side([left]), np.repeat(is_whole, 2)
    waiting = np.where(is_whole, 0, remembered["waiting"])
    counts = np.bincount(left.side, minlength=len(waiting))
    rank = np.arange(len(left.side)) - np.repeat(np.cumsum(counts) - counts, counts)
    is_kept = rank + waiting[left.side] < MOST_KEPT
    if not is_kept.all():
        left = left.select(is_kept)
        counts = np.bincount(left.side, minlength=len(waiting))
    origin = exchange.numbers[near.memory[left.side]]
    start, length = (left.start + origin) % MODULUS, np.clip(left.end - left.start, 0, MODULUS - 1)
    end = (start + length) % MODULUS
    is_back = (left.side[1:] == left.side[:-1]) & ((left.end[1:] <= left.end[:-1]) | (left.start[1:] < left.start[:-1]))
    has_back = np.bincount(left.side[1:][is_back], minlength=len(waiting)) > 0
    stops = np.cumsum(counts)
    begins, grows = (waiting == 0) & (counts > 0), counts > 0
    first, last = (stops - counts)[begins], stops[grows] - 1
    remembered["eldest_start"][begins], remembered["eldest_end"][begins] = start[first], end[first]
    remembered["latest_start"][grows], remembered["latest_end"][grows] = start[last], end[last]
    remembered["waiting"] = waiting + counts
    remembered["is_in_order"] = np.where(is_whole, ~has_back, remembered["is_in_order"])
    records = np.zeros(len(left.side), ON_THE_WAY)
    records["side"] = 2 * near.streams[left.side >> 1] + (left.side & 1)
    records["start"], records["length"] = start, length
    records["frame"], records["time"] = left.frames, left.times
    return records


def _place(exchange: Exchange, numbers: NDArray[np.uint32], side: Integers) -> Integers:
    """Sequence numbers as places in their side's stream."""
    return ahead(numbers.astype(np.int64), exchange.numbers[exchange.near.memory[side]])
