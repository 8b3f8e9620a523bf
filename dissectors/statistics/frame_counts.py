"""What all counts have in common that are made of what the capture file tells of frames: no byte of them is read.

Rows come in ascending order as the capture grows; whoever counts is given them by the piece.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.layer_index import PIECE_ROWS

if TYPE_CHECKING:
    from dissectors.capture_file.frames import ColumnName
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]


class FrameCounts(ABC):
    """Counts the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        self.index = index
        self.rows_done = 0
        """Rows before this one have been given."""

    def extend(self, stop: int) -> None:
        """Count all rows from `rows_done` to before `stop`. Raises CaptureFileError."""
        while self.rows_done < stop:
            first, end = self.rows_done, min(self.rows_done + PIECE_ROWS, stop)
            self._count(first, end, None)
            self.rows_done = end

    def add(self, rows: Integers) -> None:
        """Count these rows, ascending and behind those before. Raises CaptureFileError."""
        while len(rows):
            first = int(rows[0])
            here = rows[: int(rows.searchsorted(first + PIECE_ROWS))]
            end = int(here[-1]) + 1
            self._count(first, end, here - first)
            self.rows_done = end
            rows = rows[len(here) :]

    @abstractmethod
    def _count(self, first: int, stop: int, chosen: Integers | None) -> None:
        """Count the rows from `first` to before `stop`, or those `chosen` of them, by how far they are behind `first`.

        They are one at least, and PIECE_ROWS at most.
        """

    def _column(self, name: ColumnName, first: int, stop: int, chosen: Integers | None) -> NDArray[Any]:
        """What the capture file tells of each of these rows."""
        values = self.index.capture.frames.column(name, first, stop)
        return values if chosen is None else values[chosen]
