"""Conversations as rows of the screen's table: of one kind, in an order, with the columns from some one on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tui.conversation_columns import ENDS, WIDEST_END, ConversationColumn, columns_of
from tui.panes.sideways_columns import SidewaysColumns
from tui.panes.table import Row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from dissectors.streams.outcomes.verdict import Verdict
    from dissectors.streams.tables.conversations import Conversation, Conversations
    from dissectors.streams.tables.kinds import Kind


class ConversationRows(SidewaysColumns[ConversationColumn]):
    """A source of `SidewaysTable`."""

    STAYING = ENDS

    def __init__(self) -> None:
        super().__init__(WIDEST_END)
        self.kind: Kind = "tcp"
        self.tables: Mapping[Kind, Conversations] = {}
        self.sorted_by: str | None = "bytes"
        """A column's name; None: as they began."""
        self.descending = True
        self._order: NDArray[np.int64] = np.zeros(0, np.int64)

    @property
    def table(self) -> Conversations | None:
        return self.tables.get(self.kind)

    def show(self, kind: Kind, tables: Mapping[Kind, Conversations]) -> None:
        """Show a kind of these."""
        self.kind, self.tables = kind, tables
        self.arrange()

    def arrange(self) -> None:
        """Put the rows in order: the column or the rows are others than before."""
        table = self.table
        if table is None:
            self._order = np.zeros(0, np.int64)
        elif self.sorted_by is None or self.sorted_by not in {column.name for column in self.every()}:
            self._order = np.arange(len(table))
        else:
            self._order = table.order(self.sorted_by, descending=self.descending)

    def sort_by_next(self, name: str) -> None:
        """The next of a column's three orders; numbers begin with the largest."""
        falls_first = next(column.right for column in self.every() if column.name == name)
        if name != self.sorted_by:
            self.sorted_by, self.descending = name, falls_first
        elif self.descending == falls_first:
            self.descending = not falls_first
        else:
            self.sorted_by = None
        self.arrange()

    # Places.

    def place(self, row: int) -> int | None:
        """Where in the kind's table the conversation of a row stands; None where there is no such row."""
        return int(self._order[row]) if 0 <= row < len(self._order) else None

    def record(self, row: int) -> Conversation | None:
        """The conversation of a row; None where there is no such row."""
        place, table = self.place(row), self.table
        return table.record(place) if place is not None and table is not None else None

    def judged_records(self, dropped: int | None = None) -> Iterator[tuple[Conversation, Verdict | None]]:
        """All conversations of the kind in the order of rows now, each with the verdict; `dropped` as for `verdict`.

        May be walked in another thread.
        """
        table, order = self.table, self._order
        return iter(()) if table is None else ((table.record(at), table.verdict(at, dropped)) for at in order.tolist())

    def row_of(self, place: int | None) -> int | None:
        """The row that shows a place of the kind's table."""
        if place is None:
            return None
        found = np.flatnonzero(self._order == place)
        return int(found[0]) if len(found) else None

    # What the table asks.

    def every(self) -> tuple[ConversationColumn, ...]:
        table = self.table
        return columns_of(self.kind, has_processes=table is not None and table.ends is not None)

    def order(self) -> tuple[str | None, bool]:
        return self.sorted_by, self.descending

    def row_count(self) -> int:
        return len(self._order)

    def row(self, row: int) -> Row:
        record = self.record(row)
        if record is None:
            raise IndexError(row)
        return Row(tuple(self._cell(column, record) for column in self.shown()))

    def _cell(self, column: ConversationColumn, record: Conversation) -> str:
        text = column.text(record)
        return shortened(text, self.widest_end) if column.name in ENDS else text

    def text_of(self, row: int) -> str:
        """A row with all columns as one line, for copying; empty where there is no such row."""
        record = self.record(row)
        return "" if record is None else "\t".join(column.text(record) for column in self.every())


def shortened(text: str, most: int) -> str:
    """A text in so many cells, its middle left out: of an endpoint both the network and the port are worth reading."""
    if len(text) <= most:
        return text
    tail = most * 3 // 5
    return f"{text[: most - tail - 1]}…{text[len(text) - tail :]}"
