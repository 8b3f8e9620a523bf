"""Columns of a table, and how wide each is: as wide as what was seen in it, up to its limit and as there is room.

One column may take the room that is left, for which long texts give way. Nothing is drawn here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from tui.safe import safe

GAP = " "
ASCENDING, DESCENDING = "▲", "▼"
LEAST_STRETCH = 24
"""Cells that the stretching column is to have where others can give way."""
LEAST_TEXT = 9
"""Cells that are left of a text that gives way."""


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
    fixed: int = 0
    """As wide as the user made it, in cells; 0: as wide as what is in it."""
    mark: str = ""
    """Stands behind the title: which way the rows are sorted by it."""

    @property
    def head(self) -> str:
        """The title with its mark."""
        return self.title + self.mark


def order_mark(*, descending: bool) -> str:
    """What stands behind the title of the column that rows are sorted by."""
    return DESCENDING if descending else ASCENDING


class ColumnWidths:
    """Grows with what is seen and never shrinks, so that nothing jumps back and forth."""

    def __init__(self, columns: Sequence[Column]) -> None:
        self.columns = columns
        self.sizes = [column.fixed or cell_len(safe(column.head)) for column in columns]
        """Of each column, in cells, were there room for all; of the one that stretches, its title's."""
        self.longest_stretch = 0
        """Cells of the longest text seen last in the column that stretches."""
        self._shrunk: tuple[object, list[int]] = None, []
        """The sizes with room to stretch, and what they were found for: every line asks."""

    def see(self, rows: Iterable[Sequence[str]]) -> bool:
        """Take in the cells of all rows in sight; whether a column has become wider."""
        has_grown, self.longest_stretch = False, 0
        for cells in rows:
            for index, (column, text) in enumerate(zip(self.columns, cells, strict=True)):
                size = len(text) if text.isascii() else cell_len(safe(text))
                if column.stretches:
                    self.longest_stretch = max(self.longest_stretch, size)
                elif size > self.sizes[index] and not column.fixed:
                    wider = min(size, max(column.most, self.sizes[index]))
                    has_grown |= wider != self.sizes[index]
                    self.sizes[index] = wider
        return has_grown

    def filling(self, sizes: Sequence[int], width: int) -> list[int]:
        """The same sizes, and for the column that stretches what is left of a table so wide, in cells."""
        left = width - 1 - len(GAP) * len(self.columns)
        left -= sum(size for column, size in zip(self.columns, sizes, strict=True) if not column.stretches)
        return [max(left, size) if column.stretches else size for column, size in zip(self.columns, sizes, strict=True)]

    def with_room_to_stretch(self, width: int) -> list[int]:
        """The sizes, with long texts cut where else nothing would be left to the stretching column.

        Numbers are never cut, nor is what the user made as wide as it is.
        """
        columns, sizes = self.columns, self.sizes
        if not any(column.stretches for column in columns):
            return sizes
        asked = width, tuple(sizes)
        if asked == self._shrunk[0]:
            return self._shrunk[1]
        room = width - 1 - len(GAP) * len(columns) - LEAST_STRETCH
        can_shrink = [not (column.right or column.fixed or column.stretches) for column in columns]
        taken = sum(size for column, size in zip(columns, sizes, strict=True) if not column.stretches)
        most = max((size for size, can in zip(sizes, can_shrink, strict=True) if can), default=0)
        while taken > room and most > LEAST_TEXT:
            most -= 1
            taken -= sum(can and size > most for size, can in zip(sizes, can_shrink, strict=True))
        shrunk = [min(size, most) if can else size for size, can in zip(sizes, can_shrink, strict=True)]
        self._shrunk = asked, shrunk
        return shrunk


def places(columns: Sequence[Column], sizes: Sequence[int]) -> Iterator[tuple[Column, int, int]]:
    """Each column with the cells where it begins and where it ends, behind the column of marks and a gap."""
    left = 1 + len(GAP)
    for column, size in zip(columns, sizes, strict=True):
        yield column, left, left + size
        left += size + len(GAP)
