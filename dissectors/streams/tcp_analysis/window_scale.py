"""Window scaling, as the SYNs of both sides agree on it (RFC 7323 §2): one number a segment, found in bulk.

Only SYNs are looked into; what holds for the other segments follows from those before them.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.segments import Segments
from dissectors.transport.tcp_header import ACK, TCPHeader

Integers = NDArray[np.int64]

UNKNOWN = -1
"""The handshake was not captured."""
UNUSED = -2
"""One side did not offer it: windows are as they are sent."""
NO_OPTION = -1

_END, _NOTHING, _WINDOW_SCALE = 0, 1, 3
_MAX_OPTIONS = 40


def offered(segments: Segments, data: NDArray[np.uint8]) -> Integers:
    """The shift that each segment offers, in its options; NO_OPTION where it has none (RFC 7323 §2.2)."""
    shifts = np.full(len(segments), NO_OPTION)
    places = np.flatnonzero(segments.header_lengths > TCPHeader.size)
    stops = np.minimum(segments.payloads[places], len(data))
    at = segments.payloads[places] - segments.header_lengths[places] + TCPHeader.size
    for _ in range(_MAX_OPTIONS):
        inside = at + 2 < stops
        if not inside.any():
            break
        places, at, stops = places[inside], at[inside], stops[inside]
        kinds, lengths = data[at], data[at + 1]
        is_scale = (kinds == _WINDOW_SCALE) & (lengths == 3)
        shifts[places[is_scale]] = data[at[is_scale] + 2]
        goes_on = (kinds != _END) & ((kinds == _NOTHING) | (lengths >= 2))
        at = (at + np.where(kinds == _NOTHING, 1, lengths))[goes_on]
        places, stops = places[goes_on], stops[goes_on]
    return shifts


def agree(flags: int, shift: int, own: int, other: int) -> tuple[int, int]:
    """What holds for both sides' windows behind a SYN with that offer, the sender's first."""
    if shift != NO_OPTION:
        own = min(shift, 14)
    if own == UNKNOWN:
        return UNUSED, UNUSED
    if flags & ACK and other == UNUSED:
        own = UNUSED
    return own, other
