"""Objects as rows of a table."""

from __future__ import annotations

from pathlib import Path

from dissectors.deep.objects.object_export import ExportedObject
from tui.object_rows import CHOSEN, HEADS, ObjectRows, cells

OBJECTS = [
    ExportedObject("http", 1233, "example.org", "text/html", 2048, "a.html", Path()),
    ExportedObject("imf", None, "a@b", "", 5, "Hello.eml", Path()),
]


def test_what_a_row_tells() -> None:
    assert cells(OBJECTS[0]) == ("1,234", "HTTP", "example.org", "text/html", "2.0 kB", "a.html")
    assert cells(OBJECTS[1])[:2] == ("", "mail")


def test_those_chosen_are_marked_and_wanted_else_all() -> None:
    rows = ObjectRows()
    rows.show(OBJECTS)
    assert rows.wanted() == tuple(OBJECTS)
    rows.chosen.add(1)
    assert [rows.row(row).mark for row in range(rows.row_count())] == ["", CHOSEN]
    assert rows.wanted() == (OBJECTS[1],)
    rows.show(OBJECTS[:1])
    assert rows.wanted() == (OBJECTS[0],)
    assert [column.title for column in rows.columns()] == list(HEADS)
    assert len(rows.row(0).cells) == len(rows.columns())
