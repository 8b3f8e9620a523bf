"""Objects of a capture as rows of a table, and which of them the user has chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from tui import wording

if TYPE_CHECKING:
    from dissectors.deep.objects.object_export import ExportedObject
    from tui.panes.column_widths import Column
    from tui.panes.table import Row

HEADS: Final = ("No.", "Protocol", "Host", "Type", "Size", "Name")
ON_THE_RIGHT: Final = ("No.", "Size")
WIDEST: Final = (10, 8, 28, 24, 9, 80)
"""Cells."""
CHOSEN: Final = "✓"


def cells(one: ExportedObject) -> tuple[str, ...]:
    """One for each of HEADS, as they came."""
    from dissectors.deep.objects.object_export import TITLES  # the command's help comes without it

    number = "" if one.row is None else wording.count(one.row + 1)
    return number, TITLES[one.protocol], one.host, one.type, wording.size(one.size), one.name


class ObjectRows:
    """What the table shows."""

    def __init__(self) -> None:
        self.objects: tuple[ExportedObject, ...] = ()
        self.chosen: set[int] = set()
        """Rows of the table."""

    def show(self, objects: Sequence[ExportedObject]) -> None:
        """Others; none of them is chosen."""
        self.objects = tuple(objects)
        self.chosen.clear()

    def wanted(self) -> tuple[ExportedObject, ...]:
        """Those chosen, or all where none is."""
        return tuple(self.objects[row] for row in sorted(self.chosen)) if self.chosen else self.objects

    def columns(self) -> Sequence[Column]:
        from tui.panes.column_widths import Column  # brings Rich, which the command does without

        return [
            Column(head.lower(), head, most, right=head in ON_THE_RIGHT, stretches=head == HEADS[-1])
            for head, most in zip(HEADS, WIDEST, strict=True)
        ]

    def row_count(self) -> int:
        return len(self.objects)

    def row(self, row: int) -> Row:
        from tui.panes.table import Row  # as above

        return Row(cells(self.objects[row]), mark=CHOSEN if row in self.chosen else "")
