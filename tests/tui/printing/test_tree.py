"""The decode tree as lines."""

from __future__ import annotations

from dissectors import PacketTable
from tui.printing.tree import INDENT, tree_lines


def test_layers_stand_at_the_margin_and_fields_below(table: PacketTable) -> None:
    lines = list(tree_lines(table.dissection(0)))
    heads = [line for line in lines if not line.startswith(" ")]
    assert len(heads) == len(table.dissection(0).layers)
    assert any(line.startswith(f"{INDENT}Source Port: ") for line in lines)


def test_nothing_in_it_moves_the_cursor(table: PacketTable) -> None:
    field = table.dissection(0).layers[-1].fields[0]
    field.heading = "a\x1b[2J\nb"
    assert r"    a\033[2J\nb" in list(tree_lines(table.dissection(0)))
