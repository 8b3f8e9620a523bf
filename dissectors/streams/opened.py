"""Every conversation with its two ends and when it began, by number: kept as conversations are numbered.

What is said of ends (`dissectors.processes`) finds its conversation here.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.processes.attribution import End
from dissectors.streams.endpoints import ADDRESS_BYTES, ENDPOINT_BYTES, WORDS
from dissectors.text import ipv4, ipv6

Integers = NDArray[np.int64]
V = TypeVar("V", bound=np.generic)

_FIRST_ROOM = 64
_MAPPED = bytes(10) + b"\xff\xff"
"""What stands before an IPv4 address that is written as an IPv6 one (RFC 4291 section 2.5.5.2)."""
_WORDS = struct.Struct(f"<{WORDS // 2}Q")
_PORT = slice(ADDRESS_BYTES, ADDRESS_BYTES + 2)


@dataclass(frozen=True, slots=True)
class Opened:
    """Consecutive numbers' conversations."""

    first: int
    """The first of the numbers."""
    pairs: NDArray[np.uint64]
    """n x WORDS: as `Endpoints.pairs`."""
    sent_low: NDArray[np.bool_]
    """The lower endpoint sent the first packet."""
    times: Integers
    """Of the first packet, nanoseconds since 1970; NO_TIME where it has none."""

    def __len__(self) -> int:
        return len(self.times)

    def records(self) -> Iterator[tuple[int, End, End, int | None]]:
        """Of each its number, who sent the first packet, who was to receive it, and when; None for no time."""
        half = WORDS * 8 // 2
        raw = self.pairs.tobytes()
        for place, (sent_low, time) in enumerate(zip(self.sent_low.tolist(), self.times.tolist(), strict=True)):
            at = place * 2 * half
            low, high = end_of(raw[at : at + half]), end_of(raw[at + half : at + 2 * half])
            source, destination = (low, high) if sent_low else (high, low)
            yield self.first + place, source, destination, None if time == NO_TIME else time


class OpenedConversations:
    """One transport protocol's. May be read by others than who adds: what was there stays."""

    def __init__(self) -> None:
        self.count = 0
        self._pairs = np.zeros((0, WORDS), np.uint64)
        self._sent_low = np.zeros(0, np.bool_)
        self._times = np.zeros(0, np.int64)

    def add(self, pairs: NDArray[np.uint64], sent_low: NDArray[np.bool_], times: Integers) -> None:
        """Those with the next numbers."""
        stop = self.count + len(times)
        if stop > len(self._times):
            room = max(stop, 2 * len(self._times), _FIRST_ROOM)
            self._pairs = _with_room(self._pairs, room)
            self._sent_low, self._times = _with_room(self._sent_low, room), _with_room(self._times, room)
        self._pairs[self.count : stop] = pairs
        self._sent_low[self.count : stop] = sent_low
        self._times[self.count : stop] = times
        self.count = stop

    def since(self, number: int) -> Opened:
        """Those from a number on."""
        chosen = slice(number, self.count)
        return Opened(number, self._pairs[chosen], self._sent_low[chosen], self._times[chosen])

    def lower_end(self, number: int) -> bytes:
        """The lower endpoint of a conversation, as `endpoint_bytes` has it. Raises IndexError."""
        if not 0 <= number < self.count:
            raise IndexError(f"conversation {number} of {self.count}")
        return self._pairs[number, : WORDS // 2].tobytes()

    def higher_end(self, number: int) -> bytes:
        """The other endpoint. Raises IndexError."""
        if not 0 <= number < self.count:
            raise IndexError(f"conversation {number} of {self.count}")
        return self._pairs[number, WORDS // 2 :].tobytes()

    def sent_low(self, number: int) -> bool:
        """Whether the lower endpoint of a conversation sent its first packet. Raises IndexError."""
        if not 0 <= number < self.count:
            raise IndexError(f"conversation {number} of {self.count}")
        return bool(self._sent_low[number])


def endpoint_bytes(address: str, port: int) -> bytes | None:
    """An endpoint as half a pair of `Endpoints.pairs` has it; None for a text that is no address."""
    is_ipv6 = ":" in address
    try:
        data = socket.inet_pton(socket.AF_INET6 if is_ipv6 else socket.AF_INET, address.partition("%")[0])
    except (OSError, ValueError):
        return None
    if is_ipv6 and data.startswith(_MAPPED):
        is_ipv6, data = False, data[len(_MAPPED) :]
    words = (b"\x06" if is_ipv6 else b"\x04") + data
    return words.ljust(ADDRESS_BYTES, b"\0") + (port & 0xFFFF).to_bytes(2, "big") + bytes(ENDPOINT_BYTES - _PORT.stop)


def sorts_low(endpoint: bytes, other: bytes) -> bool:
    """Whether it is the lower endpoint of the two, as `Endpoints.sorts_low` has it, or the same as the other."""
    return _WORDS.unpack(endpoint) <= _WORDS.unpack(other)


def end_of(endpoint: bytes) -> End:
    """Half a pair of `Endpoints.pairs` in text, IPv6 as by RFC 5952."""
    port = int.from_bytes(endpoint[_PORT], "big")
    if endpoint[0] == 4:
        return End(ipv4(int.from_bytes(endpoint[1:5], "big")), port)
    return End(ipv6(endpoint[1:17]), port)


def _with_room(array: NDArray[V], room: int) -> NDArray[V]:
    longer = np.zeros((room, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer
