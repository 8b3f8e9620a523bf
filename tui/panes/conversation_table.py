"""The table of conversations: both endpoints always in sight, the columns of numbers moved through sideways."""

from __future__ import annotations

from tui.conversation_columns import ENDS, WIDEST_END
from tui.conversation_rows import ConversationRows
from tui.panes.table import GAP, Table

NARROWEST_END = 22
"""Cells of an IPv4 address with its port, and one."""
NUMBERS_ROOM = 62
"""Cells that are left to numbers where the endpoints can be drawn in full."""


class ConversationTable(Table):
    """Shows `ConversationRows`; what its own keys do, the screen does."""

    DEFAULT_CSS = "ConversationTable { height: 1fr; }"

    def __init__(self, rows: ConversationRows, *, id: str | None = None) -> None:
        super().__init__(rows, id=id)
        self.rows = rows

    def on_resize(self) -> None:
        super().on_resize()
        self.rows.widest_end = min(max((self.size.width - NUMBERS_ROOM) // 2, NARROWEST_END), WIDEST_END)
        self.columns_changed()

    def _drawn_widths(self, width: int) -> list[int]:
        """A column that has no room is not drawn in part: half a number is another number."""
        sizes = super()._drawn_widths(width)
        right = 1
        for place, size in enumerate(sizes):
            right += len(GAP) + size
            if right > width:
                return [*sizes[:place], *[0] * (len(sizes) - place)]
        return sizes

    def choose_column(self, name: str) -> None:
        """Put the column cursor on a column and bring it into sight."""
        others = [other for other in self.rows.names() if other not in ENDS]
        hidden = self.rows.hidden
        if name not in ENDS:
            hidden = min(hidden, others.index(name))
            while hidden < others.index(name) and not self._fits(name, hidden):
                hidden += 1
        self._hide(hidden)
        self.column_cursor = [column.name for column in self.rows.shown()].index(name)
        self.refresh()

    def columns_changed(self) -> None:
        """Also after the kind has changed, which may have other columns."""
        self.rows.hidden = min(self.rows.hidden, self._most_hidden())
        super().columns_changed()

    def _move_column_cursor(self, step: int) -> None:
        names = self.rows.names()
        chosen = self.chosen_column
        here = names.index(chosen.name) if chosen is not None else 0
        self.choose_column(names[(here + step) % len(names)])

    def scroll_sideways(self, cells: int) -> None:
        """A column further to the left or right for each step."""
        step = 1 if cells > 0 else -1
        if step < 0 or not self._fits(self.rows.names()[-1], self.rows.hidden):
            self._hide(self.rows.hidden + step)

    def _hide(self, count: int) -> None:
        count = max(0, min(count, self._most_hidden()))
        if count != self.rows.hidden:
            self.rows.hidden = count
            self.columns_changed()

    def _most_hidden(self) -> int:
        return len(self.rows.names()) - len(ENDS) - 1

    def _fits(self, name: str, hidden: int) -> bool:
        """Whether a column is wholly in sight while so many on the left are not."""
        before, self.rows.hidden = self.rows.hidden, hidden
        try:
            columns = self.rows.columns()
            cells = [self.rows.row(line).cells for line in self.visible_lines()]
        finally:
            self.rows.hidden = before
        right = 1
        for number, column in enumerate(columns):
            widest = max([len(row[number]) for row in cells], default=0)
            right += len(GAP) + max(len(column.head), min(widest, column.most))
            if column.name == name:
                break
        return right <= self.drawn_width
