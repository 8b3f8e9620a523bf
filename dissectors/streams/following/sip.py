"""SIP (RFC 3261): the messages of both sides, each with the Call-ID that says which call it belongs to.

Over UDP a datagram is a message (section 18.3); in a stream, plain or decrypted, Content-Length says where it ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dissectors.streams.following.messages import Piece
from dissectors.streams.following.parts import DATA

LONGEST_HEAD: Final = 1 << 16
LONGEST_MESSAGE: Final = 1 << 20
MOST_CALLS: Final = 10_000
_HEAD_ENDS: Final = b"\r\n\r\n"


@dataclass(slots=True)
class _Message:
    """One that has begun; the pieces it came in."""

    call: bytes
    left: int


class Calls:
    """Call-IDs in the order in which they were seen; their numbers count from 0."""

    def __init__(self) -> None:
        self._numbers: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    def names(self) -> list[bytes]:
        return list(self._numbers)

    def number(self, call: bytes) -> int:
        """The last one stands for all calls beyond MOST_CALLS."""
        if call in self._numbers or len(self._numbers) < MOST_CALLS:
            return self._numbers.setdefault(call, len(self._numbers))
        return MOST_CALLS - 1


class SIPReader:
    """Reads what both sides sent; `call` chooses one call by its number, None takes all."""

    def __init__(self, *, is_stream: bool, call: int | None = None) -> None:
        self.calls = Calls()
        self.rows: dict[int, list[int]] = {}
        """Call -> its packets."""
        self._call = call
        self._is_stream = is_stream
        self._held = [b"", b""]
        self._messages: list[_Message | None] = [None, None]
        self._datagram: list[Piece] = []
        """The pieces of one, which may have come in fragments or be cut."""

    def read(self, piece: Piece) -> Iterator[Piece]:
        """What of a further piece belongs to the call."""
        if not self._is_stream:
            if self._datagram and (piece.row, piece.side) != (self._datagram[0].row, self._datagram[0].side):
                yield from self._end_datagram()
            self._datagram.append(piece)
        elif piece.kind == DATA:
            yield from self._from_stream(piece)
        else:
            self._messages[piece.side], self._held[piece.side] = None, b""
            yield piece

    def end(self) -> Iterator[Piece]:
        """The last datagram; in a stream a head that did not end is no message."""
        yield from self._end_datagram()

    def _end_datagram(self) -> Iterator[Piece]:
        pieces, self._datagram = self._datagram, []
        if pieces and self._is_wanted(call_id(b"".join(piece.data for piece in pieces)), pieces[0].row):
            yield from pieces

    def _from_stream(self, piece: Piece) -> Iterator[Piece]:
        side, data = piece.side, piece.data
        while data:
            message = self._messages[side]
            if message is not None:
                some, data = data[: message.left], data[message.left :]
                message.left -= len(some)
                if self._is_wanted(message.call, piece.row):
                    yield Piece(side, DATA, piece.row, len(some), some)
                if not message.left:
                    self._messages[side] = None
                continue
            data = self._held[side] + data
            self._held[side] = b""
            # Empty lines between messages keep connections alive (RFC 5626 section 3.5.1).
            data = data.lstrip(b"\r\n")
            end = data.find(_HEAD_ENDS) + len(_HEAD_ENDS)
            if end < len(_HEAD_ENDS):
                self._held[side] = data if len(data) <= LONGEST_HEAD else b""
                return
            head = data[:end]
            self._messages[side] = _Message(call_id(head), end + _content_length(head))

    def _is_wanted(self, call: bytes, row: int) -> bool:
        if not call:
            return False
        number = self.calls.number(call)
        rows = self.rows.setdefault(number, [])
        if not rows or rows[-1] != row:
            rows.append(row)
        return self._call in (None, number)


def call_id(message: bytes) -> bytes:
    """The value of Call-ID or its short form `i` (section 20.8); empty for what has none."""
    return _header(message, (b"call-id", b"i"))


def _content_length(head: bytes) -> int:
    """Section 20.14; 0 for what has none or an absurd one."""
    value = _header(head, (b"content-length", b"l"))
    return min(int(value), LONGEST_MESSAGE) if value.isdigit() and len(value) < 10 else 0


def _header(message: bytes, names: tuple[bytes, ...]) -> bytes:
    head, _, _ = message[:LONGEST_HEAD].partition(_HEAD_ENDS)
    for line in head.split(b"\n")[1:]:
        name, colon, value = line.partition(b":")
        if colon and name.strip().lower() in names:
            return value.strip()
    return b""
