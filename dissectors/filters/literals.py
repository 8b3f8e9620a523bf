"""The insides of literals: escapes in quotes, and what stands between the brackets of a slice."""

from __future__ import annotations

import re

from dissectors.filters.errors import FilterError
from dissectors.filters.syntax import Piece

_ESCAPE = re.compile(r"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|[\s\S])")
_CHARACTERS = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_ITSELF = "'\"\\?"
_NUMBER = r"(-?\d{1,12})"
_PIECE = re.compile(rf"\s*{_NUMBER}\s*(?:(-)\s*{_NUMBER}\s*|(:)(?:\s*{_NUMBER}\s*)?)?|(:)(?:\s*{_NUMBER}\s*)?")
_LARGEST = 1 << 31


def unquoted(token: str, column: int) -> str:
    """What a quoted literal stands for; `r"..."` is taken as it is. Raises FilterError for a wrong escape."""
    if token[0] in "rR":
        return str(token[2:-1])

    def character(match: re.Match[str]) -> str:
        escape = match[1]
        if escape in _CHARACTERS:
            return _CHARACTERS[escape]
        if escape in _ITSELF:
            return escape
        if escape[0] == "x" and len(escape) > 1:
            return _byte(int(escape[1:], 16))
        if escape[0] in "01234567":
            return _byte(int(escape, 8) & 0xFF)
        if escape[0] in "uU" and len(escape) > 1 and 0xA0 <= (code := int(escape[1:], 16)) < 0x110000:
            return chr(code)
        raise FilterError(f"\\{escape} is no escape sequence; in a regular expression write \\\\", column)

    text = _ESCAPE.sub(character, token[1:-1])
    return text.encode("utf-8", "surrogateescape").decode("utf-8", "surrogateescape")


def _byte(number: int) -> str:
    """A byte in a string: one that is no ASCII becomes the surrogate that Python keeps such bytes in."""
    return chr(number if number < 0x80 else 0xDC00 + number)


def pieces(token: str, column: int) -> tuple[Piece, ...]:
    """The parts of `[0:3, 7-9, -1]`: start and length, first and last, one; raises FilterError."""
    return tuple(_piece(part, column) for part in token.strip("[]").split(","))


def _piece(part: str, column: int) -> Piece:
    match = _PIECE.fullmatch(part)
    if match is None:
        forms = "start:length, first-last, :length, start:, : or one number"
        raise FilterError(f"[{part.strip()[:30]}] is no range: {forms} is wanted", column)
    start, dash, last, colon, length, only_colon, only_length = match.groups()
    numbers = [int(number) for number in (start, last, length, only_length) if number is not None]
    if any(abs(number) > _LARGEST for number in numbers):
        raise FilterError(f"[{part.strip()}] reaches further than any packet", column)
    if only_colon:
        piece = Piece(0, int(only_length) if only_length is not None else None)
    elif dash:
        if int(start) >= int(last):
            raise FilterError(f"[{part.strip()}]: {start} is not below {last}", column)
        piece = Piece(int(start), int(last) - int(start) + 1)
    elif colon:
        piece = Piece(int(start), int(length) if length is not None else None)
    else:
        piece = Piece(int(start), 1)
    if piece.length is not None and piece.length <= 0:
        raise FilterError(f"[{part.strip()}]: a length must be above 0", column)
    return piece
