"""DNS messages for tests, made of parts."""

from __future__ import annotations

import struct

WWW = b"\3www\4test\0"
POINTER = b"\xc0\x0c"


def header(flags: int, *counts: int) -> bytes:
    padded = (*counts, 0, 0, 0, 0)[:4]
    return struct.pack(">6H", 0x1234, flags, *padded)


def question(name: bytes = WWW, kind: int = 1, klass: int = 1) -> bytes:
    return name + struct.pack(">HH", kind, klass)


def record(kind: int, data: bytes, name: bytes = POINTER, klass: int = 1, ttl: int = 60) -> bytes:
    return name + struct.pack(">HHIH", kind, klass, ttl, len(data)) + data


def answer(*records: bytes) -> bytes:
    """A response to a question for www.test."""
    return header(0x8180, 1, len(records)) + question() + b"".join(records)
