"""What readers of messages make of a followed conversation: pieces with their packets, kept to be looked at.

A reader takes the parts of an exchange one by one (`Reader`); `pieces_of` gives it all of them in order.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from dissectors.streams.following.parts import DATA

if TYPE_CHECKING:
    from dissectors.streams.following.parts import Parts

PARTS_AT_ONCE: Final = 64


@dataclass(frozen=True, slots=True)
class Piece:
    """Some bytes of one side, or the length of what is missing."""

    side: int
    kind: int
    row: int
    """The packet by which it became known."""
    length: int
    data: bytes


class Source(Protocol):
    """Who has parts and their bytes."""

    @property
    def parts(self) -> Parts: ...
    def data(self, numbers: Sequence[int]) -> list[bytes]: ...


class Reader(Protocol):
    """Makes messages of parts."""

    def read(self, piece: Piece) -> Iterator[Piece]:
        """What a further part becomes."""
        ...

    def end(self) -> Iterator[Piece]:
        """What waited for more that did not come."""
        ...


def pieces_of(source: Source) -> Iterator[Piece]:
    """The parts with their bytes. Raises CaptureFileError."""
    for start in range(0, len(source.parts), PARTS_AT_ONCE):
        numbers = range(start, min(start + PARTS_AT_ONCE, len(source.parts)))
        for number, data in zip(numbers, source.data(numbers), strict=True):
            part = source.parts[number]
            yield Piece(part.side, part.kind, part.row, part.length, data if part.kind == DATA else b"")


def messages_of(source: Source, reader: Reader) -> Iterator[Piece]:
    """What a reader makes of all of them. Raises CaptureFileError."""
    for piece in pieces_of(source):
        yield from reader.read(piece)
    yield from reader.end()
