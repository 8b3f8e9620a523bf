"""WebSocket (RFC 6455): the payload of each frame, unmasked and, where it was compressed (RFC 7692), unpacked.

Sans-IO: it reads the bytes of both sides in pieces of any size, plain ones or those that TLS carried, from the answer
that switches protocols on; where no such answer is, from the first byte on. Nothing of a payload is kept.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

import numpy as np

from dissectors.streams.following.messages import Piece
from dissectors.streams.following.parts import DATA

LONGEST_HEAD: Final = 1 << 14
PIECE_BYTES: Final = 1 << 16
MOST_UNPACKED: Final = 1 << 26
"""Of all messages of a side together."""
CONTROL: Final = 0x08
"""Opcodes with this bit are control frames, which may stand between the frames of a message (section 5.4)."""
_HTTP: Final = b"GHPCOD"
"""What methods and HTTP/1.1 begin with; no frame does, by its reserved bits or its opcode."""


class WebSocketReader:
    """Reads what both sides sent."""

    def __init__(self) -> None:
        self._sides = (_Side(), _Side())

    def read(self, piece: Piece) -> Iterator[Piece]:
        """The payload that is in a further piece."""
        side = self._sides[piece.side]
        if piece.kind != DATA:
            side.lost(piece.length)
            yield piece
            return
        for data in side.feed(piece.data):
            yield Piece(piece.side, DATA, piece.row, len(data), data, side.takes_beginning())

    def end(self) -> Iterator[Piece]:
        """Nothing waits: payload is handed on as it comes."""
        yield from ()


class _Side:
    """One side's frames."""

    def __init__(self) -> None:
        self._is_open: bool | None = None
        """Whether the protocol was switched; None before the first byte."""
        self._held = b""
        """The beginning of an HTTP head, or of a frame's header."""
        self._left = 0
        """Bytes of the frame's payload to come."""
        self._mask: bytes = b""
        self._is_final = False
        self._is_control = False
        self._is_packed = False
        """The message is compressed."""
        self._begins = False
        """What comes next is the first of a message, or goes on with one that another came into."""
        self._unpacker = zlib.decompressobj(-15)
        self._unpacked = 0
        self._is_broken = False
        """Bytes are missing where a frame should begin: where the next one begins cannot be told."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The payload in further bytes, in order; control frames' too."""
        if self._is_open is None and data:
            self._is_open = data[0] not in _HTTP
        if not self._is_open:
            data = self._after_heads(data)
        while data and not self._is_broken:
            if self._left:
                some, data = data[: self._left], data[self._left :]
                self._left -= len(some)
                yield from self._payload(some)
                continue
            data = self._held + data
            size = _header_size(data)
            if size is None:
                self._held = data
                return
            self._held = b""
            self._begin_frame(data[:size])
            data = data[size:]
            if not self._left:
                yield from self._payload(b"")

    def takes_beginning(self) -> bool:
        """Whether what `feed` gave last is to be kept apart from what it gave before; told once."""
        begins, self._begins = self._begins, False
        return begins

    def lost(self, length: int) -> None:
        """So many bytes are missing."""
        if self._is_open and length <= self._left:
            self._left -= length
            self._mask = _turned(self._mask, length)
            self._is_packed = False
        else:
            self._is_broken = True

    def _after_heads(self, data: bytes) -> bytes:
        """What follows the request or the answer that switches protocols; section 4.1."""
        looked_at = max(len(self._held) - 3, 0)
        data = self._held + data
        self._held = b""
        while (end := data.find(b"\r\n\r\n", looked_at) + 4) >= 4:
            looked_at = 0
            head, data = data[:end].lower(), data[end:]
            if b"\r\nupgrade: websocket" in head or b"\r\nupgrade:websocket" in head:
                self._is_open = True
                return data
        # What is longer is a body, whose end may be the beginning of a head's end.
        self._held = data if len(data) <= LONGEST_HEAD else data[-3:]
        return b""

    def _begin_frame(self, header: bytes) -> None:
        """Section 5.2; `header` is whole."""
        opcode, length = header[0] & 0x0F, header[1] & 0x7F
        if length >= 126:
            length = int.from_bytes(header[2 : 4 if length == 126 else 10], "big")
        self._left = length
        self._mask = header[-4:] if header[1] & 0x80 else b""
        self._begins = self._begins or bool(opcode) or self._is_control
        self._is_control = bool(opcode & CONTROL)
        self._is_final = bool(header[0] & 0x80)
        if opcode and not self._is_control:
            # The bit stands in the first frame of a message (RFC 7692 section 6).
            self._is_packed = bool(header[0] & 0x40)

    def _payload(self, data: bytes) -> Iterator[bytes]:
        """Some of a frame's; what it is in the end."""
        if self._mask:
            key = np.frombuffer(self._mask, np.uint8)
            data = (np.frombuffer(data, np.uint8) ^ np.resize(key, len(data))).tobytes()
            self._mask = _turned(self._mask, len(data))
        if not self._is_packed or self._is_control:
            if data:
                yield data
            return
        if self._is_final and not self._left:
            # What the sender took off the end of the message (RFC 7692 section 7.2.2).
            data += b"\x00\x00\xff\xff"
        yield from self._unpack(data)

    def _unpack(self, data: bytes) -> Iterator[bytes]:
        while data and self._unpacked < MOST_UNPACKED:
            try:
                piece = self._unpacker.decompress(data, PIECE_BYTES)
            except zlib.error:
                self._unpacker = zlib.decompressobj(-15)
                yield data.removesuffix(b"\x00\x00\xff\xff")
                return
            data = self._unpacker.unconsumed_tail
            self._unpacked += len(piece)
            if self._unpacker.eof:
                # A final block ends what is remembered (RFC 7692 section 7.2.3.5).
                self._unpacker = zlib.decompressobj(-15)
                data = b""
            if piece:
                yield piece


def _header_size(data: bytes) -> int | None:
    """Of the frame that begins here; None as long as its header is not whole."""
    if len(data) < 2:
        return None
    length = data[1] & 0x7F
    size = 2 + {126: 2, 127: 8}.get(length, 0) + (4 if data[1] & 0x80 else 0)
    return size if len(data) >= size else None


def _turned(mask: bytes, count: int) -> bytes:
    """The key for the bytes behind the next `count`."""
    turn = count % 4
    return mask[turn:] + mask[:turn]
