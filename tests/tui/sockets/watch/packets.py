"""Packets that begin with their network header."""

from __future__ import annotations

import socket
import struct

SYN, SYN_ACK, ACK, SYN_RST = 0x02, 0x12, 0x10, 0x06


def ip(protocol: int, source: str, destination: str, payload: bytes, *, options: int = 0, fragment: int = 0) -> bytes:
    """IPv4 with words of options, or IPv6."""
    if ":" in source:
        sides = (socket.inet_pton(socket.AF_INET6, one) for one in (source, destination))
        return struct.pack("!IHBB", 0x6000_0000, len(payload), protocol, 64) + b"".join(sides) + payload
    head = struct.pack("!BBHHHBBH", 0x45 + options, 0, 20 + 4 * options + len(payload), 1, fragment, 64, protocol, 0)
    return head + socket.inet_aton(source) + socket.inet_aton(destination) + bytes(4 * options) + payload


def tcp(source_port: int, destination_port: int, flags: int, sequence: int = 5, acknowledged: int = 0) -> bytes:
    return struct.pack("!HHIIBBHHH", source_port, destination_port, sequence, acknowledged, 0x50, flags, 1024, 0, 0)


def udp(source_port: int, destination_port: int) -> bytes:
    return struct.pack("!HHHH", source_port, destination_port, 12, 0) + b"text"
