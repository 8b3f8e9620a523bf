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
        self._texts: list[str] = []
        """By place."""

    def texts(self, piece: Piece) -> Texts:
        """The paths of a piece's rows; rows without any layer have none. Raises CaptureFileError."""
        if len(self._places) > MOST_KEPT:
            self._places, self._texts = Places(), []
        at = np.zeros(piece.count, np.int64)
        for name, rows in PieceLevels(self._index, piece):
            self._places.step(at, rows, name)
        self._texts += [JOIN.join(self._places.path(place)) for place in range(len(self._texts), len(self._places))]
        rows = np.flatnonzero(at)
        return Texts(rows, at[rows], self._texts)


def path_of_row(index: LayerIndex, row: int) -> str | None:
    """The path of one row, empty without layers; None where these have not been found yet. Raises CaptureFileError."""
    if row >= index.rows_done:
        return None
    return JOIN.join(list(row_levels(index, row))[:DEEPEST])
