"""Which rows a display filter chooses: by columns where they can answer, by dissection where they cannot.

Works off a table step by step, so that whoever waits can draw in between; rows that a growing capture adds later are
looked at by later steps.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.filters.columns import ColumnTier
from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import LayerIndex, Piece

if TYPE_CHECKING:
    from dissectors.dissect import Dissection
    from dissectors.filters import Filter

PACKETS_BETWEEN_LOOKS = 32
"""Dissections between two looks at the clock: some milliseconds."""


class Matching:
    """One filter's way over a capture. Not to be used by two threads at a time, nor beside another on one index."""

    def __init__(self, index: LayerIndex, chosen: Filter, dissection: Callable[[int], Dissection]) -> None:
        """`dissection` decodes a row that columns cannot answer for."""
        self._index = index
        self._chosen = chosen
        self._dissection = dissection
        self._tier = ColumnTier(Columns(index))
        self.examined = 0
        """Rows that have been looked at, from the first on."""
        self.dissected = 0
        """Of these, how many had to be dissected."""

    @property
    def is_done(self) -> bool:
        """Every row that the capture has now has been looked at."""
        return self.examined >= len(self._index.capture.frames)

    def step(self, seconds: float) -> NDArray[np.int64]:
        """Look at further rows, for about so long; those that match, ascending.

        Raises FilterError where a regular expression takes too long, CaptureFileError where the file is gone.
        """
        deadline = time.monotonic() + seconds
        found: list[NDArray[np.int64]] = []
        while not self.is_done:
            found.append(self._in_piece(self._piece(), deadline))
            if time.monotonic() >= deadline:
                break
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def _piece(self) -> Piece:
        """The piece with the first row that was not looked at."""
        if self._index.rows_done <= self.examined:
            self._index.extend()
        firsts = [piece.first for piece in self._index.pieces]
        return self._index.pieces[int(np.searchsorted(firsts, self.examined, side="right")) - 1]

    def _in_piece(self, piece: Piece, deadline: float) -> NDArray[np.int64]:
        answer = self._chosen.answer(self._tier, piece)
        skipped = self.examined - piece.first
        matches = answer.certain.copy()
        matches[:skipped] = False
        stop = piece.count
        open_rows = np.flatnonzero(answer.open[skipped:]) + skipped
        for number, row in enumerate(open_rows.tolist()):
            if number % PACKETS_BETWEEN_LOOKS == PACKETS_BETWEEN_LOOKS - 1 and time.monotonic() >= deadline:
                stop = row
                break
            matches[row] = self._chosen.matches(self._dissection(piece.first + row))
            self.dissected += 1
        self.examined = piece.first + stop
        rows: NDArray[np.int64] = np.flatnonzero(matches[:stop]) + piece.first
        return rows
