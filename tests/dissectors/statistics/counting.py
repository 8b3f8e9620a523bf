"""Counts made in one go, and by steps, which must come to the same."""

from __future__ import annotations

from typing import Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.layer_index import LayerIndex


class Counts(Protocol):
    """What all counts offer."""

    index: LayerIndex
    rows_done: int

    def extend(self, stop: int) -> None: ...
    def add(self, rows: NDArray[np.int64]) -> None: ...


C = TypeVar("C", bound=Counts)


def whole(counts: C, rows: list[int] | None = None) -> C:
    """All rows of the capture, or some, counted at once."""
    if rows is None:
        counts.extend(len(counts.index.capture.frames))
    else:
        counts.add(np.array(rows, np.int64))
    return counts


def stepwise(counts: C, step: int = 1, rows: list[int] | None = None) -> C:
    """The same, a few rows at a time."""
    if rows is None:
        stop = len(counts.index.capture.frames)
        for end in (*range(step, stop, step), stop):
            counts.extend(end)
    else:
        for first in range(0, len(rows), step):
            counts.add(np.array(rows[first : first + step], np.int64))
    return counts
