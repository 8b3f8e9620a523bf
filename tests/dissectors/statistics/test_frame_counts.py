"""Rows are given to counts by the piece, each once."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics import frame_counts
from dissectors.statistics.frame_counts import FrameCounts
from tests.dissectors.statistics.counting import stepwise, whole
from tests.dissectors.statistics.timed import at_times


class Kept(FrameCounts):
    """Keeps what it was given."""

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self.times: list[int] = []
        self.most = 0

    def _count(self, first: int, stop: int, chosen: NDArray[np.int64] | None) -> None:
        times = self._column("time", first, stop, chosen)
        self.most = max(self.most, len(times))
        self.times += times.tolist()


def test_every_row_is_given_once_and_no_more_than_a_piece_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_counts, "PIECE_ROWS", 4)
    index = at_times(range(11), tmp_path).index
    for counts in (whole(Kept(index)), stepwise(Kept(index), 3)):
        assert (counts.times, counts.rows_done) == (list(range(11)), 11)
        assert counts.most <= 4
    some = [0, 1, 5, 6, 8, 9, 10]
    for counts in (whole(Kept(index), some), stepwise(Kept(index), 2, some)):
        assert (counts.times, counts.rows_done) == (some, 11)
    assert whole(Kept(index), []).rows_done == 0
