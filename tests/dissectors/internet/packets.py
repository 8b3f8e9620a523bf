"""Packets built by hand for the tests of the internet layer; link type 101 (raw IP) carries them."""

from __future__ import annotations

import socket
import struct

from dissectors.checksum import internet_checksum, pseudo_header
from dissectors.dissect import AnyLayer, Dissection, dissect
from dissectors.frame import Frame

RAW_IP = 101
HERE, THERE = bytes((192, 0, 2, 1)), bytes((198, 51, 100, 7))
HERE6, THERE6 = (socket.inet_pton(socket.AF_INET6, text) for text in ("2001:db8::1", "2001:db8::2"))


def ipv4(protocol: int, payload: bytes, options: bytes = b"", *, total: int | None = None, ttl: int = 64) -> bytes:
    options += bytes(-len(options) % 4)
    length = 20 + len(options) + len(payload) if total is None else total
    first = 0x45 + len(options) // 4
    head = struct.pack("!BBHHHBBH", first, 0, length, 1, 0, ttl, protocol, 0) + HERE + THERE + options
    return head[:10] + internet_checksum(head).to_bytes(2, "big") + head[12:] + payload


def ipv6(next_header: int, payload: bytes, *, length: int | None = None, source: bytes = HERE6) -> bytes:
    size = len(payload) if length is None else length
    return struct.pack("!IHBB", 6 << 28, size, next_header, 64) + source + THERE6 + payload


def icmp(kind: int, code: int, body: bytes) -> bytes:
    message = bytes((kind, code, 0, 0)) + body
    return message[:2] + internet_checksum(message).to_bytes(2, "big") + message[4:]


def icmpv6(kind: int, code: int, body: bytes) -> bytes:
    message = bytes((kind, code, 0, 0)) + body
    checksum = internet_checksum(pseudo_header(HERE6, THERE6, 58, len(message)) + message)
    return message[:2] + checksum.to_bytes(2, "big") + message[4:]


def extension(next_header: int, content: bytes) -> bytes:
    """An IPv6 extension header, padded to whole units of eight bytes by PadN or Pad1."""
    missing = -(len(content) + 2) % 8
    padding = b"\0" if missing == 1 else bytes((1, missing - 2)) + bytes(missing - 2) if missing else b""
    return bytes((next_header, (len(content) + len(padding) + 2) // 8 - 1)) + content + padding


def udp(payload: bytes = b"") -> bytes:
    """Without a checksum, which IPv4 allows."""
    return struct.pack("!HHHH", 40000, 40001, 8 + len(payload), 0) + payload


def read(packet: bytes, *, original_length: int = -1, time: int | None = None) -> Dissection:
    return dissect(Frame(packet, RAW_IP, original_length=original_length, time=time))


def layers(dissection: Dissection) -> list[str]:
    """Names behind frame and raw."""
    return [layer.protocol.name for layer in dissection.layers[2:]]


def layer(dissection: Dissection, name: str) -> AnyLayer:
    return next(found for found in dissection.layers if found.protocol.name == name)


def printed(dissection: Dissection, name: str) -> list[str]:
    """What `-T fields` would print, each occurrence."""
    return [field.spec.printed(field.value) for field in dissection.find(name)]


def told(dissection: Dissection) -> list[tuple[str, str]]:
    return [(notice.name, notice.severity) for notice in dissection.notices]
