"""Messages of a segment one after the other: head, then body as the head tells (RFC 9112 §6)."""

from __future__ import annotations

import zlib
from typing import Any

from dissectors.cursor import Cursor
from dissectors.fields import group, octets, string, u32
from dissectors.protocol import Layer
from dissectors.protocols.data import BYTES, DATA, LENGTH
from dissectors.protocols.http.head import Head, read_head, read_stray_fields, take_line
from dissectors.protocols.http.recognise import begins_message
from dissectors.text import printable

FILE_DATA = string("http.file_data", "File data", explain="The body, unpacked (RFC 9110 §6.4).")
CHUNKS = group("", "HTTP chunked body", explain="Pieces with their lengths before them (RFC 9112 §7.1).")
CHUNK = group("", "Data chunk")
CHUNK_SIZE = u32("http.chunk_size", "Chunk size", unit="bytes")
CHUNK_DATA = octets("http.chunk_data", "Chunk data")
CHUNK_BOUNDARY = octets("http.chunk_boundary", "Chunk boundary", length=2)
TRAILER = string("http.chunked_trailer_part", "Trailer part")
GOES_ON = group("", "The body goes on in another segment")

MOST_UNPACKED = 1 << 20
"""Bytes that a packed body may become."""
WINDOW_BITS = {"gzip": (31,), "x-gzip": (31,), "deflate": (15, -15)}
"""What zlib is to expect; some send deflate without the wrapping that RFC 9110 §8.4.1.2 asks for."""
LEADING_LINE = group("http.leading_crlf", "Empty line before the message")
PACKED = group("http.decompression_failed", "The body could not be unpacked")


def details(layer: Layer[Any], cursor: Cursor) -> None:
    """Every message of the segment; the second and later ones under a line of their own."""
    if cursor.peek(2) == b"\r\n" and cursor.remaining > 2:
        # Where no message follows, the middle of one begins so.
        severity = "warning" if begins_message(take_line(cursor, 2).rstrip(b"\r\n")) else "note"
        message = "An empty line before the message: the one before it had too much"
        cursor.notice(LEADING_LINE, severity, message, cursor.position, cursor.position + 2)
        cursor.skip(2)
    _read_message(cursor)
    while cursor.remaining > 0:
        with cursor.node(layer.protocol.spec, layer.protocol.title):
            _read_message(cursor)


def _read_message(cursor: Cursor) -> None:
    """One message, or bytes that belong to a message before; it always moves on."""
    if begins_message(take_line(cursor).rstrip(b"\r\n")):
        head = read_head(cursor)
        if head.is_whole:
            _read_body(cursor, head)
        return
    is_text = 0x20 <= cursor.number(1) <= 0x7E
    if is_text:
        read_stray_fields(cursor)
    if cursor.remaining:
        if is_text:
            _add_text(cursor, cursor.peek(cursor.remaining), cursor.position, cursor.stop)
        _read_data(cursor, cursor.remaining)


def _read_body(cursor: Cursor, head: Head) -> None:
    if "chunked" in head.headers.get("transfer-encoding", "").lower():
        _finish(cursor, head, _read_chunks(cursor), cursor.position, cursor.position)
        return
    length = _content_length(head)
    if length is None:
        if not head.is_response:
            return
        length = cursor.remaining
    start = cursor.position
    size = min(length, cursor.remaining)
    cursor.position += size
    _finish(cursor, head, cursor.data[start : start + size], start, start + size)


def _content_length(head: Head) -> int | None:
    text = head.headers.get("content-length", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else None


def _finish(cursor: Cursor, head: Head, body: bytes | None, start: int, stop: int) -> None:
    """Leave the body as text, and as data where no type is told."""
    if not body:
        return
    unpacked = _unpack(body, head.headers.get("content-encoding", "").strip().lower())
    if unpacked is not None:
        _add_text(cursor, unpacked, start, stop)
    else:
        cursor.notice(PACKED, "note", "The body is packed and could not be unpacked", start, stop)
    if "content-type" not in head.headers:
        data = body if unpacked is None else unpacked
        with cursor.node(DATA.spec, f"Data ({len(data)} bytes)"):
            cursor.add(BYTES, data, start, stop)
            cursor.conclude(LENGTH, len(data))


def _add_text(cursor: Cursor, body: bytes, start: int, stop: int) -> None:
    cursor.add(FILE_DATA, body.decode("ascii", "replace"), start, stop, shown=f"{len(body)} bytes")


def _unpack(body: bytes, encoding: str) -> bytes | None:
    """The body without its content coding; None where that fails."""
    if encoding in ("", "identity"):
        return body
    for window in WINDOW_BITS.get(encoding, ()):
        try:
            unpacked = zlib.decompressobj(window).decompress(body, MOST_UNPACKED)
        except zlib.error:
            continue
        if unpacked:
            return unpacked
    return None


def _read_data(cursor: Cursor, length: int) -> None:
    """Bytes nobody tells the type of, as the protocol for plain data shows them."""
    with cursor.node(DATA.spec, f"Data ({length} bytes)"):
        cursor.take(BYTES, length)
        cursor.conclude(LENGTH, length)


def _read_chunks(cursor: Cursor) -> bytes | None:
    """Leave the chunks; their data together, None where one of them is not whole here."""
    body = bytearray()
    with cursor.node(CHUNKS):
        while cursor.remaining > 0:
            line, start = take_line(cursor), cursor.position
            digits = line.split(b";")[0].strip()
            if not line.endswith(b"\n") or not _is_hexadecimal(digits):
                return None
            size = int(digits, 16)
            if size and cursor.remaining < len(line) + size + 2:
                cursor.notice(GOES_ON, "note", "The chunk goes on in another segment", start, cursor.stop)
                cursor.position = cursor.stop
                return None
            with cursor.node(CHUNK, f"Data chunk ({size} bytes)" if size else "End of the chunks"):
                cursor.add(CHUNK_SIZE, size, start, start + len(line))
                cursor.position += len(line)
                if not size:
                    _read_trailer(cursor)
                    break
                body += cursor.take(CHUNK_DATA, size)
                cursor.take(CHUNK_BOUNDARY)
    return bytes(body)


def _is_hexadecimal(digits: bytes) -> bool:
    return 0 < len(digits) <= 8 and all(byte in b"0123456789abcdefABCDEF" for byte in digits)


def _read_trailer(cursor: Cursor) -> None:
    """Header fields behind the last chunk, up to the empty line (RFC 9112 §7.1.2)."""
    while cursor.remaining > 0:
        line, start = take_line(cursor), cursor.position
        cursor.position += len(line)
        if not line.rstrip(b"\r\n"):
            return
        cursor.add(TRAILER, line.decode("utf-8", "replace"), start, start + len(line), shown=printable(line))
