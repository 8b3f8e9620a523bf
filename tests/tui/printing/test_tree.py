"""The decode tree as lines."""

from __future__ import annotations

from dissectors import PacketTable
from tui.printing.tree import INDENT, placed_tree_lines, tree_lines


def test_layers_stand_at_the_margin_and_fields_below(table: PacketTable) -> None:
    lines = list(tree_lines(table.dissection(0)))
    heads = [line for line in lines if not line.startswith(" ")]
    assert len(heads) == len(table.dissection(0).layers)
    assert any(line.startswith(f"{INDENT}Source Port: ") for line in lines)


def test_nothing_in_it_moves_the_cursor(table: PacketTable) -> None:
    field = table.dissection(0).layers[-1].fields[0]
    field.heading = "a\x1b[2J\nb"
    assert r"    a\033[2J\nb" in list(tree_lines(table.dissection(0)))


def test_places_stand_before_the_lines(table: PacketTable) -> None:
    title, *lines = placed_tree_lines(table.dissection(0))
    assert title == "bytes  bits"
    assert [line[13:] for line in lines] == list(tree_lines(table.dissection(0)))
    (version,) = [line for line in lines if line.endswith("= Version: 4")]
    assert version[:13].split() == ["14", "7–4"]
    (ports,) = [line for line in lines if "    Source Port: " in line]
    assert ports[:13] == "34–35        "
    (generated,) = [line for line in lines if "[Header checksum status" in line]
    assert not generated[:13].strip()


def test_the_source_of_bytes_is_told_where_it_is_not_the_frame(table: PacketTable) -> None:
    root = table.dissection(0).roots[-1]
    root.source = 2
    assert any(line.split()[0] == f"2:{root.start}–{root.stop - 1}" for line in placed_tree_lines(table.dissection(0)))
