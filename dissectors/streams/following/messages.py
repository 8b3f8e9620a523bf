"""What readers of messages make of a followed conversation: pieces with their packets, kept to be looked at.

A reader takes the parts of an exchange one by one (`Reader`); `pieces_of` gives it all of them in order, `KeptPieces`
has what came of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from dissectors.streams.following.parts import DATA, Parts

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
    begins: bool = False
    """A message begins here, which is not to be read together with the one before."""


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


class KeptPieces:
    """Pieces as parts like an exchange's, with bytes of their own."""

    def __init__(self, most: int) -> None:
        """`most` bytes are kept."""
        self.parts = Parts()
        self.is_full = False
        """There is more than is kept."""
        self._most = most
        self._bytes = bytearray()
        self._offsets = [0, 0]

    def keep(self, piece: Piece) -> bool:
        """Put a further one to what is there; False, now and from then on, where there is no room for its bytes."""
        self.is_full = self.is_full or len(self._bytes) + len(piece.data) > self._most
        if self.is_full or not piece.length:
            return not self.is_full
        place = len(self._bytes) if piece.kind == DATA else -1
        self._bytes += piece.data
        self.parts.extend(
            sides=[piece.side],
            kinds=[piece.kind],
            rows=[piece.row],
            places=[place],
            lengths=[piece.length],
            offsets=[self._offsets[piece.side]],
            begins=[piece.begins],
        )
        self._offsets[piece.side] += piece.length
        return True

    def read_places(self, places: Sequence[tuple[int, int]]) -> list[bytes]:
        """The bytes at places, each with its length; none at -1."""
        return [bytes(self._bytes[start : start + length]) if start >= 0 else b"" for start, length in places]
