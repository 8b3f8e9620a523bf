"""Bodies without their content coding (RFC 9110, section 8.4), piece by piece: gzip and deflate.

From `http_message` come the bytes as sent. A small body may become a huge one: it is unpacked in pieces of at most
PIECE_BYTES, and not beyond MOST_UNPACKED.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final

PIECE_BYTES: Final = 1 << 16
MOST_UNPACKED: Final = 1 << 26
WINDOW_BITS: Final = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""What zlib is to expect; some send deflate without the wrapping that RFC 9110, section 8.4.1.2, asks for."""


class Unpacker:
    """One body. What cannot be unpacked is handed on as it is, behind a line that says so."""

    def __init__(self, coding: str) -> None:
        """`coding` is the header field's value; empty or "identity" for none."""
        names = [name.strip() for name in coding.lower().split(",")]
        self._coding = ", ".join(name for name in names if name not in ("", "identity"))
        self._ways = list(WINDOW_BITS.get(self._coding, ()))
        self._object = zlib.decompressobj(self._ways.pop(0)) if self._ways else None
        self._excuse = ""
        """Why the body is shown as it was sent, until it has been said."""
        if self._coding and self._object is None:
            self._excuse = f"the body is packed as {self._coding}, which is not unpacked here"
        self._unpacked = 0
        self._packed_length = 0
        self._is_over = False

    def feed(self, data: bytes) -> Iterator[bytes]:
        """What further bytes become."""
        if self._excuse and data:
            yield _line(self._excuse)
            self._excuse = ""
        if self._object is None:
            yield from _pieces(data)
            return
        self._packed_length += len(data)
        if self._is_over:
            return
        while data:
            try:
                piece = self._object.decompress(data, PIECE_BYTES)
            except zlib.error:
                if self._ways and not self._unpacked and self._packed_length == len(data):
                    self._object = zlib.decompressobj(self._ways.pop(0))
                    continue
                yield _line(f"what follows is no {self._coding}: shown as it was sent")
                self._object = None
                yield from _pieces(data)
                return
            self._unpacked += len(piece)
            if piece:
                yield piece
            if self._unpacked >= MOST_UNPACKED:
                self._is_over = True
                yield _line(f"more than {MOST_UNPACKED >> 20} MiB: the rest of the body is not unpacked")
                return
            data = self._object.unconsumed_tail
            if self._object.eof:
                # A file of gzip may consist of several (RFC 1952, section 2.2).
                data = self._object.unused_data
                self._object = zlib.decompressobj(WINDOW_BITS[self._coding][0])

    def lost(self) -> None:
        """Bytes are missing: what follows cannot be unpacked."""
        if self._object is not None:
            self._object = None
            self._excuse = f"{self._coding} cannot be unpacked behind missing bytes: shown as it was sent"

    def end(self) -> Iterator[bytes]:
        """Behind the body: how it was sent, where that is not what is shown."""
        if self._packed_length and self._object is not None and not self._is_over:
            yield _line(f"{self._packed_length:,} bytes of {self._coding} became {self._unpacked:,}")


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), PIECE_BYTES):
        yield data[start : start + PIECE_BYTES]


def _line(words: str) -> bytes:
    return f"\n[{words}]\n".encode()
