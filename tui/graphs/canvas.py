"""Cells of characters and styles, drawn over one another, and what they are as lines of pieces.

A style is a number while it is drawn: what it is, what colour is behind it, and whether cursor or choice lie on it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rich.cells import cell_len, get_character_cell_size

from tui.graphs.plot import COLOURS
from tui.graphs.raster import FULL

Piece = tuple[str, str]
"""Safe text, and the names of its component classes with spaces between; empty for plain."""
Line = list[Piece]

NAMES: Final = ("", "grid", "axis", "label", "title", "words", "cursor", "mark", "warning", "error", "cursor-label")
_PREFIX: Final = "graph--"
_NUMBERS: Final = {f"{_PREFIX}{name}" if name else "": number for number, name in enumerate(NAMES)}
_WITH_BACKGROUND: Final = NAMES.index("cursor-label")
_FIRST_SERIES: Final = 16
_FIRST_BAR: Final = _FIRST_SERIES + COLOURS
_OVER: Final = 8
"""The bit from which on the colour behind is told, 0 for none."""
_BEHIND: Final = 0xF << _OVER
UNDER_CURSOR, CHOSEN = 1 << 13, 1 << 14
SPACE: Final = ord(" ")
MOST_BLANKS: Final = 2
"""Cells that are drawn in the style before them; with more, pictures of the screen would be out of line."""
COMPONENT_CLASSES: Final = frozenset(
    {
        *(name for name in _NUMBERS if name),
        *(f"{_PREFIX}{part}-{order}" for part in ("series", "bar", "over") for order in range(COLOURS)),
        f"{_PREFIX}under-cursor",
        f"{_PREFIX}chosen",
    }
)


def style_number(name: str) -> int:
    """Of a component class; plain for what is none."""
    return _NUMBERS.get(name, 0)


def series_style(order: int) -> int:
    """Of a series' colour."""
    return _FIRST_SERIES + order % COLOURS


def bar_style(order: int) -> int:
    """Of a series' colour where it fills bars, before which other series have to be seen."""
    return _FIRST_BAR + order % COLOURS


class Canvas:
    """Lines of cells."""

    def __init__(self, columns: int, lines: int) -> None:
        self.codes: NDArray[np.uint32] = np.full((lines, columns), SPACE, np.uint32)
        self.styles: NDArray[np.int16] = np.zeros((lines, columns), np.int16)

    def put(self, line: int, column: int, text: str, style: int) -> None:
        """Write safe text; what does not lie on the canvas is left out."""
        lines, columns = self.codes.shape
        if not 0 <= line < lines:
            return
        if column >= 0 and column + len(text) <= columns and cell_len(text) == len(text):
            self.codes[line, column : column + len(text)] = np.frombuffer(text.encode("utf-32-le"), "<u4")
            self.styles[line, column : column + len(text)] = style
            return
        for character in text:
            size = get_character_cell_size(character)
            if column >= 0 and column + size <= columns:
                self.codes[line, column] = ord(character)
                self.styles[line, column : column + size] = style
                # Nothing stands behind the first half of a wide character.
                self.codes[line, column + 1 : column + size] = 0
            column += size

    def draw(self, codes: NDArray[np.uint32], left: int, top: int, style: int) -> None:
        """Characters of one style, 0 for none, over what is there: bars remain as what is behind them."""
        lines, columns = codes.shape
        area = np.s_[top : top + lines, left : left + columns]
        below, styles = self.codes[area], self.styles[area]
        is_drawn = codes > 0
        # The dots of two series in one cell are all seen.
        both = is_drawn & _is_braille(codes) & _is_braille(below)
        merged = np.where(both, codes | below, codes)
        behind = np.where(below == FULL, ((styles & 0xFF) - _FIRST_BAR + 1) << _OVER, styles & _BEHIND)
        # Before its own colour nothing could be seen of a bar.
        is_over = (codes != FULL) & (behind != (style - _FIRST_BAR + 1) << _OVER)
        found = np.where(is_over, behind, 0) + style
        below[is_drawn] = merged[is_drawn]
        styles[is_drawn] = found.astype(np.int16)[is_drawn]

    def place(self, line: int, column: int, code: int, style: int) -> None:
        """A character over what is there, before the same background."""
        before = int(self.styles[line, column])
        is_bar = self.codes[line, column] == FULL
        self.codes[line, column] = code
        self.styles[line, column] = style | (
            ((before & 0xFF) - _FIRST_BAR + 1) << _OVER if is_bar else before & _BEHIND
        )

    def copy(self) -> Canvas:
        """For what is drawn over it for a moment."""
        other = Canvas(0, 0)
        other.codes, other.styles = self.codes.copy(), self.styles.copy()
        return other

    def line(self, number: int) -> Line:
        """One line in few pieces: a blank or two belong to what stands before them."""
        codes, styles = self.codes[number], self.styles[number]
        if not len(codes):
            return []
        is_blank = (codes == SPACE) & (styles == 0)
        places = np.arange(len(codes))
        before = np.maximum.accumulate(np.where(is_blank, 0, places))
        given = styles[before]
        is_short = is_blank & (places - before <= MOST_BLANKS)
        styles = np.where(is_short & (given < 1 << _OVER) & (given != _WITH_BACKGROUND), given, styles)
        text = codes.astype("<u4").tobytes().decode("utf-32-le")
        starts = [0, *(np.flatnonzero(styles[1:] != styles[:-1]) + 1).tolist(), len(styles)]
        return [
            (text[start:stop].replace("\0", ""), style_names(style))
            for (start, stop), style in zip(pairwise(starts), styles[starts[:-1]].tolist(), strict=True)
        ]

    def lines(self) -> list[Line]:
        return [self.line(number) for number in range(len(self.codes))]


def _is_braille(codes: NDArray[np.uint32]) -> NDArray[np.bool_]:
    found: NDArray[np.bool_] = (codes >> 8) == 0x28
    return found


@lru_cache(maxsize=1024)
def style_names(style: int) -> str:
    """The component classes of a style's number, the later ones upon the earlier."""
    base, behind = style & 0xFF, (style & _BEHIND) >> _OVER
    over = [f"{_PREFIX}over-{behind - 1}"] if behind else []
    if base >= _FIRST_BAR:
        # Blocks keep their colour, while what is drawn before bars may have to give its up to be seen.
        names = [*over, f"{_PREFIX}bar-{base - _FIRST_BAR}"]
    elif base >= _FIRST_SERIES:
        names = [f"{_PREFIX}series-{base - _FIRST_SERIES}", *over]
    else:
        names = [*([f"{_PREFIX}{NAMES[base]}"] if base else []), *over]
    if style & UNDER_CURSOR:
        names.append(f"{_PREFIX}under-cursor")
    if style & CHOSEN:
        names.append(f"{_PREFIX}chosen")
    return " ".join(names)
