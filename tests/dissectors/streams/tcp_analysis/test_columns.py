"""Columns of what other packets decide are what the trees say, occurrence by occurrence."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Any

import pytest

from dissectors import open_capture
from dissectors.errors import CaptureFileError
from dissectors.fields import SPECS
from dissectors.packets.columns import Columns
from dissectors.packets.table import PacketTable
from dissectors.streams.tcp_analysis.columns import ANALYSED, COLUMNS, NUMBERED
from tests.conftest import all_captures
from tests.dissectors.streams.frames import ACK, capture_of, tcp
from tests.dissectors.streams.talk import Talk
from tests.dissectors.streams.test_whole_segments import cut, segment

A, B = ("10.0.0.2", 40000), ("10.0.0.1", 80)
LARGEST = 24 << 10
"""Bytes of a capture that is looked through packet by packet."""
ByRow = dict[int, list[Any]]


def small_captures() -> list[Path]:
    return [path for path in all_captures() if path.stat().st_size <= LARGEST]


def differences(table: PacketTable, names: Collection[str]) -> list[str]:
    """What columns and trees do not agree on; rows with whole packets are left to their trees."""
    columns, found = Columns(table.index), []
    told: dict[str, ByRow] = {name: {} for name in names}
    left_out: set[int] = set()
    for piece in table.index.pieces:
        left_out.update((columns.rows_with_whole_packets(piece) + piece.first).tolist())
        for name in names:
            column = columns.occurrences(name, piece)
            for row, value in zip(column.rows.tolist(), column.values.tolist(), strict=True):
                told[name].setdefault(piece.first + row, []).append(value)
    for row in sorted(set(range(len(table))) - left_out):
        tree: dict[str, list[Any]] = {}
        for field in table.dissection(row).fields():
            # A field without a value is only there or not.
            tree.setdefault(field.name, []).append(1 if field.value is None else field.value)
        found += [
            f"frame {row + 1} {name}: column {told[name].get(row)}, tree {tree.get(name)}"
            for name in names
            if told[name].get(row) != tree.get(name)
        ]
    return found


def table_of(path: Path) -> PacketTable:
    try:
        capture = open_capture(path)
        capture.refresh()
    except CaptureFileError:
        pytest.skip("not a capture that can be read")
    return PacketTable(capture)


@pytest.mark.parametrize("path", small_captures(), ids=lambda path: path.name)
def test_columns_equal_trees(path: Path) -> None:
    table = table_of(path)
    table.analyse(len(table))
    assert differences(table, COLUMNS.keys()) == []


def test_a_segment_that_came_in_fragments_is_left_to_its_tree(tmp_path: Path) -> None:
    table = PacketTable(capture_of([*cut(segment(bytes(60)), 40), tcp(A, B, 160, ACK, bytes(100))], tmp_path))
    table.analyse(len(table))
    column = Columns(table.index).occurrences("tcp.nxtseq", table.index.pieces[0])
    assert (column.rows.tolist(), column.values.tolist()) == ([2], [101])
    assert differences(table, COLUMNS.keys()) == []


def test_every_column_is_of_a_field_that_is_declared() -> None:
    assert COLUMNS.keys() <= SPECS.keys()
    assert COLUMNS.keys() == NUMBERED | ANALYSED
    assert not NUMBERED & ANALYSED


def test_a_column_is_made_without_being_asked_to_analyse_first(tmp_path: Path) -> None:
    table = Talk().shake().send(0, ACK, b"hello").table(tmp_path)
    piece = table.index.piece_of(0)
    rows, values = COLUMNS["tcp.seq"](table.index, piece)
    assert (rows.tolist(), values.tolist()) == ([0, 1, 2, 3], [0, 0, 1, 1])
    assert COLUMNS["tcp.stream"](table.index, piece)[1].tolist() == [0] * 4
