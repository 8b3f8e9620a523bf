"""A packet's whole decode tree as indented lines."""

from __future__ import annotations

from collections.abc import Iterator

from dissectors.dissect import Dissection
from dissectors.fields import Field
from tui.printing.visible import visible

INDENT = "    "


def tree_lines(dissection: Dissection) -> Iterator[str]:
    """Every line that the tree on the screen can show."""
    for root in dissection.roots:
        yield from _lines(root)


def _lines(root: Field) -> Iterator[str]:
    # A stack of our own: fields may lie deeper than Python's recursion reaches.
    pending = [(0, root)]
    while pending:
        depth, field = pending.pop()
        if not field.spec.hidden:
            yield INDENT * depth + visible(field.line)
            pending.extend((depth + 1, child) for child in reversed(field.children))
