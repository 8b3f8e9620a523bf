"""A table of statistics: records as JSON has them, and the columns in which they are shown.

Whatever of a record came off the wire becomes visible in its lines.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from tui import wording
from tui.printing.visible import visible
from tui.statistics.aligned import INDENT, aligned
from tui.statistics.columns import Column, Record

UNBROKEN: Final = "\N{NO-BREAK SPACE}"
LONGEST_UNBROKEN: Final = 20
"""Cells of a few words of a heading that stay on one line."""


@dataclass(frozen=True, slots=True)
class Table:
    """Statistics of one kind."""

    kind: str
    """As the command line calls it."""
    title: str
    """The heading, which says what is counted and in what order it stands."""
    columns: Sequence[Column]
    records: Sequence[Record]
    nothing: str = "none"
    """What to say where there is no record."""
    name: str = ""
    """In a word or two, where several tables of a kind are beside each other."""
    key: str | tuple[str, ...] = "filter"
    """What of a record tells it from all others, also when there are newer numbers.

    Of several things the first one names it.
    """
    address: Callable[[Record], str | None] | None = None
    """The IP address that a record is of, where the resolver's word would name it; None where records are of none."""
    tells_count: bool = False
    """How many records there are says something, as of hosts, and unlike of steps of length."""
    in_a_line: Callable[[Record], str] | None = None
    """A record in some words, for a table of few that a report has in one sentence; None for one that needs rows."""

    @property
    def keys(self) -> tuple[str, ...]:
        """All of the key."""
        return (self.key,) if isinstance(self.key, str) else self.key

    def lines(self, width: int, most: int | None = None, left_out: dict[str, None] | None = None) -> Iterator[str]:
        """A heading and at most so many rows; `left_out` gets the titles of columns for which there is no room."""
        if not self.records:
            yield from textwrap.wrap(visible(f"{self.title}: {self.nothing}"), width, subsequent_indent=INDENT)
            return
        yield from self._heading(width)
        shown = self.records if most is None else self.records[:most]
        yield from aligned(self.columns, shown, width - len(INDENT), left_out)
        if len(shown) < len(self.records):
            left = wording.count(len(self.records) - len(shown))
            yield f"{INDENT}... and {left} more: --kind {self.kind}"

    def whole(self, width: int) -> Iterator[str]:
        """All rows with all columns, as wide as they are; only the heading keeps to `width`."""
        if not self.records:
            yield from self.lines(width)
            return
        yield from self._heading(width)
        yield from aligned(self.columns, self.records, None)

    def _heading(self, width: int) -> Iterator[str]:
        # What stands between commas is read together.
        title = ", ".join(
            part.replace(" ", UNBROKEN) if len(part) <= LONGEST_UNBROKEN else part
            for part in visible(self.title).split(", ")
        )
        for line in textwrap.wrap(title, width, subsequent_indent=INDENT):
            yield line.replace(UNBROKEN, " ")

    def sentence(self, width: int, most: int) -> Iterator[str]:
        """Heading and records one after the other; as `lines` where there is no shorter way of telling them."""
        if self.in_a_line is None or not self.records:
            yield from self.lines(width, most)
            return
        told = [visible(self.in_a_line(one)).replace(" ", UNBROKEN) for one in self.records[:most]]
        more = f" and {wording.count(len(self.records) - most)} more" if len(self.records) > most else ""
        text = f"{visible(self.title)}: {', '.join(told)}{more}"
        for line in textwrap.wrap(text, width, subsequent_indent=INDENT, break_on_hyphens=False):
            yield line.replace(UNBROKEN, " ")
