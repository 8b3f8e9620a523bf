"""How values are spread: what histograms are made of, and the value below which so many of a hundred lie.

Values come from columns or from dissections; what they count is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

PERCENTS: Final = (50, 95, 99)


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
    """What many values have in common; made by `spread_of`, or by `spread_counts` as they come."""

    count: int
    least: int
    average: float
    percentiles: tuple[int, ...]
    """By PERCENTS; each is one of the values."""
    largest: int


def spread_of(values: NDArray[np.int64]) -> Spread | None:
    """None of no values."""
    if not len(values):
        return None
    # The value that at least so many of a hundred do not exceed: nothing between two values is made up.
    ranks = [min(-(-len(values) * percent // 100) - 1, len(values) - 1) for percent in PERCENTS]
    ordered = np.partition(values, sorted(set(ranks)))
    percentiles = tuple(int(ordered[rank]) for rank in ranks)
    return Spread(len(values), int(values.min()), float(values.mean()), percentiles, int(values.max()))
