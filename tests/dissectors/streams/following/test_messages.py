"""Parts handed to a reader of messages, in order and with their bytes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from dissectors.streams.following.messages import PARTS_AT_ONCE, KeptPieces, Piece, messages_of, pieces_of
from dissectors.streams.following.parts import DATA, LOST, Parts


class Saying:
    """Parts that one side said, one byte each, and a gap."""

    def __init__(self, said: bytes) -> None:
        self.parts = Parts()
        self._said = said
        for number in range(len(said)):
            self.parts.extend(sides=[0], kinds=[DATA], rows=[number], places=[number], lengths=[1], offsets=[number])
        self.parts.extend(sides=[1], kinds=[LOST], rows=[7], places=[-1], lengths=[100], offsets=[0])

    def data(self, numbers: Sequence[int]) -> list[bytes]:
        return [self._said[number : number + 1] for number in numbers]


class Louder:
    """A reader that holds everything until the end."""

    def __init__(self) -> None:
        self._held: list[Piece] = []

    def read(self, piece: Piece) -> Iterator[Piece]:
        self._held.append(piece)
        yield from ()

    def end(self) -> Iterator[Piece]:
        for piece in self._held:
            yield Piece(piece.side, piece.kind, piece.row, piece.length, piece.data.upper())


def test_every_part_comes_once_with_its_bytes_and_a_gap_without() -> None:
    said = b"abc" * PARTS_AT_ONCE
    pieces = list(pieces_of(Saying(said)))
    assert b"".join(piece.data for piece in pieces) == said
    assert pieces[-1] == Piece(1, LOST, 7, 100, b"")


def test_what_a_reader_holds_is_asked_for_in_the_end() -> None:
    assert [piece.data for piece in messages_of(Saying(b"ab"), Louder())] == [b"A", b"B", b""]


def test_pieces_are_kept_with_their_bytes_and_gaps_without() -> None:
    kept = KeptPieces(8)
    pieces = [
        Piece(0, DATA, 1, 3, b"abc"),
        Piece(1, DATA, 2, 2, b"de"),
        Piece(0, LOST, 3, 40, b""),
        Piece(0, DATA, 4, 0, b""),
    ]
    assert all(kept.keep(piece) for piece in pieces)
    assert kept.parts.offsets.tolist() == [0, 0, 3]
    places = list(zip(kept.parts.places.tolist(), kept.parts.lengths.tolist(), strict=True))
    assert kept.read_places(places) == [b"abc", b"de", b""]


def test_what_does_not_fit_ends_what_is_kept() -> None:
    kept = KeptPieces(4)
    assert kept.keep(Piece(0, DATA, 0, 3, b"abc"))
    assert not kept.keep(Piece(0, DATA, 1, 2, b"de"))
    assert not kept.keep(Piece(0, DATA, 2, 1, b"f"))
    assert (kept.is_full, len(kept.parts)) == (True, 1)
