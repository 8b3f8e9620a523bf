"""Cells of a line that are drawn over one another, of which some part is seen; and texts that are cut to their room."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from rich.cells import cell_len, get_character_cell_size

from tui.safe import cut

Piece = tuple[str, str]
"""Safe text, and the name of its style; empty for plain."""


class Label:
    """Texts with spaces between and around them, cut to the room they have."""

    def __init__(self, texts: Sequence[Piece], room: int) -> None:
        self._pieces: list[Piece] = [(" ", "")]
        used = 0
        for text, style in texts:
            shown = cut(text, max(room - used, 0))
            self._pieces += [(shown, style), (" ", "")]
            used += cell_len(shown) + 1
        self.size = used + 1

    def put(self, canvas: Canvas, x: int) -> None:
        """Draw it from a cell on."""
        for text, style in self._pieces:
            canvas.put(x, text, style)
            x += cell_len(text)


class Canvas:
    """Cells in a row, of which those from `shift` on are seen."""

    def __init__(self, width: int, shift: int) -> None:
        self.first, self.last = shift, shift + width - 1
        self._cells = [" "] * width
        self._styles = [""] * width

    def seen(self, places: Sequence[int]) -> list[int]:
        """Those of ascending places that are in sight."""
        return [x for x in places if self.first <= x <= self.last]

    def put(self, x: int, text: str, style: str) -> None:
        """Draw safe text over what is there; what is out of sight is left out."""
        for character in text:
            size = get_character_cell_size(character)
            place = x - self.first
            if place >= 0 and place + size <= len(self._cells):
                self._cells[place], self._styles[place] = character, style
                for behind in range(1, size):
                    self._cells[place + behind], self._styles[place + behind] = "", style
            x += size

    def pieces(self) -> list[Piece]:
        """What was drawn, in as few pieces as can be."""
        cells = zip(self._cells, self._styles, strict=True)
        return [
            ("".join(text for text, _ in group), style) for style, group in groupby(cells, key=lambda cell: cell[1])
        ]
