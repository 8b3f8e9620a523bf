"""One table for packets, sockets, statistics: it asks its source for the rows on the screen and holds none.

A million rows are as fast as ten. Columns are as wide as what was seen in them, up to their limit; one of them
takes the room that is left.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Protocol

from rich.cells import cell_len
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.keys import bindings
from tui.panes.lines import LinePane
from tui.safe import fit, safe

GAP = " "
SIDEWAYS_STEP = 8


@dataclass(frozen=True, slots=True)
class Column:
    """How one column looks."""

    name: str
    title: str
    most: int = 20
    """Widest, in cells."""
    right: bool = False
    """Numbers stand on the right."""
    stretches: bool = False
    """Takes the room that is left, and is what scrolling sideways shows more of."""


@dataclass(frozen=True, slots=True)
class Row:
    """What a row shows, made anew whenever it is drawn; texts as they came, not yet safe."""

    cells: tuple[str, ...]
    kind: str = ""
    """Names the component class `table--KIND` that colours it; empty for plain."""
    mark: str = ""
    """A character that says the same as the colour, for those who see none."""


class RowSource(Protocol):
    """Whoever has the rows. What is asked here must be fast: it happens while painting."""

    def columns(self) -> Sequence[Column]: ...
    def row_count(self) -> int: ...
    def row(self, row: int) -> Row: ...


class NoRows:
    """A source before there is one."""

    def columns(self) -> Sequence[Column]:
        return ()

    def row_count(self) -> int:
        return 0

    def row(self, row: int) -> Row:
        raise IndexError(row)


class Table(LinePane):
    """Rows of a `RowSource`, with a header, a cursor and a column of marks."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("table")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "table--header-focused",
        "table--cursor",
        "table--cursor-focused",
    }
    header_lines = 1

    class CursorMoved(Message):
        """The user moved to another row."""

        def __init__(self, table: Table, row: int) -> None:
            super().__init__()
            self.table = table
            self.row = row

        @property
        def control(self) -> Table:
            return self.table

    def __init__(self, source: RowSource | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._source: RowSource = source or NoRows()
        self.empty_lines: Sequence[str] = ()
        """Shown as long as there are no rows."""
        self.follows = False
        """The cursor stays on the last row while rows are added."""
        self._columns: Sequence[Column] = self._source.columns()
        self._widths: list[int] = [len(column.title) for column in self._columns]
        self._sideways = 0
        self._widest_stretch = 0

    # The source.

    def show_source(self, source: RowSource, cursor: int = 0) -> None:
        """Show other rows."""
        self._source = source
        self.columns_changed()
        self.rows_changed(cursor)

    def columns_changed(self) -> None:
        """The source has other columns, or another width for them."""
        self._columns = self._source.columns()
        self._widths = [cell_len(safe(column.title)) for column in self._columns]
        self._widest_stretch = 0
        self.refresh()

    def rows_changed(self, cursor: int) -> None:
        """Any row may be another one now; the cursor goes where told."""
        self.lines_changed()
        self.put_cursor(cursor)
        self.refresh()

    def rows_added(self, before: int) -> None:
        """Rows were appended to the `before` that were there."""
        self.lines_changed()
        self.repaint_lines(before, self.line_count())
        if before < self.first_visible + self.visible_height:
            # Rows came into sight: the header, and with it the widths of the columns, may change.
            self.refresh()
        if self.follows and self.line_count():
            self.move_cursor(self.line_count() - 1)

    def line_count(self) -> int:
        return self._source.row_count()

    # Drawing.

    def draw_header(self, width: int) -> list[tuple[str, Style]]:
        self._fit_columns(width)
        style = self.colours("table--header-focused" if self.has_focus else "table--header")
        cells = [
            fit(column.title, size, right=column.right)
            for column, size in zip(self._columns, self._drawn_widths(width), strict=True)
        ]
        return [(fit(" " + GAP + GAP.join(cells), width), style)]

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        row = self._source.row(line)
        style = self.row_style(row)
        mark_style = style
        if line == self.cursor:
            cursor = self.colours("table--cursor-focused" if self.has_focus else "table--cursor")
            # On the cursor's background every colour of a row would have to be readable: one colour is.
            style, mark_style = cursor, cursor
        cells = [
            self._cell(column, text, size)
            for column, text, size in zip(self._columns, row.cells, self._drawn_widths(width), strict=True)
        ]
        return [(fit(row.mark or " ", 1), mark_style), (fit(GAP + GAP.join(cells), width - 1), style)]

    def draw_below(self, line: int, width: int) -> list[tuple[str, Style]]:
        if self.line_count() or line >= len(self.empty_lines):
            return []
        return [(fit("  " + self.empty_lines[line], width), self.rich_style)]

    def row_style(self, row: Row) -> Style:
        return self.colours(f"table--{row.kind}") if row.kind else self.rich_style

    def _cell(self, column: Column, text: str, size: int) -> str:
        if column.stretches and self._sideways:
            return fit(safe(text)[self._sideways :], size)
        return fit(text, size, right=column.right)

    def _drawn_widths(self, width: int) -> list[int]:
        """Of each column, in cells; the stretching one gets what is left."""
        left = width - 1 - len(GAP) * len(self._columns)
        left -= sum(size for column, size in zip(self._columns, self._widths, strict=True) if not column.stretches)
        return [
            max(left, size) if column.stretches else size
            for column, size in zip(self._columns, self._widths, strict=True)
        ]

    def _fit_columns(self, width: int) -> None:
        """Let columns grow to what is on the screen; they never shrink, so that nothing jumps back and forth."""
        before = list(self._widths)
        self._widest_stretch = 0
        for line in self.visible_lines():
            for index, (column, text) in enumerate(zip(self._columns, self._source.row(line).cells, strict=True)):
                size = len(text) if text.isascii() else cell_len(safe(text))
                if column.stretches:
                    self._widest_stretch = max(self._widest_stretch, size)
                elif size > self._widths[index]:
                    self._widths[index] = min(size, max(column.most, len(column.title)))
        if before != self._widths:
            self.call_next(self.refresh)

    # Keys and mouse.

    def cursor_moved(self) -> None:
        self.post_message(self.CursorMoved(self, self.cursor))

    def action_move_up(self) -> None:
        self.follows = False
        super().action_move_up()

    def action_page_up(self) -> None:
        self.follows = False
        super().action_page_up()

    def action_move_down(self) -> None:
        self.follows = False
        super().action_move_down()

    def action_page_down(self) -> None:
        self.follows = False
        super().action_page_down()

    def action_go_first(self) -> None:
        self.follows = False
        super().action_go_first()

    def action_go_last(self) -> None:
        super().action_go_last()
        self.follows = True

    def action_move_left(self) -> None:
        self.scroll_sideways(self._sideways - SIDEWAYS_STEP)

    def action_move_right(self) -> None:
        self.scroll_sideways(self._sideways + SIDEWAYS_STEP)

    def scroll_sideways(self, cells: int) -> None:
        """Show the stretching column from so many cells on, as far as the rows on the screen are long."""
        stretch = next((i for i, column in enumerate(self._columns) if column.stretches), None)
        if stretch is None:
            return
        hidden = self._widest_stretch - self._drawn_widths(self.drawn_width)[stretch]
        self._sideways = max(0, min(cells, hidden + SIDEWAYS_STEP if hidden > 0 else 0))
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.follows = False
        super().on_mouse_scroll_down(event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.follows = False
        super().on_mouse_scroll_up(event)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        event.stop()
        event.prevent_default()
        self.action_move_right()

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        event.stop()
        event.prevent_default()
        self.action_move_left()

    def clicked(self, line: int, x: int) -> None:
        self.follows = False
        super().clicked(line, x)
