"""Whether two decoders read the same in a field, however each writes it down."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from dissectors.fields import Field

CLOSE: Final = 1e-6
"""Numbers with a fraction are printed with some digits only."""

_NUMBER: Final = re.compile(r"[+-]?(?:0[xX][0-9a-fA-F]+|\d+(?:\.\d*)?(?:[eE][+-]?\d{1,3})?)")
_OCTETS: Final = re.compile(r"[0-9a-fA-F]{2}(?:[:.\-]?[0-9a-fA-F]{2})*")
_WORDS: Final = {"true": "1", "false": "0"}
_PATTERN: Final = re.compile(r"[01.]{1,8}(?: [01.]{1,8})* = ")
_LONGEST: Final = 1 << 16
"""Characters of a value that are looked at; no two of them differ only behind."""


def same_value(ours: Field, theirs: Field) -> bool:
    """Whether both fields hold the same; a line that only groups others holds nothing, and agrees with anything."""
    if ours.value is None or theirs.value is None:
        return True
    if type(ours.value) is type(theirs.value) and ours.value == theirs.value:
        return True
    return same_printed(_printed(ours), _printed(theirs))


def _printed(field: Field) -> str:
    """The value as scripts see it."""
    try:
        return field.spec.printed(field.value)[:_LONGEST]
    except (TypeError, ValueError, AttributeError, OverflowError):
        # A foreign field may hold text where its kind wants a number.
        return str(field.value)[:_LONGEST]


def same_printed(ours: str, theirs: str) -> bool:
    """Whether two values as they are printed mean the same: other digits, other bases, colons between bytes."""
    if ours == theirs:
        return True
    ours, theirs = (_WORDS.get(text.strip().lower(), text.strip()) for text in (ours, theirs))
    numbers = _number(ours), _number(theirs)
    if numbers[0] is not None and numbers[1] is not None and _close(numbers[0], numbers[1]):
        return True
    octets = _octets(ours), _octets(theirs)
    if octets[0] is not None and octets[0] == octets[1]:
        return True
    return ours == theirs


def _number(text: str) -> int | float | None:
    if len(text) > 64 or not _NUMBER.fullmatch(text):
        return None
    if "x" in text.lower():
        return int(text, 16)
    return float(text) if set(text) & set(".eE") else int(text)


def _close(one: float, other: float) -> bool:
    if isinstance(one, int) and isinstance(other, int):
        return one == other
    try:
        return math.isclose(one, other, rel_tol=CLOSE, abs_tol=1e-12)
    except OverflowError:
        return False


def _octets(text: str) -> str | None:
    return re.sub(r"[:.\-]", "", text).lower() if _OCTETS.fullmatch(text) else None


def same_text(ours: Field, theirs: Field) -> bool:
    """Whether the lines of two trees say the same, brackets, capitals and patterns of bits aside."""
    return _plain(ours.line) == _plain(theirs.line)


def _plain(line: str) -> str:
    line = line.strip().removeprefix("[").removesuffix("]")
    return _PATTERN.sub("", line, count=1).strip().lower()
