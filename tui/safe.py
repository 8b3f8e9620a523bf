"""The one gate for text that came off the wire, from a file or from another process, on its way to the terminal.

Control characters, escape sequences, bidi marks, invisible and combining characters become visible symbols of
one cell or two; the result is never parsed as markup.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from rich.cells import cell_len, get_character_cell_size

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_CONTROL_PICTURES: Final = 0x2400
_DELETE: Final = 0x7F
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Me", "Mn"})


class _Symbols(dict[int, str]):
    """What each character becomes, found out when it is first met; rare ones are not kept."""

    def __missing__(self, code: int) -> str:
        if code < 0x20:
            symbol = chr(_CONTROL_PICTURES + code)
        elif code == _DELETE:
            symbol = "\N{SYMBOL FOR DELETE}"
        else:
            symbol = chr(code)
            if unicodedata.category(symbol) in _INVISIBLE or get_character_cell_size(symbol) == 0:
                symbol = REPLACEMENT
        if code < _CONTROL_PICTURES:
            self[code] = symbol
        return symbol


_SYMBOLS: Final = _Symbols()


def safe(text: str) -> str:
    """Text that a terminal only draws. Lone surrogates (invalid UTF-8 in file names) are replaced too."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", text).translate(_SYMBOLS)


def fit(text: str, width: int, *, right: bool = False) -> str:
    """Safe text padded or cut (with an ellipsis) to exactly so many cells; `right` pads on the left."""
    text = safe(text)
    cells = len(text) if text.isascii() else cell_len(text)
    if cells > width:
        text = cut(text, width)
        cells = cell_len(text)
    padding = " " * (width - cells)
    return padding + text if right else text + padding


def cut(text: str, width: int) -> str:
    """Safe text of at most `width` cells; an ellipsis tells that something is missing."""
    text = safe(text)
    if (len(text) if text.isascii() else cell_len(text)) <= width:
        return text
    if width <= 0:
        return ""
    kept, room = [], width - 1
    for character in text[:width]:
        room -= get_character_cell_size(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + "…"
