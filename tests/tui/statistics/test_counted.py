"""Counts are begun once, and know all rows that are meant whenever they are asked for."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors.packets.layer_index import LayerIndex
from dissectors.statistics.hierarchy import HierarchyCounts
from tests.tui.statistics.subjects import subject_of
from tui.statistics.counted import CountedRows


def packets(rows: CountedRows) -> int:
    return rows.counted(HierarchyCounts).tree().packets


def test_counts_are_kept_and_know_what_came() -> None:
    with subject_of("dns.pcapng") as subject:
        rows = CountedRows(subject.index, None)
        rows.stop = 2
        assert packets(rows) == 2
        kept = rows.counted(HierarchyCounts)
        rows.extend(6)
        assert packets(rows) == 6
        assert rows.counted(HierarchyCounts) is kept


def test_of_some_rows_only_those_count() -> None:
    with subject_of("dns.pcapng") as subject:
        rows = CountedRows(subject.index, np.array([0, 3], np.int64))
        assert packets(rows) == 2
        rows.add(np.array([5], np.int64))
        assert packets(rows) == 3
        assert CountedRows(subject.index, np.zeros(0, np.int64)).counted(HierarchyCounts).tree().packets == 0


def test_counting_goes_by_the_piece_without_the_turn_in_between(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.statistics.counted.PIECE_ROWS", 2)
    with subject_of("dns.pcapng") as subject:
        free: list[bool] = []
        index: LayerIndex = subject.index
        rows = CountedRows(index, None, lambda: free.append(not index.turn.locked()))
        packets(rows)
        assert free == [True] * 3


def test_it_tells_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.statistics.counted.PIECE_ROWS", 2)
    with subject_of("dns.pcapng") as subject:
        told: list[float] = []
        rows = CountedRows(subject.index, None, lambda: told.append(rows.share))
        rows.stop = 6
        packets(rows)
        assert [*told, rows.share] == [1, 0, 1 / 3, 1]


def test_in_haste_counts_are_told_as_far_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.statistics.counted.PIECE_ROWS", 2)
    with subject_of("dns.pcapng") as subject:
        for some in (None, np.array([0, 2, 4, 5], np.int64)):
            rows = CountedRows(subject.index, some)
            rows.stop = 6
            counts = rows.counted_so_far(0, HierarchyCounts)
            assert 0 < counts.rows_done < 6
            assert rows.share == counts.rows_done / 6
            assert rows.counted(HierarchyCounts) is counts
            assert (rows.counted_so_far(0, HierarchyCounts).rows_done, rows.share) == (6, 1)


def test_what_ended_early_is_not_being_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.statistics.counted.PIECE_ROWS", 2)
    with subject_of("dns.pcapng") as subject:
        told: list[float] = []

        def ended() -> None:
            told.append(rows.share)
            if len(told) == 3:
                raise InterruptedError

        rows = CountedRows(subject.index, None, ended)
        with pytest.raises(InterruptedError):
            packets(rows)
        assert 0 < told[-1] < 1
        assert rows.share == 1


def test_it_ends_by_what_is_raised() -> None:
    def ended() -> None:
        raise InterruptedError

    with subject_of("dns.pcapng") as subject, pytest.raises(InterruptedError):
        packets(CountedRows(subject.index, None, ended))
