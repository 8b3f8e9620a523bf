"""What a filter's text says, before it is known what its words mean. Columns count characters from 0."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Word:
    """An unquoted word: a field or a literal, which only the other side can tell."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Text:
    """A double-quoted string, escapes replaced."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Character:
    """A single-quoted character."""

    text: str
    column: int


@dataclass(frozen=True, slots=True)
class Piece:
    """One part of a slice, or of a choice of layers: `start` may be negative, `stop` None is the end."""

    start: int
    length: int | None


@dataclass(frozen=True, slots=True)
class Layered:
    """`ip.src#2`: only of these of the protocol's layers."""

    word: Word
    pieces: tuple[Piece, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Slice:
    """`eth.src[0:3]`."""

    of: Operand
    pieces: tuple[Piece, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Call:
    """`len(frame)`."""

    name: str
    arguments: tuple[Operand, ...]
    column: int


@dataclass(frozen=True, slots=True)
class Sign:
    """`-frame.number`."""

    operator: str
    of: Operand
    column: int


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """`a + b - c`, from left to right."""

    first: Operand
    rest: tuple[tuple[str, Operand], ...]
    column: int


Operand = Word | Text | Character | Layered | Slice | Call | Sign | Arithmetic


@dataclass(frozen=True, slots=True)
class Presence:
    """A bare operand: a field that is there, a number that is not zero."""

    of: Operand


@dataclass(frozen=True, slots=True)
class Comparison:
    """`a < b < c`; the quantifier is empty, "any" or "all"."""

    first: Operand
    rest: tuple[tuple[str, Operand], ...]
    quantifier: str


@dataclass(frozen=True, slots=True)
class Range:
    """`80..90`, both ends included."""

    low: Operand
    high: Operand


@dataclass(frozen=True, slots=True)
class Membership:
    """`a in {b, c..d}`."""

    of: Operand
    elements: tuple[Operand | Range, ...]
    quantifier: str


@dataclass(frozen=True, slots=True)
class Inverted:
    """`!a`."""

    of: Test


@dataclass(frozen=True, slots=True)
class Joined:
    """Tests with the same word between them: "and", "or" or "xor"."""

    word: str
    tests: tuple[Test, ...]


Test = Presence | Comparison | Membership | Inverted | Joined
