"""A packet's bytes as lines of offset, hexadecimal and text."""

from __future__ import annotations

from collections.abc import Iterator

WIDTH = 16


def hexdump_lines(data: bytes) -> Iterator[str]:
    """`0000  00 16 3e ...  ..>.`: sixteen bytes a line, laid out as tshark does."""
    for offset in range(0, len(data), WIDTH):
        some = data[offset : offset + WIDTH]
        text = "".join(chr(byte) if 0x20 <= byte < 0x7F else "." for byte in some)
        yield f"{offset:04x}  {some.hex(' '):<{WIDTH * 3 - 1}}   {text}"
