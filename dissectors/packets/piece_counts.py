"""What all counts have in common that are made of layers: rows come as the capture grows, and are taken by the piece.

From the layer index come pieces, and which of their rows are meant; what is counted of them is each count's own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


class PieceCounts(ABC):
    """Takes the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        self.index = index
        self.rows_done = 0
        """Rows before this one have been given."""

    def extend(self, stop: int) -> None:
        """Take all rows from `rows_done` to before `stop`. Raises CaptureFileError."""
        self._walk(stop, None)

    def add(self, rows: Integers) -> None:
        """Take these rows, ascending and behind those before. Raises CaptureFileError."""
        if len(rows):
            self.rows_done = max(self.rows_done, int(rows[0]))
            self._walk(int(rows[-1]) + 1, rows)

    def _walk(self, stop: int, rows: Integers | None) -> None:
        for piece, wanted, piece_stop in walk(self.index, self.rows_done, stop, rows):
            if wanted is None or wanted.any():
                self._take(piece, wanted, self.rows_done - piece.first)
            self.rows_done = piece_stop

    @abstractmethod
    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        """Take the wanted rows of a piece, None for all; there are none among the first `skipped`."""


def walk(
    index: LayerIndex, first: int, stop: int, rows: Integers | None
) -> Iterator[tuple[Piece, Booleans | None, int]]:
    """The pieces with the rows from `first` to before `stop`, which of each one's rows are meant, and where it ends.

    `rows` are those meant, ascending, None is all; a mask that is None means every row of the piece.
    """
    while first < stop:
        piece = index.piece_of(first)
        piece_stop = min(piece.first + piece.count, stop)
        wanted: Booleans | None = None
        if rows is not None:
            low, high = np.searchsorted(rows, (first, piece_stop)).tolist()
            wanted = np.zeros(piece.count, np.bool_)
            wanted[rows[low:high] - piece.first] = True
        elif first > piece.first or piece_stop < piece.first + piece.count:
            wanted = np.zeros(piece.count, np.bool_)
            wanted[first - piece.first : piece_stop - piece.first] = True
        yield piece, wanted, piece_stop
        first = piece_stop
