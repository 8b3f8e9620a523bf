"""What one side of a TCP connection began to say and has not ended: its bytes, and where they lie in the capture.

`message_joining` adds bytes in order; what is whole by then goes on as `Joined`, and the rest begins anew.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dissectors.frame import JoinedPayload
from dissectors.streams.serial import MODULUS

if TYPE_CHECKING:
    from dissectors.packets.table import Capture
    from dissectors.statistics.message_framing import Framing

Places = tuple[tuple[int, int], ...]
"""In the mapped file, each with a length."""


@dataclass(frozen=True, slots=True)
class Joined:
    """Bytes of one side that lie in several segments."""

    start: int
    """Where the TCP header of the last of them begins in its frame."""
    sequence: int
    """Of the first byte."""
    places: Places

    def payload(self, capture: Capture) -> JoinedPayload:
        """With the bytes themselves. Raises CaptureFileError."""
        data = b"".join(capture.read(start, length) for start, length in self.places)
        return JoinedPayload(self.start, self.sequence, data)


@dataclass(slots=True)
class Unfinished:
    """Begins where a message begins."""

    framing: Framing
    sequence: int
    """Of the first byte."""
    data: bytearray = field(default_factory=bytearray)
    places: list[tuple[int, int]] = field(default_factory=list)
    rows: list[int] = field(default_factory=list)
    """Rows that are not asked by themselves meanwhile."""
    wanted: int = 0
    """Bytes with which it is worth looking; 0 where nothing is waited for."""
    _known: int = 0

    @property
    def stop(self) -> int:
        """The sequence number behind it."""
        return (self.sequence + len(self.data)) % MODULUS

    def add(self, place: int, data: bytes) -> None:
        """Further bytes."""
        self.data += data
        self.places.append((place, len(data)))

    def take_whole(self, start: int) -> tuple[bool, Joined | None]:
        """Leave out what is whole by now: whether there is something, and what of it may tell messages.

        `start` is where the TCP header of the last bytes begins.
        """
        framed = self.framing(self.data, self._known)
        self._known, self.wanted = framed.known, framed.wanted
        if not framed.whole:
            return False, None
        places, self.places = _divided(self.places, framed.whole)
        joined = Joined(start, self.sequence, tuple(places)) if framed.tells else None
        self.sequence = (self.sequence + framed.whole) % MODULUS
        del self.data[: framed.whole]
        self.rows, self._known, self.wanted = [], 0, max(framed.wanted - framed.whole, 0)
        return True, joined


def _divided(places: list[tuple[int, int]], length: int) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The places of the first bytes, as many as `length`, and those of the others."""
    first: list[tuple[int, int]] = []
    for number, (start, size) in enumerate(places):
        if size > length:
            head = [(start, length)] if length else []
            return [*first, *head], [(start + length, size - length), *places[number + 1 :]]
        first.append((start, size))
        length -= size
    return first, []
