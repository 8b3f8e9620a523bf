"""The column of `frame.hierarchy`: of every packet its way down the protocol hierarchy, as `eth:ip:tcp:http`.

Made from the levels that the hierarchy counts, so that a filter finds at a place what was counted there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.processes.columns import Texts
from dissectors.statistics.levels import PieceLevels, row_levels
from dissectors.statistics.places import DEEPEST
from dissectors.streams.endpoints import group_alike

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]

FIELD: Final = "frame.hierarchy"
JOIN: Final = ":"
_NUMBER: Final = np.uint16
"""Of a protocol. There are far fewer of them."""
_A_WORD: Final = 64 // 16


class HierarchyPaths:
    """Of one layer index. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        self._index = index

    def texts(self, piece: Piece) -> Texts:
        """The paths of a piece's rows; rows without any layer have none. Raises CaptureFileError."""
        # A table of numbers and not a tree: of tunnels in tunnels a tree has a place for nearly every layer of a piece.
        steps = np.zeros(DEEPEST * piece.count, _NUMBER)
        """A word of the first few of each row, then a word of the next few of each, and so on; 0 follows the last."""
        lengths = np.zeros(piece.count, np.int64)
        numbers: dict[str, int] = {}
        for name, rows in PieceLevels(self._index, piece):
            depths = lengths[rows]
            if (depths == DEEPEST).any():
                rows, depths = rows[depths < DEEPEST], depths[depths < DEEPEST]
            at = (depths // _A_WORD * piece.count + rows) * _A_WORD + depths % _A_WORD
            steps[at] = numbers.setdefault(name, len(numbers) + 1)
            lengths[rows] = depths + 1
        # Of words that nobody wrote in no memory is used.
        used = -(-int(lengths.max(initial=0)) // _A_WORD)
        words = steps.view(np.uint64).reshape(DEEPEST // _A_WORD, piece.count)[:used]
        rows = np.flatnonzero(lengths)
        first, codes = _group_paths(words[:, rows])
        names = ["", *numbers]
        paths = (words[:, row].copy().view(_NUMBER)[: lengths[row]].tolist() for row in rows[first].tolist())
        return Texts(rows, codes, [JOIN.join([names[number] for number in path]) for path in paths])


def _group_paths(words: NDArray[np.uint64]) -> tuple[Integers, Integers]:
    """Where the first of each path stands, and which path each row has."""
    first, codes = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for place, word in enumerate(words):
        # What is alike so far and goes on alike.
        both = np.stack([codes.astype(np.uint64), word], axis=1) if place else word[:, np.newaxis]
        first, codes = group_alike(both)
    return first, codes


def path_of_row(index: LayerIndex, row: int) -> str | None:
    """The path of one row, empty without layers; None where these have not been found yet. Raises CaptureFileError."""
    if row >= index.rows_done:
        return None
    return JOIN.join(list(row_levels(index, row))[:DEEPEST])
