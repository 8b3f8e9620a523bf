"""Numbers counted as they come, so that at any time it can be told how they are spread, percentiles included.

Small ones are counted each. Large ones are kept, with a coarse number that ascends with them: which of them stand at a
rank is then found among those few that share it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.distribution import PERCENTS, Bucket, Spread

Integers = NDArray[np.int64]
SMALL: Final = 1 << 16
"""Numbers below this one are counted each."""
MOST_AT_ONCE: Final = 1 << 20
"""Numbers whose sum is taken together."""
_DIGITS: Final = 7
"""Bits behind the first one in which coarse numbers are exact: within a hundredth."""
_SHIFT: Final = 52 - _DIGITS
_LARGEST: Final = 2**63 - 1


def _coarse(values: Integers) -> Integers:
    # A float's bits, read as a whole number, ascend with it: the exponent stands before the digits.
    return (values.astype(np.float64).view(np.int64) >> _SHIFT) - _FIRST


_FIRST: Final = int(np.array([SMALL], np.float64).view(np.int64)[0]) >> _SHIFT
_COARSE: Final = int(_coarse(np.array([_LARGEST]))[0]) + 1


class SpreadCounts:
    """Takes numbers that are 0 or more."""

    def __init__(self, edges: Sequence[int]) -> None:
        """Buckets go from each edge, ascending, to before the next, the last one without an end."""
        self.count = 0
        self._edges = np.array(edges, np.int64)
        self._small = np.zeros(64, np.int64)
        """How often each small number came, as far as there were any."""
        self._values = np.zeros(64, np.int64)
        """Large numbers, in the order in which they came; room for more."""
        self._numbers = np.zeros(64, np.uint16)
        """The coarse number of each."""
        self._large = 0
        self._coarse = np.zeros(_COARSE, np.int64)
        """How often each coarse number came."""
        self._halves = np.zeros((2, len(edges)), np.int64)
        """Of the large numbers in each bucket the sums of the upper and of the lower 32 bits."""
        self._counts = np.zeros(len(edges), np.int64)
        self._least = np.full(len(edges), _LARGEST)
        self._most = np.full(len(edges), -1)

    def add(self, values: Integers) -> None:
        """Count these."""
        for first in range(0, len(values), MOST_AT_ONCE):
            part = values[first : first + MOST_AT_ONCE]
            is_large = part >= SMALL
            if is_large.any():
                self._add_large(part[is_large])
                part = part[~is_large]
            counts = np.bincount(part)
            self._small = _with_room(self._small, len(counts))
            self._small[: len(counts)] += counts
        self.count += len(values)

    def _add_large(self, values: Integers) -> None:
        numbers = _coarse(values)
        counts = np.bincount(numbers)
        self._coarse[: len(counts)] += counts
        stop = self._large + len(values)
        self._values, self._numbers = _with_room(self._values, stop), _with_room(self._numbers, stop)
        self._values[self._large : stop] = values
        self._numbers[self._large : stop] = numbers
        self._large = stop
        places = np.searchsorted(self._edges, values, "right") - 1
        self._counts += np.bincount(places, minlength=len(self._edges))
        # So few numbers of 32 bits have sums for which floats are exact.
        for sums, half in zip(self._halves, (values >> 32, values & 0xFFFFFFFF), strict=True):
            sums += np.bincount(places, half, len(self._edges)).astype(np.int64)
        np.minimum.at(self._least, places, values)
        np.maximum.at(self._most, places, values)

    def buckets(self) -> list[Bucket]:
        """What has been counted so far, between the edges; what lies below the first is left out."""
        found, edges = [], self._edges.tolist()
        for place, low in enumerate(edges):
            stop = edges[place + 1] if place + 1 < len(edges) else None
            counts = self._small[low:stop]
            here = np.flatnonzero(counts) + low
            count = int(counts.sum()) + int(self._counts[place])
            total = int(here @ self._small[here]) + _whole(self._halves[:, place])
            least = int(here[0]) if len(here) else int(self._least[place])
            largest = int(self._most[place]) if self._counts[place] else int(here[-1]) if len(here) else -1
            high = None if stop is None else stop - 1
            found.append(Bucket(low, high, count, total, least, largest) if count else Bucket(low, high, 0, 0))
        return found

    def spread(self) -> Spread | None:
        """What has been counted so far; None of nothing."""
        if not self.count:
            return None
        here = np.flatnonzero(self._small)
        total = int(here @ self._small[here]) + sum(_whole(halves) for halves in self._halves.T)
        least = int(here[0]) if len(here) else int(self._least.min())
        largest = int(self._most.max()) if self._large else int(here[-1])
        # The value that at least so many of a hundred do not exceed: nothing between two values is made up.
        ranks = [min(-(-self.count * percent // 100) - 1, self.count - 1) for percent in PERCENTS]
        return Spread(self.count, least, total / self.count, tuple(map(self._at, ranks)), largest)

    def _at(self, rank: int) -> int:
        """The number that has so many before it when all are in order."""
        below = self.count - self._large
        if rank < below:
            return int(self._small.cumsum().searchsorted(rank, "right"))
        ends = self._coarse.cumsum()
        number = int(ends.searchsorted(rank - below, "right"))
        rank -= below + int(ends[number] - self._coarse[number])
        alike = self._values[: self._large][self._numbers[: self._large] == number]
        return int(np.partition(alike, rank)[rank])


def _whole(halves: Integers) -> int:
    upper, lower = halves.tolist()
    whole: int = (upper << 32) + lower
    return whole


def _with_room(array: NDArray[Any], count: int) -> NDArray[Any]:
    """The array, longer where it has no room for so many."""
    if count <= len(array):
        return array
    more = max(count, 2 * len(array)) - len(array)
    return np.concatenate([array, np.zeros(more, array.dtype)])
