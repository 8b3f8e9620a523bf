"""TLS records for tests, made of parts."""

from __future__ import annotations

import struct

RANDOM = bytes(range(32))


def record(kind: int, body: bytes, version: int = 0x0303) -> bytes:
    return struct.pack(">BHH", kind, version, len(body)) + body


def handshake(kind: int, body: bytes) -> bytes:
    return bytes((kind,)) + len(body).to_bytes(3, "big") + body


def vector(width: int, body: bytes) -> bytes:
    return len(body).to_bytes(width, "big") + body


def extension(kind: int, body: bytes = b"") -> bytes:
    return struct.pack(">H", kind) + vector(2, body)


def client_hello(*extensions: bytes, suites: tuple[int, ...] = (0x1301, 0xC02F)) -> bytes:
    offered = b"".join(suite.to_bytes(2, "big") for suite in suites)
    body = b"\3\3" + RANDOM + b"\0" + vector(2, offered) + b"\1\0" + vector(2, b"".join(extensions))
    return record(22, handshake(1, body), 0x0301)


def server_hello(*extensions: bytes, suite: int = 0xC02F, random: bytes = RANDOM) -> bytes:
    return b"\3\3" + random + b"\0" + suite.to_bytes(2, "big") + b"\0" + vector(2, b"".join(extensions))
