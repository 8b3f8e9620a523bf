"""The key and a click on a title sort alike."""

from __future__ import annotations

from types import SimpleNamespace

from tui.panes.column_widths import Column
from tui.panes.table import NoRows, Table
from tui.screens.sorted_by_column import SortedByColumn


class Sorted(SortedByColumn):
    def __init__(self, chosen: Column | None) -> None:
        self.chosen = chosen
        self.names: list[str] = []

    def query_one(self, kind: type[Table]) -> SimpleNamespace:
        return SimpleNamespace(chosen_column=self.chosen)

    def sort_by_next(self, name: str) -> None:
        self.names.append(name)


def test_the_key_sorts_by_the_column_under_the_column_cursor() -> None:
    screen = Sorted(Column("bytes", "Bytes"))
    screen.action_sort()
    assert screen.names == ["bytes"]


def test_without_columns_the_key_is_harmless() -> None:
    screen = Sorted(None)
    screen.action_sort()
    assert screen.names == []


def test_a_click_sorts_by_the_title_that_was_clicked() -> None:
    screen = Sorted(Column("bytes", "Bytes"))
    screen.on_table_header_clicked(Table.HeaderClicked(Table(NoRows()), "packets"))
    assert screen.names == ["packets"]
