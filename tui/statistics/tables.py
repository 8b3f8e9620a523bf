"""A table of statistics: records as JSON has them, and the columns in which they are printed.

Whatever of a record came off the wire becomes visible here, and lines keep to the width that they are given.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from rich.cells import cell_len

from tui import wording
from tui.printing.visible import visible
from tui.safe import fit

Record: TypeAlias = Mapping[str, Any]
"""A row: numbers, texts, None for what is not known, and lists and mappings of them."""
INDENT: Final = "  "
GAP: Final = "  "
UNBROKEN: Final = "\N{NO-BREAK SPACE}"
NARROWEST_NAME: Final = 20
"""Cells of a name that columns make room for."""
SHORTEST_NAME: Final = 8
"""What is left of it where there is no room even so."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of text."""

    title: str
    text: Callable[[Record], str]
    right: bool = True
    """Numbers stand on the right."""
    rank: int = 0
    """Where there is no room for all, the columns with the highest are left out; those with 0 always stay."""
    may_be_cut: bool = False
    """A name, of which the beginning tells enough."""


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

    in_a_line: Callable[[Record], str] | None = None
    """A record in some words, for a table of few that a report has in one sentence; None for one that needs rows."""

    def lines(self, width: int, most: int | None = None) -> Iterator[str]:
        """A heading and at most so many rows."""
        if not self.records:
            yield from textwrap.wrap(visible(f"{self.title}: {self.nothing}"), width, subsequent_indent=INDENT)
            return
        yield from textwrap.wrap(visible(self.title), width, subsequent_indent=INDENT)
        shown = self.records if most is None else self.records[:most]
        yield from _aligned(self.columns, shown, width - len(INDENT))
        if len(shown) < len(self.records):
            left = wording.count(len(self.records) - len(shown))
            yield f"{INDENT}... and {left} more: --kind {self.kind}"

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


def _aligned(columns: Sequence[Column], records: Sequence[Record], width: int) -> Iterator[str]:
    cells = [[visible(column.text(one)) for one in records] for column in columns]
    sizes = [
        max(cell_len(text) for text in (column.title, *texts)) for column, texts in zip(columns, cells, strict=True)
    ]
    places = _that_fit(columns, sizes, width)
    over = _total(sizes, places) - width
    for place in places:
        if columns[place].may_be_cut and over > 0:
            size = max(sizes[place] - over, min(SHORTEST_NAME, sizes[place]))
            over -= sizes[place] - size
            sizes[place] = size
    for texts in ([column.title for column in columns], *zip(*cells, strict=True)):
        row = (fit(texts[place], sizes[place], right=columns[place].right) for place in places)
        yield (INDENT + GAP.join(row)).rstrip()


def _that_fit(columns: Sequence[Column], sizes: Sequence[int], width: int) -> list[int]:
    """Places of the columns that are shown."""
    # Those of one rank belong together, such as both directions.
    needed = [
        min(size, NARROWEST_NAME) if column.may_be_cut else size for column, size in zip(columns, sizes, strict=True)
    ]
    places = list(range(len(columns)))
    for rank in sorted({column.rank for column in columns if column.rank}, reverse=True):
        if _total(needed, places) <= width:
            break
        places = [place for place in places if columns[place].rank != rank]
    return places


def _total(sizes: Sequence[int], places: Sequence[int]) -> int:
    """Cells of a line with these columns."""
    return sum(sizes[place] + len(GAP) for place in places) - len(GAP)
