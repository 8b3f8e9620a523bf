"""Sorting by a column of a screen's table: by the key, of the one under the column cursor, or by a click on a title."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, cast

from tui.panes.table import Table

if TYPE_CHECKING:
    from textual.screen import Screen


class HasOrders(Protocol):
    """A screen whose table's rows have orders."""

    def sort_by_next(self, name: str) -> None:
        """The next of a column's orders: by it, turned round, as the rows stand without it."""


class SortedByColumn:
    """Mixed into screens with a table that are `HasOrders`."""

    def action_sort(self) -> None:
        column = cast("Screen[object]", self).query_one(Table).chosen_column
        if column is not None:
            cast("HasOrders", self).sort_by_next(column.name)

    def on_table_header_clicked(self, message: Table.HeaderClicked) -> None:
        cast("HasOrders", self).sort_by_next(message.column)
