"""One table for packets, sockets, statistics: it asks its source for the rows on the screen and holds none.

A million rows are as fast as ten.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Protocol

from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip

from tui.keys import bindings
from tui.panes.column_widths import GAP, Column, ColumnWidths, places
from tui.panes.lines import LinePane
from tui.safe import cut, fit, safe

if TYPE_CHECKING:
    from dissectors.deep.columns.psml import Colours

SIDEWAYS_STEP = 8


@dataclass(frozen=True, slots=True)
class Row:
    """What a row shows, made anew whenever it is drawn; texts as they came, not yet safe."""

    cells: tuple[str, ...]
    kind: str = ""
    """Names the component class `table--KIND` that colours it; empty for plain."""
    mark: str = ""
    """A character that says the same as the colour, for those who see none."""
    colours: Colours | None = None
    """Another program's, for whoever draws them."""


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
        "table--header-column",
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

    class HeaderClicked(Message):
        """The user clicked on a column's title."""

        def __init__(self, table: Table, column: str) -> None:
            super().__init__()
            self.table = table
            self.column = column
            """Its name."""

        @property
        def control(self) -> Table:
            return self.table

    class ColumnResized(Message):
        """The user dragged a column's edge."""

        def __init__(self, table: Table, column: str, width: int) -> None:
            super().__init__()
            self.table = table
            self.column = column
            """Its name."""
            self.width = width
            """In cells."""

        @property
        def control(self) -> Table:
            return self.table

    def __init__(self, source: RowSource | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.column_cursor = 0
        """The column that keys act on."""
        self._source: RowSource = source or NoRows()
        self.empty_lines: Sequence[str] = ()
        """Shown as long as there are no rows."""
        self.follows = False
        """The cursor stays on the last row while rows are added."""
        self.has_chosen = False
        """The user has put the cursor on some row; else it stays on the first one, whichever that is."""
        self._widths = ColumnWidths(self._source.columns())
        self._rows_drawn: dict[int, Row] | None = None
        """While lines are drawn, those that were asked for already: the header's widths need them first."""
        self._drawn_edge: tuple[Column, int] | None = None
        """The column whose right edge is being dragged, and where it begins."""
        self._sideways = 0

    @property
    def _columns(self) -> Sequence[Column]:
        return self._widths.columns

    # The source.

    def show_source(self, source: RowSource, cursor: int = 0) -> None:
        """Show other rows."""
        self._source = source
        self.columns_changed()
        self.rows_changed(cursor)

    def columns_changed(self) -> None:
        """The source has other columns, or another width for them."""
        chosen = self.chosen_column
        self._widths = ColumnWidths(self._source.columns())
        names = [column.name for column in self._columns]
        if chosen is not None and chosen.name in names:
            self.column_cursor = names.index(chosen.name)
        self.refresh()

    def columns_renewed(self) -> None:
        """The source may have other columns; where they are the same, widths stay, and nothing is drawn twice."""
        if list(self._source.columns()) != list(self._columns):
            self.columns_changed()

    @property
    def chosen_column(self) -> Column | None:
        """The column under the column cursor."""
        return self._columns[min(self.column_cursor, len(self._columns) - 1)] if self._columns else None

    def drawn_widths(self) -> dict[str, int]:
        """How wide each column is drawn, in cells, by its name."""
        return {
            column.name: size for column, size in zip(self._columns, self._drawn_widths(self.drawn_width), strict=True)
        }

    def rows_changed(self, cursor: int) -> None:
        """Any row may be another one now; the cursor goes where told."""
        self.lines_changed()
        self.put_cursor(cursor)
        self.refresh()

    def rows_moved(self, row: int | None, height: int | None = None, *, are_sorted: bool = False) -> None:
        """Rows may stand elsewhere: the cursor follows the record that was chosen, now in `row`, None if it is no more.

        It keeps its height, None is the present one. Where nothing was chosen the top stays in sight, or comes there
        when the user has sorted the rows: the first row in sight is taken for the largest.
        """
        if height is None:
            height = self.cursor - self.first_visible
        if not self.has_chosen and (are_sorted or not height):
            row = height = 0
        elif row is None:
            row = 0 if are_sorted else self.cursor
        if are_sorted and row < self.visible_height:
            height = row
        self.rows_changed(row)
        self.scroll_lines_to(self.cursor - height)

    def rows_added(self, before: int) -> None:
        """Rows were appended to the `before` that were there."""
        self.lines_changed()
        self.repaint_lines(before, self.line_count())
        if before < self.first_visible + self.visible_height:
            # Rows came into sight: the header, and with it the widths of the columns, may change.
            self.refresh()
        self.follow()

    def follow(self) -> None:
        """Go to the last row where the cursor stays on it; not while nobody sees it: the screen asks for it again."""
        if self.follows and self.line_count() and self.screen.is_current:
            self.move_cursor(self.line_count() - 1)

    def line_count(self) -> int:
        return self._source.row_count()

    # Drawing.

    def render_lines(self, crop: Region) -> list[Strip]:
        self._rows_drawn = {}
        try:
            return super().render_lines(crop)
        finally:
            self._rows_drawn = None

    def _row(self, line: int) -> Row:
        if self._rows_drawn is None:
            return self._source.row(line)
        if line not in self._rows_drawn:
            self._rows_drawn[line] = self._source.row(line)
        return self._rows_drawn[line]

    def draw_header(self, width: int) -> list[tuple[str, Style]]:
        if self._widths.see(self._row(line).cells for line in self.visible_lines()):
            self.call_next(self.refresh)
        style = self.colours("table--header-focused" if self.has_focus else "table--header")
        chosen = self.chosen_column if self.has_focus else None
        pieces = [(" ", style)]
        for column, size in zip(self._columns, self._drawn_widths(width), strict=True):
            if not size:
                continue
            pieces.append((GAP, style))
            head = self._fitted_head(column, size)
            if column is chosen:
                # Only the words: a whole column in another style would look like a field to type in.
                words = head.strip(" ")
                before = len(head) - len(head.lstrip(" "))
                pieces += [(head[:before], style), (words, self.colours("table--header-column"))]
                head = head[before + len(words) :]
            pieces.append((head, style))
        return [*pieces, (" " * width, style)]

    def _fitted_head(self, column: Column, size: int) -> str:
        """The title, cut so that its mark stays."""
        if not column.mark:
            return fit(column.title, size, right=column.right)
        title = cut(safe(column.title), max(size - len(column.mark), 0))
        return fit(title + column.mark, size, right=column.right)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        row = self._row(line)
        style = self.row_style(row)
        mark_style = style
        if line == self.cursor:
            # On the cursor's background every colour of a row would have to be readable: one colour is.
            style = mark_style = self.cursor_style()
        cells = [
            self._cell(column, text, size)
            for column, text, size in zip(self._columns, row.cells, self._drawn_widths(width), strict=True)
            if size
        ]
        return [(fit(row.mark or " ", 1), mark_style), (fit(GAP + GAP.join(cells), width - 1), style)]

    def draw_below(self, line: int, width: int) -> list[tuple[str, Style]]:
        if self.line_count() or line >= len(self.empty_lines):
            return []
        return [(fit("  " + self.empty_lines[line], width), self.rich_style)]

    def cursor_style(self) -> Style:
        return self.colours("table--cursor-focused" if self.has_focus else "table--cursor")

    def row_style(self, row: Row) -> Style:
        return self.colours(f"table--{row.kind}") if row.kind else self.rich_style

    def _cell(self, column: Column, text: str, size: int) -> str:
        if column.stretches and self._sideways:
            return fit(safe(text)[self._sideways :], size)
        return fit(text, size, right=column.right)

    def _drawn_widths(self, width: int) -> list[int]:
        """Of each column, in cells, 0 for one that is not drawn; the stretching one gets what is left."""
        return self._widths.filling(self._with_room_to_stretch(width), width)

    def _with_room_to_stretch(self, width: int) -> list[int]:
        return self._widths.with_room_to_stretch(width)

    def _places(self) -> list[tuple[Column, int, int]]:
        """Each column as it is drawn, where it begins and where it ends."""
        return list(places(self._columns, self._drawn_widths(self.drawn_width)))

    def column_at(self, x: int) -> Column | None:
        """The column that is drawn there."""
        return next((column for column, _, end in self._places() if x < end), None)

    def _edge_at(self, x: int) -> tuple[Column, int] | None:
        """The column whose right edge is there, and where it begins; the last one's is the pane's."""
        return next(((column, left) for column, left, end in self._places()[:-1] if x == end), None)

    # Keys and mouse.

    def on_mouse_down(self, event: events.MouseDown) -> None:
        self._drawn_edge = self._edge_at(event.x) if event.y < self.header_lines else None
        if self._drawn_edge is not None:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._drawn_edge is not None:
            column, left = self._drawn_edge
            self.post_message(self.ColumnResized(self, column.name, max(event.x - left, len(column.mark) + 1)))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        self.release_mouse()

    def action_previous_column(self) -> None:
        self._move_column_cursor(-1)

    def action_next_column(self) -> None:
        self._move_column_cursor(1)

    def _move_column_cursor(self, step: int) -> None:
        count = len(self._columns)
        if count:
            self.column_cursor = (min(self.column_cursor, count - 1) + step) % count
            self.refresh(Region(0, 0, self.size.width, self.header_lines))

    def on_click(self, event: events.Click) -> None:
        if self._drawn_edge is not None:
            # The button went up behind dragging.
            self._drawn_edge = None
            return
        column = self.column_at(event.x) if event.y < self.header_lines else None
        if column is not None:
            self.column_cursor = self._columns.index(column)
            self.post_message(self.HeaderClicked(self, column.name))

    def cursor_moved(self) -> None:
        self.has_chosen = self.cursor > 0
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
        self.follows = self.has_chosen = False
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
        hidden = self._widths.longest_stretch - self._drawn_widths(self.drawn_width)[stretch]
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
        self.has_chosen = True
