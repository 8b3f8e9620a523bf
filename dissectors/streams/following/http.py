"""HTTP/1.x of a followed conversation: the same parts with their messages' bodies unpacked, made when asked for.

From an `Exchange` come parts and bytes; `decoded` hands them on one by one, `DecodedHTTP` keeps them to be looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from dissectors.streams.following.followable import Followable
from dissectors.streams.following.http_message import MessageReader, Requests
from dissectors.streams.following.messages import PARTS_AT_ONCE, KeptPieces, Piece
from dissectors.streams.following.parts import DATA

MOST_KEPT: Final = 1 << 24
"""Bytes that are kept to be looked at."""


class Decoder:
    """Both sides' messages, part after part."""

    def __init__(self) -> None:
        requests = Requests()
        self._readers = (MessageReader(requests), MessageReader(requests))
        self._latest = (0, 0)

    def decode(self, exchange: Followable, first: int, stop: int) -> Iterator[Piece]:
        """What the parts from `first` to before `stop` become; each must be given once and in order."""
        for start in range(first, stop, PARTS_AT_ONCE):
            numbers = range(start, min(start + PARTS_AT_ONCE, stop))
            for number, data in zip(numbers, exchange.data(numbers), strict=True):
                part = exchange.parts[number]
                self._latest = (part.side, part.row)
                reader = self._readers[part.side]
                if part.kind == DATA:
                    for piece in reader.feed(data):
                        yield Piece(part.side, DATA, part.row, len(piece), piece)
                    continue
                # Behind the gap, so that what it broke off stands before it.
                for piece in reader.lost(part.length):
                    yield Piece(part.side, DATA, part.row, len(piece), piece)
                yield Piece(part.side, part.kind, part.row, part.length, b"")

    def end(self) -> Iterator[Piece]:
        """What waited for more that did not come."""
        _, row = self._latest
        for side, reader in enumerate(self._readers):
            for piece in reader.end():
                yield Piece(side, DATA, row, len(piece), piece)


def decoded(exchange: Followable) -> Iterator[Piece]:
    """The whole of what has been read of a conversation."""
    decoder = Decoder()
    yield from decoder.decode(exchange, 0, len(exchange.parts))
    yield from decoder.end()


class DecodedHTTP(KeptPieces):
    """Parts like an exchange's, with the bytes of what was decoded."""

    def __init__(self, exchange: Followable) -> None:
        super().__init__(MOST_KEPT)
        self.is_finished = False
        self._exchange = exchange
        self._decoder = Decoder()
        self._done = 0

    def read_on(self, most_parts: int) -> bool:
        """Decode further parts of the exchange; True if there are more. Raises CaptureFileError."""
        if self.is_full:
            return False
        stop = min(self._done + most_parts, len(self._exchange.parts))
        for piece in self._decoder.decode(self._exchange, self._done, stop):
            if not self.keep(piece):
                return False
        self._done = stop
        return stop < len(self._exchange.parts)

    def finish(self) -> None:
        """There are no more packets."""
        self.is_finished = True
        for piece in self._decoder.end():
            self.keep(piece)
