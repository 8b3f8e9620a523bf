"""Where messages of DNS over TCP, HTTP and TLS end in what one side of a connection sent: pure, of bytes alone.

The bytes begin where a message begins; who has more of them asks again when there are as many as were wanted.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from dissectors.protocols.dns.header import DNSHeader
from dissectors.protocols.tls.record import HEADER_SIZE, MOST_IN_RECORD
from dissectors.statistics.messages import CLIENT_HELLO, SERVER_HELLO

HANDSHAKE: Final = 22
_CONTENT_TYPES: Final = range(20, 25)
_LENGTH_BYTES: Final = 2
_COUNTS: Final = 4
"""Bytes before the numbers of questions and records in a header of DNS."""
_LEAST_QUESTION, _LEAST_RECORD = 5, 11
"""Bytes, with the root's name (RFC 1035 §4.1)."""
_END_OF_HEAD: Final = re.compile(rb"\n\r?\n")
_LEADING_LINE: Final = b"\r\n"


class Framed(NamedTuple):
    """How far messages are whole."""

    whole: int
    """Bytes from the beginning that whole messages take."""
    wanted: int
    """Bytes from the beginning with which the message behind these may be whole; 0 where there is none to wait for."""
    tells: bool
    """Something is whole that may tell something."""
    known: int
    """Bytes from the beginning that need not be looked at again."""


Framing = Callable[[bytes | bytearray, int], Framed]
"""Of bytes, and how many of the first ones need not be looked at again."""


def _dns(data: bytes | bytearray, known: int) -> Framed:
    """Each has its length before it (RFC 1035 §4.2.2)."""
    at = known
    while True:
        left = len(data) - at
        if not left:
            return Framed(at, 0, at > 0, at)
        if left < _LENGTH_BYTES:
            return Framed(at, at + _LENGTH_BYTES, at > 0, at)
        size = int.from_bytes(data[at : at + _LENGTH_BYTES], "big")
        head = data[at + _LENGTH_BYTES : at + _LENGTH_BYTES + DNSHeader.size]
        if size < DNSHeader.size or (len(head) == DNSHeader.size and not _has_room(head, size)):
            return Framed(at, 0, at > 0, at)
        if left < _LENGTH_BYTES + size:
            return Framed(at, at + _LENGTH_BYTES + size, at > 0, at)
        at += _LENGTH_BYTES + size


def _has_room(head: bytes | bytearray, size: int) -> bool:
    """Whether a message of `size` bytes may hold what its header counts; the middle of one mostly may not."""
    questions, *records = struct.unpack_from("!4H", head, _COUNTS)
    return bool(DNSHeader.size + questions * _LEAST_QUESTION + sum(records) * _LEAST_RECORD <= size)


def _http(data: bytes | bytearray, known: int) -> Framed:
    """A head ends with an empty line (RFC 9112 §2.1); where the body ends does not matter."""
    looked_at = max(known - len(b"\n\r"), len(_LEADING_LINE) if data.startswith(_LEADING_LINE) else 0)
    if _END_OF_HEAD.search(data, looked_at):
        return Framed(len(data), 0, True, len(data))
    return Framed(0, len(data) + 1, False, len(data))


def _tls(data: bytes | bytearray, known: int) -> Framed:
    """Records of the handshake, which hellos are in, are waited for; those that only carry data are not."""
    at, tells = known, False
    while at < len(data):
        left, is_handshake = len(data) - at, data[at] == HANDSHAKE
        if left < HEADER_SIZE:
            return Framed(at, at + HEADER_SIZE if is_handshake else 0, tells, at)
        size = int.from_bytes(data[at + 3 : at + HEADER_SIZE], "big")
        if data[at] not in _CONTENT_TYPES or data[at + 1] != 3 or not 0 < size <= MOST_IN_RECORD:
            return Framed(at, 0, tells, at)
        if left < HEADER_SIZE + size:
            return Framed(at, at + HEADER_SIZE + size if is_handshake else 0, tells, at)
        tells = tells or (is_handshake and data[at + HEADER_SIZE] in (CLIENT_HELLO, SERVER_HELLO))
        at += HEADER_SIZE + size
    return Framed(at, 0, tells, at)


FRAMINGS: Final[Mapping[str, Framing]] = {"dns.tcp": _dns, "http": _http, "tls": _tls}
"""By protocol."""
