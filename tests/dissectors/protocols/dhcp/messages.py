"""DHCP messages for tests."""

from __future__ import annotations

import struct

COOKIE = bytes.fromhex("63825363")


def message(
    *options: tuple[int, bytes],
    seconds: int = 0,
    hardware: tuple[int, int] = (1, 6),
    names: bytes = bytes(192),
    behind: bytes = b"\xff",
    cookie: bytes = COOKIE,
) -> bytes:
    """A boot request with options."""
    head = struct.pack(">BBBBIHH", 1, *hardware, 0, 0x12345678, seconds, 0x8000) + bytes(16)
    listed = b"".join(bytes((code, len(value))) + value for code, value in options)
    return head + bytes(range(16)) + names + cookie + listed + behind
