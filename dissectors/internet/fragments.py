"""Fragments of one IP packet and how they become whole again (RFC 791 §3.2, RFC 815, RFC 8200 §4.5).

`Arrivals` says when all are there, from their places alone; `put_together` makes the packet's bytes of theirs.

Where fragments overlap, the copy in the one that begins first in the packet counts, and of those that begin at one
place the copy that came first: Wireshark's rule. Receivers have other rules, or drop such packets (RFC 5722 §4).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

MOST_FRAGMENTS = 8192
"""As many as there are offsets to begin at, in units of 8 bytes up to 65,528."""
MOST_BYTES = 1 << 20
"""In all fragments of a packet together: sixteen times the largest packet."""


@dataclass(frozen=True, slots=True)
class Fragment:
    """What one frame carries of a packet."""

    frame: int
    """The frame's number."""
    offset: int
    """Of its first byte in the packet's payload."""
    data: bytes
    more: bool
    """Not the last one."""
    protocol: int
    """What its header says the packet carries."""


@dataclass(frozen=True, slots=True)
class Fragmented:
    """What is known of a frame's fragment from all frames."""

    start: int
    """Where in the frame the header stands that tells of the fragment: IPv4's, or IPv6's fragment header."""
    whole_in: int | None = None
    """The number of the frame with which the packet is whole; None where some fragments are missing."""
    fragments: tuple[Fragment, ...] = ()
    """In that frame, all fragments in the order in which they came; else none."""


@dataclass(frozen=True, slots=True)
class PlacedFragment:
    """Where a fragment came to lie, and what is odd about it."""

    frame: int
    start: int
    stop: int
    """Its own end, which may lie beyond the packet's."""
    overlaps: bool
    """Others have bytes of it too."""
    conflicts: bool
    """And these are different."""
    second_end: bool
    """Claims to be the last, and ends elsewhere than the last one that came before."""
    too_long: bool
    """Goes on behind the packet's end."""

    @property
    def is_odd(self) -> bool:
        """Wrong, not only sent twice."""
        return self.conflicts or self.second_end or self.too_long


@dataclass(frozen=True, slots=True)
class WholePacket:
    """A packet's payload, put together."""

    data: bytes
    fragments: tuple[PlacedFragment, ...]
    """In the order of their places."""
    protocol: int
    """What it carries, by the word of the fragment that it begins with (RFC 8200 §4.5)."""


def shares(places: Sequence[tuple[int, int]], end: int) -> list[tuple[int, int, int]]:
    """Which fragment gives which bytes of a packet: number, start and stop, ascending.

    `places` are the starts and stops of fragments in the order in which they came, `end` is the packet's.
    """
    found, reach = [], 0
    # A stable sort: of two that begin at one place the one that came first stays first.
    for number in sorted(range(len(places)), key=lambda number: places[number][0]):
        start, stop = max(places[number][0], reach), min(places[number][1], end)
        if start < stop:
            found.append((number, start, stop))
            reach = stop
    return found


class Arrivals:
    """The places of one packet's fragments as they come, in any order. Takes a logarithm's time a fragment."""

    def __init__(self) -> None:
        self.count = 0
        self.bytes = 0
        self._end: int | None = None
        self._reach = 0
        """Everything before is there."""
        self._waiting: list[tuple[int, int]] = []
        """A heap of places behind a gap."""

    def add(self, start: int, stop: int, more: bool) -> bool:
        """Whether the packet is whole with this one. The first fragment without `more` says where the packet ends."""
        self.count += 1
        self.bytes += stop - start
        if not more and self._end is None:
            self._end = stop
        if start > self._reach:
            heapq.heappush(self._waiting, (start, stop))
        else:
            self._reach = max(self._reach, stop)
            while self._waiting and self._waiting[0][0] <= self._reach:
                self._reach = max(self._reach, heapq.heappop(self._waiting)[1])
        return self._end is not None and self._reach >= self._end

    @property
    def is_too_much(self) -> bool:
        """No packet needs so many fragments: whoever sends them wants to keep receivers busy."""
        return self.count > MOST_FRAGMENTS or self.bytes > MOST_BYTES


def put_together(fragments: Sequence[Fragment], end: int | None = None) -> WholePacket:
    """The packet that fragments make, given in the order in which they came. Raises ValueError where some are missing.

    Takes as long as it takes to copy and compare every byte once. With an `end`, what is behind it is left out.
    """
    if end is None:
        end = next((fragment.offset + len(fragment.data) for fragment in fragments if not fragment.more), None)
    if end is None:
        raise ValueError("the last fragment is missing")
    ends_elsewhere = [not one.more and one.offset + len(one.data) != end for one in fragments]
    whole, placed = bytearray(), []
    # A stable sort: of two that begin at one place the one that came first stays first.
    for order in sorted(range(len(fragments)), key=lambda order: fragments[order].offset):
        fragment = fragments[order]
        start, data = fragment.offset, fragment.data[: max(end - fragment.offset, 0)]
        if start > len(whole) and data:
            raise ValueError(f"bytes {len(whole)} to {start} are missing")
        shared = min(len(whole) - start, len(data)) if data else 0
        conflicts = whole[start : start + shared] != data[:shared]
        whole += data[shared:]
        stop = start + len(fragment.data)
        placed.append(
            PlacedFragment(fragment.frame, start, stop, shared > 0, conflicts, ends_elsewhere[order], stop > end)
        )
    if len(whole) < end:
        raise ValueError(f"bytes {len(whole)} to {end} are missing")
    first = min(fragments, key=lambda fragment: fragment.offset)
    return WholePacket(bytes(whole), tuple(placed), first.protocol)
