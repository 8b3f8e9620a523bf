"""Capture files made byte by byte for the tests, in either byte order, and ways to look at what was read."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from dissectors.capture_file import CaptureFile, open_capture

ORDERS = ("<", ">")


def pcap(
    *records: tuple[int, int, bytes],
    order: str = "<",
    magic: int = 0xA1B2C3D4,
    version: tuple[int, int] = (2, 4),
    link_type: int = 1,
    record_extra: bytes = b"",
    header_extra: bytes = b"",
    original: int | None = None,
) -> bytes:
    """A pcap file of records (seconds, fraction, frame)."""
    pieces = [struct.pack(order + "IHHIIII", magic, *version, 0, 0, 65535, link_type), header_extra]
    for seconds, fraction, frame in records:
        length = len(frame) if original is None else original
        pieces += [struct.pack(order + "IIII", seconds, fraction, len(frame), length), record_extra, frame]
    return b"".join(pieces)


def padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % 4)


def option(order: str, code: int, value: bytes) -> bytes:
    return struct.pack(order + "HH", code, len(value)) + padded(value)


END = bytes(4)


def block(order: str, kind: int, body: bytes) -> bytes:
    body = padded(body)
    length = len(body) + 12
    return struct.pack(order + "II", kind, length) + body + struct.pack(order + "I", length)


def section(order: str = "<", options: bytes = b"", version: tuple[int, int] = (1, 0)) -> bytes:
    return block(order, 0x0A0D0D0A, struct.pack(order + "IHHq", 0x1A2B3C4D, *version, -1) + options)


def interface(order: str = "<", link_type: int = 1, snap: int = 0, options: bytes = b"") -> bytes:
    return block(order, 1, struct.pack(order + "HHI", link_type, 0, snap) + options)


def enhanced(
    order: str, number: int, ticks: int, frame: bytes, original: int | None = None, options: bytes = b""
) -> bytes:
    length = len(frame) if original is None else original
    head = struct.pack(order + "IIIII", number, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), length)
    return block(order, 6, head + padded(frame) + options)


def obsolete(order: str, number: int, drops: int, ticks: int, frame: bytes, options: bytes = b"") -> bytes:
    head = struct.pack(order + "HHIIII", number, drops, ticks >> 32, ticks & 0xFFFFFFFF, len(frame), len(frame))
    return block(order, 2, head + padded(frame) + options)


def simple(order: str, frame: bytes, original: int | None = None) -> bytes:
    return block(order, 3, struct.pack(order + "I", len(frame) if original is None else original) + frame)


def every_kind_of_block(order: str = "<") -> bytes:
    """A file with two sections of different byte orders, three interfaces, all packet blocks and all others."""
    other = ">" if order == "<" else "<"
    return b"".join(
        [
            section(order, option(order, 1, b"about the file") + option(order, 4, b"builder") + END),
            interface(order, 1, 0, option(order, 2, b"eth0") + option(order, 9, b"\x06") + END),
            interface(order, 113, 96, option(order, 2, b"any") + option(order, 9, b"\x8a") + END),
            block(order, 4, struct.pack(order + "HH", 1, 10) + padded(b"\x0a\0\0\x01host\0\0") + END),
            enhanced(order, 0, 1_000_001, b"first", 60, option(order, 1, b"one") + option(order, 1, b"two") + END),
            block(order, 10, struct.pack(order + "II", 0x544C534B, 5) + b"key 1"),
            simple(order, b"without time"),
            obsolete(order, 1, 3, 2048, b"obsolete", option(order, 1, b"old") + END),
            block(order, 0xBAD, struct.pack(order + "I", 32473) + b"custom"),
            block(order, 0x80001234, b"local"),
            block(order, 5, struct.pack(order + "III", 0, 0, 5) + option(order, 5, struct.pack(order + "Q", 7)) + END),
            section(other),
            interface(other, 1, 0, option(other, 14, struct.pack(other + "q", -10)) + END),
            enhanced(other, 0, 20_000_000, b"second section"),
        ]
    )


@dataclass(frozen=True)
class Seen:
    """Everything of a frame that two readings must agree on."""

    time_ns: int | None
    data: bytes
    original_length: int
    interface: int
    link_type: int
    comments: tuple[str, ...]


def frames_of(capture: CaptureFile) -> list[Seen]:
    """All frames read so far."""
    return [
        Seen(
            frame.time_ns,
            capture.data(row),
            frame.original_length,
            frame.interface,
            frame.link_type,
            capture.comments(row),
        )
        for row in range(len(capture.frames))
        for frame in [capture.frames.frame(row)]
    ]


def read(path: Path, content: bytes | None = None) -> CaptureFile:
    """A capture read to its end; `content` is written to `path` first."""
    if content is not None:
        path.write_bytes(content)
    capture = open_capture(path)
    capture.refresh()
    return capture
