"""The rows that a filter can choose as far as the columns tell, found piece by piece: tshark is asked about them.

No packet is dissected for it: tshark decides about those that the columns leave open, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.filters.columns import ColumnTier
from dissectors.packets.columns import Columns
from dissectors.packets.fragments import WHOLE_IN

if TYPE_CHECKING:
    from dissectors.filters.filter import Filter
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]


class Candidates:
    """What the columns of a table leave of a filter, which asks nothing that whole conversations tell."""

    def __init__(self, table: PacketTable, chosen: Filter) -> None:
        self._index = table.index
        self._chosen = chosen
        self._tier = ColumnTier(Columns(table.index))
        self._asks_where_whole = not chosen.fields.isdisjoint(WHOLE_IN)
        self._found: list[Rows] = []
        self.examined = 0
        """Rows that have been looked at, from the first on."""
        self.stop = 0
        """The row behind the last one found so far; 0 for none."""
        self.count = 0
        """How many were found so far."""

    @property
    def rows(self) -> Rows:
        """All found so far, ascending."""
        if len(self._found) > 1:
            self._found = [np.concatenate(self._found)]
        return self._found[0] if self._found else np.zeros(0, np.int64)

    def look_on(self) -> None:
        """Look at the next piece, a matter of milliseconds. Raises CaptureFileError where the file is gone."""
        index = self._index
        rows = len(index.capture.frames)
        if self.examined >= rows:
            return
        with index.turn:
            if self._asks_where_whole:
                # A later row may say so.
                index.piece_of(rows - 1)
            piece = index.piece_of(self.examined)
            possible = self._chosen.answer(self._tier, piece).possible
        found: Rows = np.flatnonzero(possible[self.examined - piece.first :]) + self.examined
        self.examined = piece.first + piece.count
        if len(found):
            self._found.append(found)
            self.stop = int(found[-1]) + 1
            self.count += len(found)

    def among(self, rows: Rows) -> Rows:
        """Those of some rows that are candidates."""
        return rows[np.isin(rows, self.rows, assume_unique=True)]
