"""Lines of text pieces: left ones are cut where they meet the right ones. All text goes through the gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from tui.safe import cut, safe

Piece = tuple[str, str]
"""A text as it came, and a component class; empty for the widget's own style."""


def cells_of(pieces: Sequence[Piece]) -> int:
    """How wide pieces are when they are drawn."""
    return sum(cell_len(safe(text)) for text, _ in pieces)


class OneLine(Widget):
    """Subclasses give the pieces of a line, mostly of the only one; `refresh` draws them again."""

    DEFAULT_CSS = "OneLine { height: 1; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "line--name",
        "line--strong",
        "line--dim",
        "line--good",
        "line--warning",
        "line--error",
        "line--key",
        "line--badge",
        "line--bit",
        "line--live",
    }

    def left_pieces(self, line: int = 0) -> Sequence[Piece]:
        return ()

    def right_pieces(self, line: int = 0) -> Sequence[Piece]:
        return ()

    @property
    def most_on_the_right(self) -> int:
        """Cells that are for what stands on the right, whatever there is on the left."""
        return self.size.width * 2 // 3

    def render_line(self, y: int) -> Strip:
        width = self.size.width
        if y >= self.size.height:
            return Strip.blank(width, self.rich_style)
        left = [(safe(text), name) for text, name in self.left_pieces(y)]
        right = [(safe(text), name) for text, name in self.right_pieces(y)]
        reserved = sum(cell_len(text) for text, _ in right)
        while right and reserved > self.most_on_the_right:
            # Too narrow for both: the rightmost pieces are the ones that stay.
            reserved -= cell_len(right.pop(0)[0])
        segments = self._cut(left, width - reserved)
        used = sum(cell_len(segment.text) for segment in segments)
        segments.append(Segment(" " * (width - reserved - used), self.rich_style))
        segments += [Segment(text, self._style(name)) for text, name in right]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def _cut(self, pieces: list[tuple[str, str]], width: int) -> list[Segment]:
        segments = []
        for text, name in pieces:
            if cell_len(text) > width:
                text = cut(text, max(width, 0))
            width -= cell_len(text)
            if text:
                segments.append(Segment(text, self._style(name)))
            if text.endswith("…") and width <= 0:
                break
        return segments

    def _style(self, name: str) -> Style:
        return self.get_component_rich_style(name) if name else self.rich_style
