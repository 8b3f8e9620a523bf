"""The table of sockets: both ends always in sight, cells that changed marked, groups as trees."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.message import Message

from tui.panes.column_widths import GAP, LEAST_TEXT
from tui.panes.sideways_table import SidewaysTable
from tui.safe import fit
from tui.socket_view.columns import WIDEST_END
from tui.socket_view.rows import CLOSED, OPEN, SocketRows
from tui.sockets.seen import Key


class SocketTable(SidewaysTable):
    """Shows `SocketRows`; what its own keys do, the screen does."""

    DEFAULT_CSS = "SocketTable { height: 1fr; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--opened",
        "table--closed",
        "table--faded",
        "table--changed",
        "table--listening",
        "table--waning",
        "table--stuck",
        "table--group",
        "table--group-words",
    }
    WIDEST_END = WIDEST_END

    class Turned(Message):
        """A group is to be opened, or closed."""

        def __init__(self, key: Key, is_open: bool) -> None:
            super().__init__()
            self.key = key
            self.is_open = is_open

    class Scrolled(Message):
        """Other rows have come into sight."""

        def can_replace(self, message: Message) -> bool:
            return isinstance(message, SocketTable.Scrolled)

    def __init__(self, rows: SocketRows, *, id: str | None = None) -> None:
        super().__init__(rows, id=id)
        self.rows = rows

    def scroll_lines_to(self, top: int) -> None:
        before = self.first_visible
        super().scroll_lines_to(top)
        if self.first_visible != before:
            self.post_message(self.Scrolled())

    # Drawing.

    def _drawn_widths(self, width: int) -> list[int]:
        """The first column that has no room is drawn in part where it is a text, such as a process's name."""
        sizes = super()._drawn_widths(width)
        if 0 in sizes:
            place = sizes.index(0)
            left = width - 1 - sum(size + len(GAP) for size in sizes[:place]) - len(GAP)
            if left >= LEAST_TEXT and not self._columns[place].right:
                sizes[place] = left
        return sizes

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        shown, seen = self.rows.line(line), self.rows.seen(line)
        if shown is None:
            return []
        is_cursor = line == self.cursor
        if seen is None and shown.group is not None:
            mark = OPEN if shown.is_open else CLOSED
            style = self.cursor_style() if is_cursor else self.colours("table--group")
            words = style if is_cursor else self.colours("table--group-words")
            title = fit(f"  {mark}{shown.group.title}  ", min(width, len(shown.group.title) + 6))
            return [(title, style), (fit(shown.group.words, max(width - len(title), 0)), words)]
        if is_cursor or seen is None or not seen.changed:
            return super().draw_line(line, width)
        row = self.rows.row(line)
        plain, changed = self.row_style(row), self.colours("table--changed")
        pieces = [(fit(row.mark or " ", 1), changed)]
        for column, text, size in zip(self._columns, row.cells, self._drawn_widths(width), strict=True):
            if size:
                is_changed = column.name in seen.changed
                pieces += [(GAP, plain), (self._cell(column, text, size), changed if is_changed else plain)]
        return [*pieces, (" " * width, plain)]

    # Groups.

    def action_move_left(self) -> None:
        """First the columns, then out of the group."""
        line = self.rows.line(self.cursor)
        if self.rows.hidden or line is None:
            super().action_move_left()
        elif line.is_open:
            self.post_message(self.Turned(line.key, False))
        elif (row := self.rows.row_of(line.parent)) is not None:
            self.move_cursor(row)

    def action_move_right(self) -> None:
        """A closed group opens; else the columns."""
        line = self.rows.line(self.cursor)
        if line is not None and line.is_open is False:
            self.post_message(self.Turned(line.key, True))
        else:
            super().action_move_right()

    def clicked(self, line: int, x: int) -> None:
        """A click on the mark of a group, or again on its heading, turns it."""
        was_here = line == self.cursor
        super().clicked(line, x)
        shown = self.rows.line(line)
        if shown is not None and shown.is_open is not None and was_here:
            self.post_message(self.Turned(shown.key, not shown.is_open))
