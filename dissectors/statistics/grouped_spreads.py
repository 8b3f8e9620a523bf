"""How values of many groups are spread, all at once: counts, extremes, and what so many of a hundred do not exceed.

As `distribution.spread_of` for each group; what the groups are is the caller's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.distribution import PERCENTS, Spread

Integers = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class GroupSpreads:
    """One entry a group, in ascending order of what names it."""

    groups: Integers
    counts: Integers
    least: Integers
    averages: NDArray[np.float64]
    percentiles: Integers
    """n x PERCENTS; each is one of the values."""
    largest: Integers
    worst: Integers
    """The place of the largest value, the last of those alike."""

    def __len__(self) -> int:
        return len(self.groups)

    def spread(self, place: int) -> Spread:
        """Of one group."""
        return Spread(
            int(self.counts[place]),
            int(self.least[place]),
            float(self.averages[place]),
            tuple(self.percentiles[place].tolist()),
            int(self.largest[place]),
        )


def spreads_of(groups: Integers, values: Integers) -> GroupSpreads:
    """The spread of the values of each group, which are as many as names of groups."""
    order = np.lexsort((values, groups))
    names, ordered = groups[order], values[order]
    begins = np.flatnonzero(np.concatenate([[len(names) > 0], names[1:] != names[:-1]])[: len(names)])
    counts = np.diff(np.append(begins, len(names)))
    percents = np.array(PERCENTS)
    ranks = np.minimum(-(-counts[:, None] * percents // 100) - 1, counts[:, None] - 1)
    sums = np.add.reduceat(ordered.astype(np.float64), begins) if len(begins) else np.zeros(0)
    ends = begins + counts - 1
    return GroupSpreads(
        names[begins],
        counts,
        ordered[begins],
        sums / np.maximum(counts, 1),
        ordered[begins[:, None] + ranks],
        ordered[ends],
        order[ends],
    )
