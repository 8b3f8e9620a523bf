"""Ethernet frames with fragments of IP packets."""

from __future__ import annotations

import socket
import struct

FIRST, SECOND = "10.0.0.1", "10.0.0.2"
FIRST_V6, SECOND_V6 = "2001:db8::1", "2001:db8::2"


def ipv4(
    data: bytes,
    offset: int = 0,
    more: bool = False,
    *,
    identification: int = 1,
    protocol: int = 17,
    source: str = FIRST,
    destination: str = SECOND,
    tags: bytes = b"",
) -> bytes:
    """An Ethernet frame; `offset` in bytes, `tags` as they stand before the type."""
    word = (0x2000 if more else 0) | offset // 8
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(data), identification, word, 64, protocol, 0)
    return bytes(12) + tags + b"\x08\0" + head + socket.inet_aton(source) + socket.inet_aton(destination) + data


def ipv6(data: bytes, offset: int = 0, more: bool = False, *, identification: int = 1, following: int = 17) -> bytes:
    """An Ethernet frame with a fragment header."""
    addresses = b"".join(socket.inet_pton(socket.AF_INET6, text) for text in (FIRST_V6, SECOND_V6))
    head = struct.pack("!IHBB", 6 << 28, 8 + len(data), 44, 64)
    extension = struct.pack("!BBHI", following, 0, offset | more, identification)
    return bytes(12) + b"\x86\xdd" + head + addresses + extension + data


def vlan(number: int) -> bytes:
    """A tag."""
    return b"\x81\0" + struct.pack("!H", number)


def udp(payload: bytes, source: int = 5000, destination: int = 6000) -> bytes:
    """A datagram without checksum."""
    return struct.pack("!4H", source, destination, 8 + len(payload), 0) + payload
