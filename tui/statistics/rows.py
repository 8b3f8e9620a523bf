"""A table of statistics as rows of the screen's table: in an order, with the columns from some one on."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from tui.panes.sideways_columns import SidewaysColumns
from tui.panes.table import Row
from tui.statistics.columns import WIDEST, Column
from tui.statistics.records import ManyRecords, in_order

if TYPE_CHECKING:
    from tui.statistics.columns import Record
    from tui.statistics.tables import Table

FEW: Final = 1_000
"""Records that are made at once where they are needed for an order."""
NEAR: Final = 100
"""Rows on either side of the cursor in which its record is looked for when there are newer numbers."""


class _Unwanted(Exception):
    """Nobody waits for the order any more."""


class Unsorted(NamedTuple):
    """Records that all have to be made before they can be sorted."""

    records: ManyRecords
    by: str
    descending: bool
    name: str
    """The table's."""

    def in_order(self, is_wanted: Callable[[], bool] = lambda: True) -> Sequence[Record] | None:
        """Takes long; None as soon as they are not wanted any more."""

        def go_on() -> None:
            if not is_wanted():
                raise _Unwanted

        try:
            return self.records.in_order(self.by, descending=self.descending, go_on=go_on)
        except _Unwanted:
            return None


class StatisticsRows(SidewaysColumns[Column]):
    """Of one table at a time; how others were sorted is kept."""

    def __init__(self) -> None:
        super().__init__(WIDEST)
        self.table: Table | None = None
        self.sorted_by = ""
        """A column's name; empty: as they were counted."""
        self.descending = False
        self.unsorted: Unsorted | None = None
        """What is still to be sorted, by whoever has time for it."""
        self._records: Sequence[Record] = ()
        self._columns: Sequence[Column] = ()
        self._name = ""
        self._orders: dict[str, tuple[str, bool, int]] = {}
        """By the table's name: how others than the shown one were sorted, and how many columns were hidden."""

    def show(self, table: Table | None, name: str) -> None:
        """Show these records; of the same name in the order that was chosen, if they can have it."""
        if name != self._name:
            self._records = () if table is None else table.records
            self._orders[self._name] = self.sorted_by, self.descending, self.hidden
            self.sorted_by, self.descending, self.hidden = self._orders.get(name, ("", False, 0))
        self.table, self._name = table, name
        self._columns = _names_first(table)
        if self.sorted_by not in {column.by for column in self._columns}:
            self.sorted_by = ""
        self.arrange()

    def arrange(self) -> None:
        """Put the rows in order, unless that takes long: then they are `unsorted`, and those before stay."""
        records: Sequence[Record] = () if self.table is None else self.table.records
        self.unsorted = None
        if not self.sorted_by:
            self._records = records
        elif not isinstance(records, ManyRecords) or len(records) <= FEW:
            self._records = in_order(records, self.sorted_by, descending=self.descending)
        elif (known := records.in_known_order(self.sorted_by, descending=self.descending)) is not None:
            self._records = known
        else:
            self.unsorted = Unsorted(records, self.sorted_by, self.descending, self._name)

    def wants(self, unsorted: Unsorted) -> bool:
        """Whether that order is still wanted of that table; may be asked in any thread."""
        now = self.unsorted
        return now is not None and now[1:] == unsorted[1:]

    def take_sorted(self, unsorted: Unsorted, records: Sequence[Record] | None) -> bool:
        """They have been sorted elsewhere, or cannot be, which is None; whether that was still wanted.

        What cannot be sorted stands as it was counted.
        """
        if not self.wants(unsorted):
            return False
        if records is None:
            self.sorted_by, self.unsorted = "", None
            self.arrange()
            return True
        self._records = records
        if self.unsorted is not None and self.unsorted.records is unsorted.records:
            self.unsorted = None
        return True

    def sort_by_next(self, name: str) -> None:
        """The next of a column's three orders; numbers begin with the largest."""
        column = next((one for one in self._columns if one.by == name), None)
        if column is None:
            return
        if name != self.sorted_by:
            self.sorted_by, self.descending = name, column.right
        elif self.descending == column.right:
            self.descending = not column.right
        else:
            self.sorted_by = ""
        self.arrange()

    # Places.

    @property
    def records(self) -> Sequence[Record]:
        """All, in the order of rows."""
        return self._records

    def record(self, row: int) -> Record | None:
        """None where there is no such row."""
        return self._records[row] if 0 <= row < len(self._records) else None

    def key(self, row: int) -> object:
        """What tells a row's record from all others, now and later."""
        records = self._records
        if self.table is None or not 0 <= row < len(records):
            return None
        if isinstance(records, ManyRecords):
            return tuple(records.value(row, name) for name in self.table.keys)
        return tuple(records[row][name] for name in self.table.keys)

    def row_of(self, key: object, near: int) -> int | None:
        """Where the record is that had been near a row; None where it is no more, or far away."""
        if key is None:
            return None
        rows = range(max(near - NEAR, 0), min(near + NEAR, len(self._records)))
        return next((row for row in sorted(rows, key=lambda row: abs(row - near)) if self.key(row) == key), None)

    # What the table asks.

    @property
    def staying(self) -> tuple[str, ...]:
        """The first column, which says what a row is of."""
        return tuple(column.name for column in self._columns[:1])

    def every(self) -> Sequence[Column]:
        return self._columns

    def order(self) -> tuple[str | None, bool]:
        return self.sorted_by or None, self.descending

    def row_count(self) -> int:
        return len(self._records)

    def row(self, row: int) -> Row:
        record = self._records[row]
        return Row(tuple(column.text(record) for column in self.shown()))

    def text_of(self, row: int) -> str:
        """A row with all columns as one line, for copying; empty where there is no such row."""
        record = self.record(row)
        return "" if record is None else "\t".join(column.text(record) for column in self._columns)


def _names_first(table: Table | None) -> Sequence[Column]:
    """What names a record stands first: it is what stays when others are moved out of sight."""
    if table is None:
        return ()
    names = sorted(
        (column for column in table.columns if column.by in table.keys),
        key=lambda column: table.keys.index(column.by),
    )
    return [*names, *(column for column in table.columns if column not in names)]
