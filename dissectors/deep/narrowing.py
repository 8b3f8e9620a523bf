"""A filter taken apart at its outermost "and": the parts we can answer ourselves, and the rest, which is for tshark.

A packet that the whole chooses is chosen by every part. So tshark need not run where our parts choose nothing, and
need not be shown what comes after the last packet they choose: what it says of a packet depends, in one pass, on
packets before it only. The rows it chooses by the rest, among those that our parts choose, are the answer. What may
be left out before a candidate is another question: `hosts` answers it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from dissectors.filters.errors import FilterError

if TYPE_CHECKING:
    from dissectors.filters.filter import Filter

MOST_PARTS: Final = 200
DEEPEST: Final = 20
"""Parentheses within each other; what has more is tshark's as a whole."""
_TOKEN: Final = re.compile(
    r"""[rR]?"(?:[^"\\]|\\.)*" | '(?:[^'\\]|\\.)*' | &&|\|\||\^\^ | \$\{ | [(){}\[\]] | [\w.:-]+ | .""",
    re.VERBOSE | re.DOTALL,
)
_AND: Final = ("&&", "and")
_LOOSER: Final = ("||", "or", "^^", "xor")


@dataclass(frozen=True, slots=True)
class Parts:
    """One filter as two that both must choose a packet."""

    native: Filter | None
    """What we can answer; None for nothing of it."""
    foreign: str
    """The text for tshark."""


def parts_of(text: str) -> Parts:
    """Take a filter apart that is not native as a whole."""
    from dissectors.filters.filter import compile_filter

    native: list[str] = []
    foreign: list[str] = []
    for part in _conjuncts(text):
        try:
            compile_filter(part)
            native.append(part)
        except FilterError:
            foreign.append(part)
    if not native or not foreign:
        return Parts(None, text)
    return Parts(compile_filter(" && ".join(native)), " && ".join(foreign))


def _conjuncts(text: str) -> list[str]:
    """What stands between the outermost "and"s, in parentheses too; the whole text where there are none."""
    parts = [text]
    while len(parts) <= MOST_PARTS:
        split = [piece for part in parts for piece in _split(part)]
        if len(split) == len(parts):
            return split
        parts = split
    return [text]


def _split(text: str) -> list[str]:
    """One level of it."""
    text = text.strip()
    depth, start, parts = 0, 0, []
    closes_at_end = text.startswith("(")
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in ("(", "{", "[", "${"):
            depth += 1
        elif token in (")", "}", "]"):
            depth -= 1
            closes_at_end = closes_at_end and (depth > 0 or match.end() == len(text))
        elif depth == 0 and token in _LOOSER:
            return [text]
        elif depth == 0 and token in _AND:
            parts.append(text[start : match.start()].strip())
            start = match.end()
        if not 0 <= depth <= DEEPEST:
            return [text]
    if depth:
        return [text]
    if not parts and closes_at_end:
        inner = _split(text[1:-1])
        return inner if len(inner) > 1 else [text]
    parts.append(text[start:].strip())
    return parts if all(parts) else [text]
