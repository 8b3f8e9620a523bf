"""A packet's whole decode tree as indented lines, alone or with each field's place in the bytes before it."""

from __future__ import annotations

from collections.abc import Iterator

from dissectors.decoded import Decoded
from dissectors.fields import Field
from tui.field_nodes import line_text, place
from tui.printing.visible import visible

INDENT = "    "
GAP = "  "


def tree_lines(decoded: Decoded, numbers_only: bool = False) -> Iterator[str]:
    """Every line that the tree on the screen can show."""
    for depth, field in _shown(decoded):
        yield INDENT * depth + visible(line_text(field, numbers_only))


def placed_tree_lines(decoded: Decoded, numbers_only: bool = False) -> Iterator[str]:
    """The same lines behind two columns: bytes, with the number of their source where that is not the frame, and bits.

    Both ends are included; bits are counted as in the field's bytes, 0 the lowest.
    """
    shown = list(_shown(decoded))
    places = [_place(field) for _, field in shown]
    titles = ("bytes", "bits")
    widths = [max(map(len, column)) for column in zip(titles, *places, strict=True)]

    def line(cells: tuple[str, str], text: str) -> str:
        gutter = GAP.join(cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        return f"{gutter}{GAP}{text}".rstrip()

    yield line(titles, "")
    for (depth, field), cells in zip(shown, places, strict=True):
        yield line(cells, INDENT * depth + visible(line_text(field, numbers_only)))


def _place(field: Field) -> tuple[str, str]:
    where, bits = place(field)
    return (f"{field.source}:{where}" if field.source and where else where), bits


def _shown(decoded: Decoded) -> Iterator[tuple[int, Field]]:
    """Depth and field of each line."""
    # A stack of our own: fields may lie deeper than Python's recursion reaches.
    pending = [(0, root) for root in reversed(decoded.roots)]
    while pending:
        depth, field = pending.pop()
        if not field.spec.hidden:
            yield depth, field
            pending.extend((depth + 1, child) for child in reversed(field.children))
