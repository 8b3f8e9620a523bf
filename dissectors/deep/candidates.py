"""The rows that the native part of a filter chooses, found step by step: only of them is tshark asked the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from dissectors.filters.filter import Filter
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]


class Candidates:
    """A native search over a table, whose rows are kept."""

    def __init__(self, table: PacketTable, chosen: Filter) -> None:
        self._search = table.matching(chosen)
        self._found: list[Rows] = []
        self.stop = 0
        """The row behind the last one found so far; 0 for none."""

    @property
    def examined(self) -> int:
        """Rows that have been looked at, from the first on."""
        return self._search.examined

    @property
    def rows(self) -> Rows:
        """All found so far, ascending."""
        if len(self._found) > 1:
            self._found = [np.concatenate(self._found)]
        return self._found[0] if self._found else np.zeros(0, np.int64)

    def step(self, seconds: float) -> None:
        """Look at further rows, for about so long. Raises as the native search does."""
        found = self._search.step(seconds)
        if len(found):
            self._found.append(found)
            self.stop = int(found[-1]) + 1

    def among(self, rows: Rows) -> Rows:
        """Those of some rows that are candidates."""
        return rows[np.isin(rows, self.rows, assume_unique=True)]

    def close(self) -> None:
        """Nothing more will be asked."""
        self._search.close()
