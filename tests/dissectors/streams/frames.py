"""Small TCP and UDP frames for tests of conversations."""

from __future__ import annotations

import io
import socket
import struct
from pathlib import Path

from dissectors import open_capture
from dissectors.capture_file import CaptureFile, PcapWriter

SYN, ACK, FIN = 0x02, 0x10, 0x01


def ip(source: str, destination: str, protocol: int, payload: bytes) -> bytes:
    """An Ethernet frame with an IPv4 or, where the addresses have colons, an IPv6 packet."""
    if ":" in source:
        addresses = b"".join(socket.inet_pton(socket.AF_INET6, text) for text in (source, destination))
        return bytes(12) + b"\x86\xdd" + struct.pack("!IHBB", 6 << 28, len(payload), protocol, 64) + addresses + payload
    addresses = socket.inet_aton(source) + socket.inet_aton(destination)
    head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(payload), 0, 0, 64, protocol, 0)
    return bytes(12) + b"\x08\x00" + head + addresses + payload


def tcp(
    source: tuple[str, int], destination: tuple[str, int], sequence: int = 0, flags: int = ACK, data: bytes = b""
) -> bytes:
    head = struct.pack("!HHIIBBHHH", source[1], destination[1], sequence, 0, 0x50, flags, 100, 0, 0)
    return ip(source[0], destination[0], 6, head + data)


def udp(source: tuple[str, int], destination: tuple[str, int]) -> bytes:
    return ip(source[0], destination[0], 17, struct.pack("!4H", source[1], destination[1], 8, 0))


def capture_of(frames: list[bytes], folder: Path, snap_length: int | None = None) -> CaptureFile:
    written = io.BytesIO()
    writer = PcapWriter(written, 1)
    for number, frame in enumerate(frames):
        writer.write(number, frame[:snap_length], len(frame))
    path = folder / "made.pcap"
    path.write_bytes(written.getvalue())
    capture = open_capture(path)
    capture.refresh()
    return capture
