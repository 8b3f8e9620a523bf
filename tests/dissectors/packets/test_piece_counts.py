"""Rows that are taken by the piece: each once, in order, and only those that are meant."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.packets.layer_index import PIECE_ROWS, LayerIndex, Piece
from dissectors.packets.piece_counts import Booleans, PieceCounts, walk
from dissectors.packets.table import PacketTable
from tests.dissectors.streams.frames import capture_of, tcp

COUNT = 5


class Rows(PieceCounts):
    """Remembers which rows it has taken."""

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self.taken: list[int] = []

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        mine = np.arange(piece.count) if wanted is None else np.flatnonzero(wanted)
        assert all(mine >= skipped)
        self.taken += (mine + piece.first).tolist()


def index_of(folder: Path) -> LayerIndex:
    return PacketTable(capture_of([tcp(("10.0.0.1", 1), ("10.0.0.2", 2))] * COUNT, folder)).index


def test_all_rows_at_once_or_in_steps_are_taken_once(tmp_path: Path) -> None:
    index = index_of(tmp_path)
    for steps in ((COUNT,), (1, 3, COUNT), (2, 2, COUNT, COUNT)):
        rows = Rows(index)
        for stop in steps:
            rows.extend(stop)
            assert rows.rows_done == stop
        assert rows.taken == list(range(COUNT))


def test_only_the_rows_that_are_given_are_taken(tmp_path: Path) -> None:
    rows = Rows(index_of(tmp_path))
    for some in ([1, 2], [], [4]):
        rows.add(np.array(some, np.int64))
    assert (rows.taken, rows.rows_done) == ([1, 2, 4], COUNT)


class _Index:
    """Knows nothing but where pieces begin."""

    def __init__(self, count: int) -> None:
        self._count = count

    def piece_of(self, row: int) -> Piece:
        first = row // PIECE_ROWS * PIECE_ROWS
        return Piece(first, min(PIECE_ROWS, self._count - first), {})


@given(st.lists(st.integers(0, 3 * PIECE_ROWS), min_size=1, max_size=9, unique=True).map(sorted))
def test_pieces_follow_one_another_and_have_the_rows_that_are_meant(rows: list[int]) -> None:
    first, stop = rows[0], rows[-1] + 1
    found: list[int] = []
    for piece, wanted, piece_stop in walk(_Index(stop), first, stop, np.array(rows, np.int64)):  # type: ignore[arg-type]
        assert wanted is not None
        found += (np.flatnonzero(wanted) + piece.first).tolist()
        assert first < piece_stop <= piece.first + piece.count
        first = piece_stop
    assert (found, first) == (rows, stop)
