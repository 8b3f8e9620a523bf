"""How values are spread: histograms, and the value below which so many of a hundred lie.

Values come from columns or from dissections; what they count is the caller's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

PERCENTS: Final = (50, 95, 99)
_SMALL: Final = 0xFFFF


@dataclass(frozen=True, slots=True)
class Bucket:
    """Values from `low` to `high`, both included; `high` is None where there is no upper end."""

    low: int
    high: int | None
    count: int
    total: int
    """Of the values."""
    least: int | None = None
    """None where there are none."""
    largest: int | None = None

    @property
    def average(self) -> float | None:
        return self.total / self.count if self.count else None


@dataclass(frozen=True, slots=True)
class Spread:
    """What many values have in common; made by `spread_of`."""

    count: int
    least: int
    average: float
    percentiles: tuple[int, ...]
    """By PERCENTS; each is one of the values."""
    largest: int


def buckets(values: NDArray[np.int64], edges: Sequence[int]) -> list[Bucket]:
    """Values counted between edges, which ascend: from each to before the next, and from the last on.

    What lies below the first is left out.
    """
    ordered = np.sort(values)
    ends = [*np.searchsorted(ordered, np.array(edges, np.int64)).tolist(), len(ordered)]
    found = []
    for place, low in enumerate(edges):
        mine = ordered[ends[place] : ends[place + 1]]
        high = edges[place + 1] - 1 if place + 1 < len(edges) else None
        least, largest = (int(mine[0]), int(mine[-1])) if len(mine) else (None, None)
        found.append(Bucket(low, high, len(mine), total(mine), least, largest))
    return found


def total(values: NDArray[np.int64]) -> int:
    """The sum of numbers so large that it may not fit 64 bits."""
    # Both halves' sums do, of up to 2**31 values.
    return (int((values >> 32).sum()) << 32) + int((values & 0xFFFFFFFF).sum())


def spread_of(values: NDArray[np.int64]) -> Spread | None:
    """None of no values."""
    if not len(values):
        return None
    # The value that at least so many of a hundred do not exceed: nothing between two values is made up.
    ranks = [min(-(-len(values) * percent // 100) - 1, len(values) - 1) for percent in PERCENTS]
    ordered = np.partition(values, sorted(set(ranks)))
    percentiles = tuple(int(ordered[rank]) for rank in ranks)
    return Spread(len(values), int(values.min()), float(values.mean()), percentiles, int(values.max()))


def counted(values: NDArray[Any]) -> list[tuple[Any, int]]:
    """Each different value with how often it is there, the most frequent first, those alike in the order of values.

    Values are numbers, or n x length bytes, each of which is then given as bytes.
    """
    if not len(values):
        return []
    if values.ndim == 2:
        # An item for all bytes of a value: these are compared as such.
        found, counts = np.unique(np.ascontiguousarray(values).view(f"V{values.shape[1]}").ravel(), return_counts=True)
    elif values.dtype.kind in "ui" and values.min() >= 0 and values.max() <= _SMALL:
        every = np.bincount(values)
        found = np.flatnonzero(every)
        counts = every[found]
    else:
        found, counts = np.unique(values, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return list(zip(found[order].tolist(), counts[order].tolist(), strict=True))
