"""Counters of protocols as rows of a table: those of a group that have some words, in an order."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar, Final

from tui import wording
from tui.counter_view.history import CounterHistory, is_trouble
from tui.panes.column_widths import Column, order_mark
from tui.panes.table import Row
from tui.sockets.counter_words import GROUPS, group_of, meaning_of

ALL, TROUBLE = "All", "Trouble"
COUNTER_GROUPS: Final = (ALL, TROUBLE, *GROUPS)
TROUBLE_MARK, GROWING_MARK = "!", "+"
_COLUMNS: Final = (
    Column("name", "Counter", 34),
    Column("value", "Value", 22, right=True),
    Column("since", "Since start", 20, right=True),
    Column("rate", "Per second", 14, right=True),
    Column("meaning", "What it counts", stretches=True),
)


class OrderedRows(ABC):
    """What rows of counters have in common: words, zeros and an order of one of their columns."""

    COLUMNS: ClassVar[Sequence[Column]] = ()

    def __init__(self, history: CounterHistory) -> None:
        self.history = history
        self.words = ""
        """Only rows that have each of these are shown."""
        self.hides_zeros = True
        """Those where nothing was ever counted."""
        self.hidden = 0
        """How many rows that hides."""
        self.sorted_by = ""
        """A column's name; empty: as the kernel tells them."""
        self.descending = False

    @abstractmethod
    def arrange(self) -> None:
        """There is a new look, or other rows are wanted."""

    def columns(self) -> Sequence[Column]:
        """With a mark at the one that rows are sorted by."""
        mark = order_mark(descending=self.descending)
        return [replace(one, mark=mark) if one.name == self.sorted_by else one for one in self.COLUMNS]

    def sort_by_next(self, column: str) -> None:
        """The next of a column's three orders; numbers begin with the largest."""
        falls_first = next(one.right for one in self.COLUMNS if one.name == column)
        if column != self.sorted_by:
            self.sorted_by, self.descending = column, falls_first
        elif self.descending == falls_first:
            self.descending = not falls_first
        else:
            self.sorted_by = ""
        self.arrange()

    def have_words(self, text: str) -> bool:
        """Whether each of the words is in a text, capitals or not."""
        return all(word in text.lower() for word in self.words.lower().split())


class CounterRows(OrderedRows):
    """A `RowSource`."""

    COLUMNS = _COLUMNS

    def __init__(self, history: CounterHistory) -> None:
        super().__init__(history)
        self.group = ALL
        """Of `COUNTER_GROUPS`."""
        self.names: list[str] = []
        """Of the rows."""

    def arrange(self) -> None:
        latest = self.history.latest
        wanted = [name for name in (latest.values if latest is not None else ()) if self._is_wanted(name)]
        self.names = [name for name in wanted if self._counts(name)] if self.hides_zeros else wanted
        self.hidden = len(wanted) - len(self.names)
        if self.sorted_by:
            self.names.sort(key=_KEYS[self.sorted_by](self.history), reverse=self.descending)

    def key(self, row: int) -> str | None:
        """What stays the same of a row; None where there is no such row."""
        return self.names[row] if 0 <= row < len(self.names) else None

    def row_of(self, key: object) -> int | None:
        """The row of a key."""
        return self.names.index(key) if key in self.names else None

    def _is_wanted(self, name: str) -> bool:
        if self.group == TROUBLE:
            if not is_trouble(name):
                return False
        elif self.group not in (ALL, group_of(name)):
            return False
        return not self.words or self.have_words(f"{name} {meaning_of(name)}")

    def _counts(self, name: str) -> bool:
        return bool(self.history.value(name)) or self.history.has_grown(name)

    # What the table asks.

    def row_count(self) -> int:
        return len(self.names)

    def row(self, row: int) -> Row:
        name = self.names[row]
        history = self.history
        value = history.value(name)
        cells = (
            name,
            wording.count(value) if value is not None else "",
            growth_words(history.since_start(name)),
            rate_words(history.rate(name)),
            meaning_of(name),
        )
        kind, mark = look_of(history, [(name, "")], is_zero=not value)
        return Row(cells, kind, mark)

    def text_of(self, row: int) -> str:
        """The row as one line, for copying."""
        return "\t".join(self.row(row).cells)


def look_of(history: CounterHistory, counters: Sequence[tuple[str, str]], *, is_zero: bool) -> tuple[str, str]:
    """The kind and the mark of a row of counters (name and interface)."""
    trouble = [one for one in counters if is_trouble(*one)]
    if any(history.is_growing(*one) for one in trouble):
        return "trouble-now", TROUBLE_MARK
    if any(history.has_grown(*one) for one in trouble):
        return "trouble", TROUBLE_MARK
    if any(history.is_growing(*one) for one in counters):
        return "growing", GROWING_MARK
    return ("zero" if is_zero else "", "")


def growth_words(grown: int | None) -> str:
    """`+1,200`, `-3`; empty for none."""
    return f"{grown:+,}" if grown else ""


def rate_words(rate: float | None) -> str:
    """`12.0`, `1,200`; empty for none."""
    if not rate:
        return ""
    return f"{rate:,.1f}" if rate < 1000 else f"{rate:,.0f}"


_KEYS: Final[dict[str, Callable[[CounterHistory], Callable[[str], float | str]]]] = {
    "name": lambda history: str.lower,
    "value": lambda history: lambda name: history.value(name) or 0,
    "since": lambda history: lambda name: history.since_start(name) or 0,
    "rate": lambda history: lambda name: history.rate(name) or 0.0,
    "meaning": lambda history: meaning_of,
}
