"""Values that packets tell, of the rows of a series."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from dissectors import PacketTable
from tests.dissectors.streams.frames import capture_of, tcp, udp
from tui.rate_graph.series_rows import HandedRows, RowStore
from tui.rate_graph.series_values import SeriesValues

A, B = ("10.0.0.1", 1), ("10.0.0.2", 2)


def values_of(folder: Path) -> SeriesValues:
    return SeriesValues(PacketTable(capture_of([udp(A, B), tcp(A, B), udp(A, B), udp(B, A)], folder)), "udp.length")


def read(values: SeriesValues, handed: HandedRows, matched: RowStore | None = None) -> list[int]:
    while values.has_more(handed, matched):
        values.step(1, handed, matched)
    rows, start = list[int](), 0
    while start < len(values):
        some, numbers = values.behind(start)
        assert numbers.tolist() == [8.0] * len(some)
        rows += some.tolist()
        start += len(some)
    return rows


def test_of_all_rows_as_they_come(tmp_path: Path) -> None:
    values, handed = values_of(tmp_path), HandedRows()
    assert read(values, handed) == []
    handed.extend(2)
    assert read(values, handed) == [0]
    handed.extend(4)
    assert read(values, handed) == [0, 2, 3]
    assert values.examined == 4
    values.close()


def test_of_rows_that_were_handed_over_or_that_match(tmp_path: Path) -> None:
    handed, matched = HandedRows(), RowStore()
    handed.add(np.array([1, 3]))
    assert read(values_of(tmp_path), handed) == [3]
    matched.append(np.array([2]))
    assert read(values_of(tmp_path), handed, matched) == [2]
