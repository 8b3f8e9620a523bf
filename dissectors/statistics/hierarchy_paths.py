"""The column of `frame.hierarchy`: of every packet its way down the protocol hierarchy, as `eth:ip:tcp:http`.

Made from the levels that the hierarchy counts, so that a filter finds at a place what was counted there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from dissectors.processes.columns import Texts
from dissectors.statistics.levels import PieceLevels, row_levels
from dissectors.statistics.places import DEEPEST, Places

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

FIELD: Final = "frame.hierarchy"
JOIN: Final = ":"
MOST_KEPT: Final = 10_000
"""Places that later pieces find again; a sender of endless tunnels in tunnels could make any number."""


class HierarchyPaths:
    """Of one layer index. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self._places = Places()

    def texts(self, piece: Piece) -> Texts:
        """The paths of a piece's rows; rows without any layer have none. Raises CaptureFileError."""
        if len(self._places) > MOST_KEPT:
            self._places = Places()
        at = np.zeros(piece.count, np.int64)
        for name, rows in PieceLevels(self._index, piece):
            self._places.step(at, rows, name)
        rows = np.flatnonzero(at)
        # Of tunnels in tunnels there are far more places on the way than at its end.
        ends = np.flatnonzero(np.bincount(at[rows]))
        codes = np.zeros(len(self._places), np.int64)
        codes[ends] = np.arange(len(ends))
        return Texts(rows, codes[at[rows]], [JOIN.join(self._places.path(end)) for end in ends.tolist()])


def path_of_row(index: LayerIndex, row: int) -> str | None:
    """The path of one row, empty without layers; None where these have not been found yet. Raises CaptureFileError."""
    if row >= index.rows_done:
        return None
    return JOIN.join(list(row_levels(index, row))[:DEEPEST])
