"""A table with more columns than there is room for: some stay in sight, the others are moved through sideways."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from tui.panes.column_widths import GAP, Column
from tui.panes.table import Row, RowSource
from tui.panes.whole_columns import WholeColumns

NARROWEST_END = 22
"""Cells of an IPv4 address with its port, and one."""


class SidewaysRows(RowSource, Protocol):
    """A source that is told how many of its columns are out of sight."""

    hidden: int
    """How many of the columns that do not stay are out of sight on the left."""
    widest_end: int
    """Cells that one of the columns that stay may take."""

    @property
    def staying(self) -> Sequence[str]:
        """Names of the columns that are always in sight."""
        ...

    def names(self) -> list[str]:
        """Of all columns, those out of sight too, in their order."""
        ...

    def columns(self) -> list[Column]:
        """Those from the first visible one on."""
        ...

    def row(self, row: int) -> Row: ...


class SidewaysTable(WholeColumns):
    """Shows `SidewaysRows`; what its own keys do, the screen does."""

    ROOM_FOR_OTHERS = 62
    """Cells that are left to the other columns before those that stay are drawn in full."""
    WIDEST_END = 47

    def __init__(self, rows: SidewaysRows, *, id: str | None = None) -> None:
        super().__init__(rows, id=id)
        self._sideways_rows = rows

    def on_resize(self) -> None:
        super().on_resize()
        share = (self.size.width - self.ROOM_FOR_OTHERS) // max(len(self._sideways_rows.staying), 1)
        self._sideways_rows.widest_end = min(max(share, NARROWEST_END), self.WIDEST_END)
        self.columns_changed()
        if self.chosen_column is not None:
            self.choose_column(self.chosen_column.name)

    def choose_column(self, name: str) -> None:
        """Put the column cursor on a column and bring it into sight, at once or as soon as there is a width."""
        rows = self._sideways_rows
        others = [other for other in rows.names() if other not in rows.staying]
        hidden = rows.hidden
        if name not in rows.staying:
            hidden = min(hidden, others.index(name))
            while self.drawn_width and hidden < others.index(name) and not self._fits(name, hidden):
                hidden += 1
        self._hide(hidden)
        self.column_cursor = [column.name for column in rows.columns()].index(name)
        self.refresh()

    def columns_changed(self) -> None:
        """Also after the source has changed, which may have other columns."""
        self._sideways_rows.hidden = min(self._sideways_rows.hidden, self._most_hidden())
        super().columns_changed()

    def _move_column_cursor(self, step: int) -> None:
        names = self._sideways_rows.names()
        if not names:
            return
        chosen = self.chosen_column
        here = names.index(chosen.name) if chosen is not None else 0
        self.choose_column(names[(here + step) % len(names)])

    def scroll_sideways(self, cells: int) -> None:
        """A column further to the left or right for each step."""
        rows = self._sideways_rows
        step, names = 1 if cells > 0 else -1, rows.names()
        if names and (step < 0 or not self._fits(names[-1], rows.hidden)):
            self._hide(rows.hidden + step)

    def _hide(self, count: int) -> None:
        count = max(0, min(count, self._most_hidden()))
        if count != self._sideways_rows.hidden:
            self._sideways_rows.hidden = count
            self.columns_changed()

    def _most_hidden(self) -> int:
        rows = self._sideways_rows
        return max(len(rows.names()) - len(rows.staying) - 1, 0)

    def _fits(self, name: str, hidden: int) -> bool:
        """Whether a column is wholly in sight while so many on the left are not."""
        rows = self._sideways_rows
        before, rows.hidden = rows.hidden, hidden
        try:
            columns = rows.columns()
            cells = [rows.row(line).cells for line in self.visible_lines()]
        finally:
            rows.hidden = before
        right = 1
        for number, column in enumerate(columns):
            widest = max([len(row[number]) for row in cells], default=0)
            right += len(GAP) + max(len(column.head), min(widest, column.most))
            if column.name == name:
                break
        return right <= self.drawn_width
