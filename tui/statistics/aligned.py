"""Records in aligned columns of text, as many columns as there is room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.cells import cell_len

from tui.printing.visible import visible
from tui.safe import fit
from tui.statistics.columns import Column, Record

INDENT: Final = "  "
GAP: Final = "  "
NARROWEST_NAME: Final = 20
"""Cells of a name that columns make room for."""
SHORTEST_NAME: Final = 8
"""What is left of it where there is no room even so."""
LONGEST: Final = 1_000
"""Cells of any text: those of all rows are padded to the longest one."""


def aligned(
    columns: Sequence[Column],
    records: Sequence[Record],
    width: int | None,
    left_out: dict[str, None] | None = None,
) -> Iterator[str]:
    """A line with titles, and one for each record, safe to be printed; where `width` is None whole.

    The titles of columns for which there is no room are put into `left_out`.
    """
    cells = [[visible(column.text(one)) for one in records] for column in columns]
    sizes = [
        min(max(cell_len(text) for text in (column.title, *texts)), LONGEST)
        for column, texts in zip(columns, cells, strict=True)
    ]
    places = list(range(len(columns))) if width is None else _that_fit(columns, sizes, width)
    over = 0 if width is None else _total(sizes, places) - width
    for place in places:
        if columns[place].may_be_cut and over > 0:
            size = max(sizes[place] - over, min(SHORTEST_NAME, sizes[place]))
            over -= sizes[place] - size
            sizes[place] = size
    for texts in ([column.title for column in columns], *zip(*cells, strict=True)):
        row = (fit(texts[place], sizes[place], right=columns[place].right) for place in places)
        yield (INDENT + GAP.join(row)).rstrip()
    if left_out is not None:
        left_out |= dict.fromkeys(column.title for place, column in enumerate(columns) if place not in places)


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
