"""tshark's output cut into what is wanted of it: packets of XML, lines, or all in one."""

from __future__ import annotations

from typing import Final

from dissectors.deep.errors import TsharkFailed

MOST_BYTES: Final = 256 << 20
"""An answer that is longer is no answer: tshark's trees of the largest packets take some ten megabytes."""
_BEGIN: Final = b"<packet"
_END: Final = b"</packet>"


class PacketXml:
    """Each packet's `<packet>…</packet>` of PDML."""

    def __init__(self) -> None:
        self._data = bytearray()
        self._searched = 0

    def feed(self, data: bytes) -> list[bytes]:
        """The packets that became whole. Raises TsharkFailed for one that never ends."""
        self._data += data
        packets = []
        while (end := self._data.find(_END, self._searched)) >= 0:
            end += len(_END)
            begin = self._data.find(_BEGIN, 0, end)
            if begin >= 0:
                packets.append(bytes(self._data[begin:end]))
            del self._data[:end]
            self._searched = 0
        self._searched = max(len(self._data) - len(_END), 0)
        if len(self._data) > MOST_BYTES:
            raise TsharkFailed(f"tshark's answer for one packet is longer than {MOST_BYTES >> 20} MB")
        return packets

    def end(self) -> list[bytes]:
        """What is not whole is no packet."""
        return []


class Lines:
    """Lists of whole lines, without their ends, as many as came at once."""

    def __init__(self) -> None:
        self._rest = bytearray()

    def feed(self, data: bytes) -> list[list[bytes]]:
        """One list, or none. Raises TsharkFailed for a line that never ends."""
        if b"\n" not in data:
            self._rest += data
            if len(self._rest) > MOST_BYTES:
                raise TsharkFailed(f"tshark's answer has a line that is longer than {MOST_BYTES >> 20} MB")
            return []
        *lines, rest = bytes(self._rest + data).split(b"\n")
        self._rest = bytearray(rest)
        return [lines]

    def end(self) -> list[list[bytes]]:
        """A last line without an end."""
        rest, self._rest = bytes(self._rest), bytearray()
        return [[rest]] if rest else []


class Everything:
    """All of it at the end, or as soon as a mark comes; nothing where there is nothing."""

    def __init__(self, mark: bytes | None = None) -> None:
        """What comes behind the line that has the `mark` is not wanted any more, nor is that line."""
        self._data = bytearray()
        self._mark = mark
        self._searched = 0

    def feed(self, data: bytes) -> list[bytes]:
        """What stands before the mark. Raises TsharkFailed for an answer that is too long."""
        self._data += data
        if self._mark is not None:
            place = self._data.find(self._mark, self._searched)
            if place >= 0:
                line = self._data.rfind(b"\n", 0, place) + 1
                return [bytes(self._data[:line])]
            self._searched = max(len(self._data) - len(self._mark), 0)
        if len(self._data) > MOST_BYTES:
            raise TsharkFailed(f"tshark's answer is longer than {MOST_BYTES >> 20} MB")
        return []

    def end(self) -> list[bytes]:
        return [bytes(self._data)] if self._data else []


class Pieces:
    """Lists of what stands before each line that is the mark, as many as came at once."""

    def __init__(self, mark: bytes) -> None:
        self._end = mark + b"\n"
        self._data = bytearray()
        self._searched = 0

    def feed(self, data: bytes) -> list[list[bytes]]:
        """One list, or none. Raises TsharkFailed for a piece that never ends."""
        self._data += data
        if self._data.find(self._end, self._searched) < 0:
            self._searched = max(len(self._data) - len(self._end), 0)
            if len(self._data) > MOST_BYTES:
                raise TsharkFailed(f"tshark's answer for one packet is longer than {MOST_BYTES >> 20} MB")
            return []
        *pieces, rest = bytes(self._data).split(self._end)
        self._data, self._searched = bytearray(rest), 0
        return [pieces]

    def end(self) -> list[list[bytes]]:
        """What has no mark behind it is not whole."""
        return []
