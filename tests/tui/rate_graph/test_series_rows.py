"""The rows of a series: those of its filter, those handed over, and those that are both."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors import PacketTable
from dissectors.filters import compile_filter
from dissectors.filters.errors import FilterError
from tests.dissectors.streams.frames import capture_of, tcp, udp
from tui.rate_graph.series_rows import HandedRows, MatchedRows, RowStore

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)
FRAMES = [tcp(A, B), udp(A, B), tcp(B, A), udp(B, A), tcp(A, B)]


@given(st.lists(st.lists(st.just(0), max_size=4), max_size=6))
def test_rows_are_found_again_from_any_position(parts: list[list[int]]) -> None:
    store, every = RowStore(), list[int]()
    for part in parts:
        rows = np.arange(len(every), len(every) + len(part)) * 2
        store.append(rows)
        every += rows.tolist()
    assert len(store) == len(every)
    assert store.last == (every[-1] if every else -1)
    for start in range(len(every) + 2):
        found = store.behind(start).tolist()
        assert found == every[start : start + len(found)]
        assert bool(found) == (start < len(every))


def matched(folder: Path, handed: HandedRows, text: str = "tcp") -> MatchedRows:
    return MatchedRows(PacketTable(capture_of(FRAMES, folder)), text, handed, compile_filter, lambda: "over")


def rows_of(matched: MatchedRows) -> list[int]:
    return list(matched.store.behind(0))


def test_all_rows_that_match(tmp_path: Path) -> None:
    handed = HandedRows()
    handed.extend(5)
    found = matched(tmp_path, handed)
    assert not found.is_done
    found.step(1)
    assert (found.is_done, found.examined, rows_of(found)) == (True, 5, [0, 2, 4])
    found.close()


def test_only_rows_that_were_handed_over_as_they_come(tmp_path: Path) -> None:
    handed = HandedRows()
    handed.add(np.array([1, 2]))
    found = matched(tmp_path, handed)
    found.step(1)
    assert rows_of(found) == [2]
    handed.add(np.array([3, 4]))
    found.step(1)
    assert [*found.store.behind(0), *found.store.behind(1)] == [2, 4]


def test_what_is_no_filter_is_told(tmp_path: Path) -> None:
    with pytest.raises(FilterError):
        matched(tmp_path, HandedRows(), "no.such.field").step(1)


def test_nothing_is_asked_once_it_is_closed(tmp_path: Path) -> None:
    found = matched(tmp_path, HandedRows())
    found.close()
    found.step(1)
    assert found.examined == 0
