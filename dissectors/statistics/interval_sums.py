"""Numbers by interval of time, grown part by part: no more of them than there are intervals in which something is.

Parts come from packets as these come, mostly behind one another; those of times that go backwards lie over earlier
ones, and are put together when they are asked for, or before they are many.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Numbers = NDArray[np.float64]

_SMALLEST: Final = 64


@dataclass(frozen=True, slots=True)
class Part:
    """Intervals, ascending, each once, with their values and the first row of each."""

    places: Integers
    values: Numbers
    rows: Integers

    def __len__(self) -> int:
        return len(self.places)


def part_of(places: Integers, rows: Integers, amounts: Numbers | None, join: np.ufunc) -> Part:
    """What rows, which ascend, add to the intervals that they lie in; without amounts each counts as one."""
    if not len(places):
        return Part(places, np.zeros(0), rows)
    # Mostly packets are in order of time.
    if not (places[1:] >= places[:-1]).all():
        order = np.argsort(places, kind="stable")
        places, rows = places[order], rows[order]
        amounts = None if amounts is None else amounts[order]
    first = np.flatnonzero(np.concatenate([[True], places[1:] != places[:-1]]))
    if amounts is None:
        values = np.diff(np.append(first, len(places))).astype(np.float64)
    else:
        values = join.reduceat(amounts, first)
    return Part(places[first], values, rows[first])


class IntervalSums:
    """What was added so far. `join` makes one value of two of the same interval, in any order."""

    def __init__(self, join: np.ufunc = np.add) -> None:
        self._join = join
        self._blocks: list[_Block] = []
        """Each less than half as large as the one before, so that putting them together costs little."""

    def add(self, part: Part) -> None:
        """Rows of a part lie behind those of the parts before."""
        if not len(part):
            return
        if self._blocks and part.places[0] >= self._blocks[-1].last:
            self._blocks[-1].append(part, self._join)
        else:
            self._blocks.append(_Block(part))
        while len(self._blocks) > 1 and self._blocks[-2].count <= 2 * self._blocks[-1].count:
            self._put_together()

    def part(self) -> Part:
        """All of it, which stays as it is while more is added."""
        while len(self._blocks) > 1:
            self._put_together()
        if not self._blocks:
            return Part(np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64))
        whole = self._blocks[0].part
        return Part(whole.places.copy(), whole.values.copy(), whole.rows.copy())

    def _put_together(self) -> None:
        later, before = self._blocks.pop().part, self._blocks.pop().part
        places = np.concatenate([before.places, later.places])
        # Ascending runs are quickly put in order; of one interval's rows the earlier stays first.
        order = np.argsort(places, kind="stable")
        values = np.concatenate([before.values, later.values])[order]
        rows = np.concatenate([before.rows, later.rows])[order]
        self._blocks.append(_Block(part_of(places[order], rows, values, self._join)))


class _Block:
    """A part that grows at its end."""

    def __init__(self, part: Part) -> None:
        self.count = 0
        self._places, self._values, self._rows = np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64)
        self._extend(part)

    @property
    def part(self) -> Part:
        """So far: changes with the block."""
        return Part(self._places[: self.count], self._values[: self.count], self._rows[: self.count])

    @property
    def last(self) -> int:
        return int(self._places[self.count - 1])

    def append(self, part: Part, join: np.ufunc) -> None:
        """A part that begins with the last interval, or behind it."""
        if part.places[0] == self.last:
            at = self.count - 1
            self._values[at] = join(self._values[at], part.values[0])
            part = Part(part.places[1:], part.values[1:], part.rows[1:])
        self._extend(part)

    def _extend(self, part: Part) -> None:
        stop = self.count + len(part)
        if stop > len(self._places):
            room = max(stop, 2 * len(self._places), _SMALLEST)
            grown = Part(np.empty(room, np.int64), np.empty(room), np.empty(room, np.int64))
            before = self.part
            grown.places[: self.count], grown.values[: self.count] = before.places, before.values
            grown.rows[: self.count] = before.rows
            self._places, self._values, self._rows = grown.places, grown.values, grown.rows
        self._places[self.count : stop], self._values[self.count : stop] = part.places, part.values
        self._rows[self.count : stop] = part.rows
        self.count = stop
