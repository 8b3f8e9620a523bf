"""Which rows of the packet table the list shows, in what order: all of them, or those that a filter let pass."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

CHUNK_ROWS = 65_536
"""Arrays that grow by doubling stall the screen; chunks do not."""


class DisplayedRows:
    """Positions in the list to rows of the table. Without a filter they are the same."""

    def __init__(self, row_count: Callable[[], int]) -> None:
        """`row_count` tells how many rows the table has now."""
        self._row_count = row_count
        self._chunks: list[NDArray[np.int64]] | None = None
        self._length = 0

    @property
    def is_filtered(self) -> bool:
        return self._chunks is not None

    def __len__(self) -> int:
        return self._row_count() if self._chunks is None else self._length

    def __getitem__(self, position: int) -> int:
        """The table's row; raises IndexError outside 0 to len - 1."""
        if not 0 <= position < len(self):
            raise IndexError(position)
        if self._chunks is None:
            return position
        return int(self._chunks[position // CHUNK_ROWS][position % CHUNK_ROWS])

    def show_all(self) -> None:
        self._chunks, self._length = None, 0

    def show_none(self) -> None:
        """Begin a filtered list, to be filled by `append`."""
        self._chunks, self._length = [], 0

    def append(self, rows: NDArray[np.int64]) -> None:
        """Add rows behind those shown; they must be larger than all before. Only while filtered."""
        if self._chunks is None:
            raise ValueError("all rows are shown already")
        taken = 0
        while taken < len(rows):
            chunk, start = divmod(self._length, CHUNK_ROWS)
            if chunk == len(self._chunks):
                self._chunks.append(np.empty(CHUNK_ROWS, np.int64))
            some = min(len(rows) - taken, CHUNK_ROWS - start)
            self._chunks[chunk][start : start + some] = rows[taken : taken + some]
            taken += some
            self._length += some

    def rows_from(self, position: int) -> NDArray[np.int64]:
        """All rows shown, as an array: those behind a position first, then those before, and itself last."""
        if self._chunks is None:
            rows = np.arange(len(self), dtype=np.int64)
        else:
            rows = np.concatenate([np.empty(0, np.int64), *self._chunks])[: self._length]
        return np.roll(rows, -(position + 1))

    def position_near(self, row: int) -> int:
        """Where a row is shown; if it is not, where the next one is, or the last one."""
        last = max(len(self) - 1, 0)
        if self._chunks is None:
            return min(max(row, 0), last)
        low, high = 0, self._length
        while low < high:
            middle = (low + high) // 2
            if self[middle] < row:
                low = middle + 1
            else:
                high = middle
        return min(low, last)

    def shows(self, row: int) -> bool:
        """Whether a row of the table is in the list."""
        position = self.position_near(row)
        return position < len(self) and self[position] == row
