"""Headers as they were sent: the numbers of the file, read once for all columns of the same segments."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.gathering import bytes_at
from dissectors.streams.tcp_analysis import sent_headers
from dissectors.streams.tcp_analysis.sent_headers import RecentHeaders
from tests.dissectors.streams.talk import ACK, SYN, Talk


def test_they_are_what_the_file_says(tmp_path: Path) -> None:
    table = Talk(first=(1000, 5000)).shake().send(0, ACK, bytes(7), window=900).table(tmp_path)
    index = table.index
    table.analyse(len(table))
    part = next(index.analysis.between(0, len(table)))
    found = index.analysis.headers.of(index, index.pieces[0], part)
    assert found.sequence.tolist() == [1000, 5000, 1001, 1001]
    assert found.acknowledgment.tolist()[1:] == [1001, 5001, 5001]
    assert found.flags.tolist() == [SYN, SYN | ACK, ACK, ACK]
    assert found.window.tolist()[-1] == 900


def test_they_are_read_again_only_for_other_segments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = Talk().shake().table(tmp_path)
    index, reads = table.index, list[int]()
    table.analyse(len(table))
    whole, last = (next(index.analysis.between(first, len(table))) for first in (0, 2))
    read = bytes_at

    def counted(data: np.ndarray, starts: np.ndarray, length: int) -> np.ndarray:
        reads.append(len(starts))
        return read(data, starts, length)

    monkeypatch.setattr(sent_headers, "bytes_at", counted)
    recent = RecentHeaders()
    for part in (whole, whole, last, last, whole):
        assert len(recent.of(index, index.pieces[0], part).flags) == len(part.rows)
    assert reads == [3, 1, 3]


def test_of_no_segments_there_are_none(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.analyse(len(table))
    nothing = next(table.index.analysis.between(0, len(table))).between(0, 0)
    assert not len(RecentHeaders().of(table.index, table.index.pieces[0], nothing).sequence)
