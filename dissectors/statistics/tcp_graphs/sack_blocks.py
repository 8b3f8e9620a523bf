"""The blocks of SACK options in bulk: what has arrived although something before it is missing (RFC 2018 §3).

From `segments` and the mapped file; relative numbers and graphs are made of them elsewhere.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.segments import Segments
from dissectors.streams.serial import ahead
from dissectors.transport.tcp_header import ACK, SYN, TCPHeader

Integers = NDArray[np.int64]

MOST_BLOCKS = 4
"""What fits 40 bytes of options."""
WIDEST_WINDOW = 1 << 30
"""RFC 7323 §2.3: nothing further away can be on its way."""
_END, _NOTHING, _SACK = 0, 1, 5
_MOST_OPTIONS = 40
_BLOCK = 8
_ONLY_A_TIMESTAMP = 0x0101080A
"""The usual beginning of options that are 12 bytes long: two of no operation and a timestamp, without room for more."""


@dataclass(frozen=True, slots=True)
class SackBlocks:
    """Blocks in the order of segments, one entry each."""

    places: Integers
    """Which segment tells of it."""
    lefts: Integers
    """The first byte's distance from the acknowledgment number; negative in a duplicate SACK (RFC 2883 §4)."""
    rights: Integers
    """The distance of what is just behind the last byte."""

    def __len__(self) -> int:
        return len(self.places)


def sack_blocks(segments: Segments, data: NDArray[np.uint8]) -> SackBlocks:
    """The blocks that lie in the window, within what was captured; `data` is the mapped file."""
    options = _sack_options(segments, data)
    parts: list[tuple[Integers, Integers, Integers]] = []
    for number in range(MOST_BLOCKS):
        places, at, stops = options
        inside = np.flatnonzero(at + _BLOCK <= stops)
        if not len(inside):
            break
        places, at, stops = options = places[inside], at[inside], stops[inside]
        acknowledged = segments.acknowledgment[places]
        lefts, rights = ahead(_u32(data, at), acknowledged), ahead(_u32(data, at + 4), acknowledged)
        sound = (np.abs(lefts) < WIDEST_WINDOW) & (lefts < rights) & (rights < WIDEST_WINDOW)
        parts.append((places[sound] * MOST_BLOCKS + number, lefts[sound], rights[sound]))
        options = places, at + _BLOCK, stops
    empty = np.zeros(0, np.int64)
    keys, lefts, rights = (np.concatenate(column) for column in zip((empty, empty, empty), *parts, strict=True))
    order = np.argsort(keys, kind="stable")
    return SackBlocks(keys[order] // MOST_BLOCKS, lefts[order], rights[order])


def _sack_options(segments: Segments, data: NDArray[np.uint8]) -> tuple[Integers, Integers, Integers]:
    """Of each segment's first SACK option: which segment, where its blocks begin in the file, and where they end."""
    option_lengths = segments.header_lengths - TCPHeader.size
    begins = segments.payloads - option_lengths
    places = np.flatnonzero((option_lengths >= 2 + _BLOCK) & (segments.flags & (ACK | SYN) == ACK))
    places = places[begins[places] + 2 + _BLOCK <= len(data)]
    has_more = option_lengths[places] != 12
    has_more |= _u32(data, begins[places]) != _ONLY_A_TIMESTAMP
    places = places[has_more]
    at, stops = begins[places], np.minimum(segments.payloads[places], len(data))
    found: list[tuple[Integers, Integers, Integers]] = []
    for _ in range(_MOST_OPTIONS):
        inside = np.flatnonzero(at + 2 + _BLOCK <= stops)
        if not len(inside):
            break
        places, at, stops = places[inside], at[inside], stops[inside]
        kinds, lengths = data[at], data[at + 1].astype(np.int64)
        is_sack = kinds == _SACK
        ends = np.minimum(at + lengths, stops)[is_sack]
        found.append((places[is_sack], at[is_sack] + 2, ends))
        goes_on = np.flatnonzero(~is_sack & (kinds != _END) & ((kinds == _NOTHING) | (lengths >= 2)))
        at = (at + np.where(kinds == _NOTHING, 1, lengths))[goes_on]
        places, stops = places[goes_on], stops[goes_on]
    empty = np.zeros(0, np.int64)
    joined = [np.concatenate(column) for column in zip((empty, empty, empty), *found, strict=True)]
    return joined[0], joined[1], joined[2]


def _u32(data: NDArray[np.uint8], at: Integers) -> Integers:
    """Four bytes, most significant first, that must lie in the data."""
    number = np.zeros(len(at), np.int64)
    for place in range(4):
        number = number << 8 | data[at + place]
    return number
