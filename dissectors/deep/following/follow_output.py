"""What `tshark -z follow,PROTOCOL,yaml,...` prints, read line by line as it comes.

Peers, then packets with who spoke and the bytes in base 64. Whatever else a version adds is passed over; what
strangers sent stands in base 64 alone, so nothing of it can end a line.
"""

from __future__ import annotations

import binascii
from dataclasses import dataclass
from typing import Final

from dissectors.deep.errors import TsharkFailed

LONGEST_LINE: Final = 1 << 16
MOST_BYTES: Final = 256 << 20
"""Of base 64 in one packet's data."""
_PACKET: Final = b"- packet:"


@dataclass(frozen=True, slots=True)
class Spoken:
    """Bytes that tshark found in a packet."""

    frame: int
    """tshark's number, from 1: of the packet with which they were complete."""
    peer: int
    data: bytes


class FollowYaml:
    """A splitter for `TsharkCapture`."""

    def __init__(self) -> None:
        self._rest = b""
        self._frame: int | None = None
        self._peer = 0
        self._digits: list[bytes] | None = None
        """Lines of base 64; None where other lines are expected."""
        self._size = 0
        self._indent = 0

    def feed(self, data: bytes) -> list[Spoken]:
        """What became whole. Raises TsharkFailed for what cannot be such output."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        if len(self._rest) > LONGEST_LINE:
            raise TsharkFailed("tshark's answer has a line that never ends")
        found: list[Spoken] = []
        for line in lines:
            self._line(line, found)
        return found

    def end(self) -> list[Spoken]:
        """A last line without an end, and the last packet."""
        found: list[Spoken] = []
        if self._rest:
            self._line(self._rest, found)
            self._rest = b""
        self._end_packet(found)
        return found

    def _line(self, line: bytes, found: list[Spoken]) -> None:
        text = line.strip()
        indent = len(line) - len(line.lstrip())
        if self._digits is not None and text and indent >= self._indent > 0:
            self._size += len(text)
            if self._size > MOST_BYTES:
                raise TsharkFailed(f"tshark's answer for one packet is longer than {MOST_BYTES >> 20} MB")
            self._digits.append(text)
            return
        if text.startswith(_PACKET):
            self._end_packet(found)
            self._frame = _number(text[len(_PACKET) :])
            self._peer = 0
        elif self._frame is not None:
            name, _, value = text.partition(b":")
            if name == b"peer":
                self._peer = min(_number(value), 1)
            elif name == b"data":
                self._digits, self._size, self._indent = [], 0, indent + 1

    def _end_packet(self, found: list[Spoken]) -> None:
        if self._frame is not None and self._digits:
            try:
                data = binascii.a2b_base64(b"".join(self._digits))
            except binascii.Error as error:
                raise TsharkFailed("tshark's answer is not the YAML that it should be") from error
            if data:
                found.append(Spoken(self._frame, self._peer, data))
        self._frame, self._digits = None, None


def _number(text: bytes) -> int:
    """0 for what is none."""
    text = text.strip()
    return int(text) if text.isdigit() and len(text) <= 10 else 0
