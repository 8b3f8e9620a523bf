"""Frames for tests of application protocols: a payload in UDP or TCP over IPv4, and what was made of it."""

from __future__ import annotations

import struct

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame

ETHERNET = bytes.fromhex("020000000002 020000000001 0800")


def _ipv4(protocol: int, payload: bytes) -> bytes:
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0, bytes(4), bytes(4))
    return ETHERNET + head + payload


def in_udp(payload: bytes, destination: int, source: int = 40000) -> Dissection:
    """What a datagram is taken for."""
    return dissect(Frame(_ipv4(17, struct.pack(">HHHH", source, destination, 8 + len(payload), 0) + payload), 1))


def in_tcp(payload: bytes, destination: int, source: int = 40000) -> Dissection:
    """What a segment is taken for."""
    head = struct.pack(">HHIIBBHHH", source, destination, 1, 1, 0x50, 0x18, 1000, 0, 0)
    return dissect(Frame(_ipv4(6, head + payload), 1))


def values(dissection: Dissection, name: str) -> list[object]:
    """Every value of a field, in the tree's order."""
    return [field.value for field in dissection.find(name)]


def printed(dissection: Dissection, name: str) -> list[str]:
    """The same as scripts see it."""
    return [field.spec.printed(field.value) for field in dissection.find(name)]


def notices(dissection: Dissection) -> list[str]:
    """Names of what is notable, checksums of these frames left out."""
    return [notice.name for notice in dissection.notices if "checksum" not in notice.name]


def protocols(dissection: Dissection) -> list[str]:
    """The layers above TCP or UDP."""
    return [layer.protocol.name for layer in dissection.layers[4:]]
