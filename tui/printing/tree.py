"""A packet's whole decode tree as indented lines, alone or with each field's place in the bytes before it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dissectors.decoded import Decoded
from dissectors.fields import Field
from tui.deep.places import candidates_of
from tui.field_nodes import line_text, place
from tui.printing.visible import visible

INDENT = "    "
GAP = "  "
TITLES = ("bytes", "bits")

Cells = tuple[str, str]


def tree_lines(decoded: Decoded, numbers_only: bool = False) -> Iterator[str]:
    """Every line that the tree on the screen can show."""
    for depth, field in _shown(decoded):
        yield INDENT * depth + visible(line_text(field, numbers_only))


def placed_tree_lines(decoded: Decoded, numbers_only: bool = False) -> Iterator[str]:
    """The same lines behind two columns: bytes, with the number of their source where that is not the frame, and bits.

    Both ends are included; bits are counted as in the field's bytes, 0 the lowest. A field that lies nobody can tell
    where has a question mark.
    """
    shown = list(_shown(decoded))
    gutter = Gutter([place_cells(decoded, field) for _, field in shown])
    yield gutter.title()
    for (depth, field), cells in zip(shown, gutter.cells, strict=True):
        yield gutter.line(cells, INDENT * depth + visible(line_text(field, numbers_only)))


def place_cells(decoded: Decoded, field: Field) -> Cells:
    """Where a field lies, for the two columns."""
    if candidates_of(decoded, field) is not None:
        return "?", ""
    where, bits = place(field)
    return (f"{field.source}:{where}" if field.source and where else where), bits


class Gutter:
    """Columns of places before lines of text."""

    def __init__(self, cells: Sequence[Cells]) -> None:
        self.cells = cells
        self._widths = [max(map(len, column)) for column in zip(TITLES, *cells, strict=True)]

    def title(self) -> str:
        """The line above all others."""
        return self.line(TITLES, "")

    def line(self, cells: Cells, text: str) -> str:
        """One line, without spaces at its end."""
        places = GAP.join(cell.rjust(width) for cell, width in zip(cells, self._widths, strict=True))
        return f"{places}{GAP}{text}".rstrip()


def _shown(decoded: Decoded) -> Iterator[tuple[int, Field]]:
    """Depth and field of each line."""
    # A stack of our own: fields may lie deeper than Python's recursion reaches.
    pending = [(0, root) for root in reversed(decoded.roots)]
    while pending:
        depth, field = pending.pop()
        if not field.spec.hidden:
            yield depth, field
            pending.extend((depth + 1, child) for child in reversed(field.children))
