"""From values to cells and dots: x exact to the nanosecond over any distance, y in floating point or by its logarithm.

Dots are of the grid that `raster` draws in: two a cell across, four down.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

ACROSS: Final = 2
"""Dots of a cell from left to right."""
DOWN: Final = 4
LEAST_X, MOST_X = -(2**63), 2**63 - 1
MOST_Y: Final = 1e300
"""What is greater is drawn as if it were this."""
EIGHTHS: Final = 8


@dataclass(frozen=True)
class XScale:
    """From `first` to `last`, both in sight, over so many columns of cells."""

    first: int
    last: int
    columns: int
    logarithmic: bool = False

    @cached_property
    def _edges(self) -> list[int]:
        dots = self.columns * ACROSS
        if self.logarithmic:
            low = math.log(max(self.first, 1))
            high = math.log(max(self.last, 1) + 1)
            # What floating point adds to a round number does not make it the next one.
            inner = [math.ceil(math.exp(low + (high - low) * dot / dots) * (1 - 1e-12)) for dot in range(1, dots)]
            return [self.first, *(min(max(edge, self.first), self.last + 1) for edge in inner), self.last + 1]
        span = self.last - self.first + 1
        return [self.first - (-span * dot // dots) for dot in range(dots + 1)]

    @cached_property
    def edges(self) -> NDArray[np.int64]:
        """Where each column of dots begins, and where the last one ends: its x is the first one out of sight."""
        return np.array([min(max(edge, LEAST_X), MOST_X) for edge in self._edges], np.int64)

    @property
    def column_span(self) -> int:
        """How much of x one column of cells is, 1 at least; with a logarithm the least of them."""
        if self.logarithmic:
            return max(self._edges[ACROSS] - self._edges[0], 1)
        return max((self.last - self.first + 1) // max(self.columns, 1), 1)

    def column(self, x: int) -> int | None:
        """The column of cells that an x is in; None out of sight."""
        if not self.first <= x <= self.last:
            return None
        return min((bisect_right(self._edges, x) - 1) // ACROSS, self.columns - 1)

    def x_at(self, column: int) -> int:
        """The x in the middle of a column of cells; the first or last one for what is beside them."""
        if column < 0:
            return self.first
        if column >= self.columns:
            return self.last
        start, stop = self._edges[column * ACROSS], self._edges[(column + 1) * ACROSS]
        return min(max((start + stop) // 2, self.first), self.last)


@dataclass(frozen=True, slots=True)
class YScale:
    """From `first` at the bottom to `last` at the top of so many lines."""

    first: float
    last: float
    lines: int
    logarithmic: bool = False

    def heights(self, values: NDArray[np.float64], top: float) -> NDArray[np.float64]:
        """How high values stand, 0 at the bottom and `top` at the top; what has no value has none here."""
        # Halves keep the distance of the greatest numbers finite.
        low, high = self._of(self.first) / 2, self._of(self.last) / 2
        if high <= low:
            return np.where(np.isnan(values), np.nan, 0.0)
        with np.errstate(all="ignore"):
            # The distance first: of great numbers that lie close together nothing would be left otherwise.
            found = np.subtract(np.log10(np.maximum(values, self.first)) if self.logarithmic else values, low * 2)
            found *= top / (high - low) / 2
        return np.clip(found, 0.0, top, out=found)

    def dots(self, values: NDArray[np.float64]) -> NDArray[np.int32]:
        """The dot of each value, 0 at the bottom; -1 where there is no value."""
        return _whole(self.heights(values, self.lines * DOWN - 1))

    def eighths(self, values: NDArray[np.float64]) -> NDArray[np.int32]:
        """How many eighths of a line each value is above the bottom; -1 where there is no value."""
        return _whole(self.heights(values, self.lines * EIGHTHS))

    def band(self, line: int) -> tuple[float, float]:
        """The least and the greatest of the values that stand in a line, 0 at the top."""
        low, high = self._of(self.first), self._of(self.last)
        dot, top = (self.lines - 1 - line) * DOWN, max(self.lines * DOWN - 1, 1)
        ends = (low + (high - low) * (dot + by) / top for by in (-0.5, DOWN - 0.5))
        least, greatest = (10.0**end if self.logarithmic else end for end in ends)
        return least, greatest

    def line(self, value: float) -> int | None:
        """The line that a value stands in, 0 at the top; None out of sight."""
        if not self.first <= value <= self.last:
            return None
        dot = int(self.dots(np.array([value], np.float64))[0])
        return self.lines - 1 - dot // DOWN

    def _of(self, limit: float) -> float:
        if self.logarithmic:
            return math.log10(limit) if limit > 0 else 0.0
        return min(max(limit, -MOST_Y), MOST_Y)


def _whole(heights: NDArray[np.float64]) -> NDArray[np.int32]:
    heights += 0.5
    if len(heights) and np.isnan(heights.min()):
        heights[np.isnan(heights)] = -1.0
    return heights.astype(np.int32)
