"""Which rows of the packet table the list shows, in what order: all of them, or those that a filter let pass.

These may be arranged: in the order of a column, or only the marked ones of them.
"""

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
        self._arranged: NDArray[np.int64] | None = None

    @property
    def is_filtered(self) -> bool:
        return self._chunks is not None

    @property
    def is_arranged(self) -> bool:
        return self._arranged is not None

    def arrange(self, rows: NDArray[np.int64] | None) -> None:
        """Show these, which are among all or the filtered ones, in this order; None shows those in the table's."""
        self._arranged = rows

    @property
    def unarranged_count(self) -> int:
        """How many rows there are to arrange: all, or those that the filter let pass."""
        return self._row_count() if self._chunks is None else self._length

    def unarranged(self, start: int = 0) -> NDArray[np.int64]:
        """The rows that there are to arrange, ascending, from a position among them on."""
        if self._chunks is None:
            return np.arange(start, self._row_count(), dtype=np.int64)
        first = start // CHUNK_ROWS
        rows = np.concatenate([np.empty(0, np.int64), *self._chunks[first:]])
        return rows[start - first * CHUNK_ROWS : self._length - first * CHUNK_ROWS]

    def __len__(self) -> int:
        return self.unarranged_count if self._arranged is None else len(self._arranged)

    def __getitem__(self, position: int) -> int:
        """The table's row; raises IndexError outside 0 to len - 1."""
        if not 0 <= position < len(self):
            raise IndexError(position)
        if self._arranged is not None:
            return int(self._arranged[position])
        if self._chunks is None:
            return position
        return int(self._chunks[position // CHUNK_ROWS][position % CHUNK_ROWS])

    def show_all(self) -> None:
        """End the filtered list; what was arranged is so no more."""
        self._chunks, self._length, self._arranged = None, 0, None

    def show_none(self) -> None:
        """Begin a filtered list, to be filled by `append`; what was arranged is so no more."""
        self._chunks, self._length, self._arranged = [], 0, None

    def let_pass(self, rows: NDArray[np.int64]) -> None:
        """The filter lets these pass in place of those so far, ascending; what is arranged stays as it is."""
        arranged = self._arranged
        self.show_none()
        self.append(rows)
        self._arranged = arranged

    def append(self, rows: NDArray[np.int64]) -> None:
        """Add rows behind those that passed; they must be larger than all before. Only while filtered."""
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
        rows = self.unarranged() if self._arranged is None else self._arranged
        return np.roll(rows, -(position + 1))

    def positions_of(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Where those of some rows of the table are shown that are, ascending."""
        if self._chunks is None and self._arranged is None:
            return np.sort(rows)
        shown = self.unarranged() if self._arranged is None else self._arranged
        is_meant = np.zeros(max(self._row_count(), int(rows.max(initial=-1)) + 1), np.bool_)
        is_meant[rows] = True
        return np.flatnonzero(is_meant[shown])

    def position_near(self, row: int) -> int:
        """Where a row is shown; if it is not, where the next one is, or the last one."""
        last = max(len(self) - 1, 0)
        if self._arranged is not None:
            return self._arranged_near(row)
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

    def _arranged_near(self, row: int) -> int:
        assert self._arranged is not None
        if not len(self._arranged):
            return 0
        behind = self._arranged >= row
        if not behind.any():
            return int(np.argmax(self._arranged))
        return int(np.argmin(np.where(behind, self._arranged, np.iinfo(np.int64).max)))

    def shows(self, row: int) -> bool:
        """Whether a row of the table is in the list."""
        position = self.position_near(row)
        return position < len(self) and self[position] == row
