"""Pages of Linux's trace ring buffer, as `trace_pipe_raw` gives them: events with their times.

include/linux/ring_buffer.h: an event is a word of five bits of type and 27 bits of nanoseconds since the one before,
and its data. Numbers are in the machine's own byte order.
"""

from __future__ import annotations

import struct
import sys
from typing import Final, NamedTuple

LARGEST_PAGE: Final = 1 << 16
"""Bytes that a page may have (buffer_subbuf_size_kb); most have 4096."""
_LONGEST_DATA: Final = 28
"""Types up to this are lengths of the data, in words."""
_PADDING, _TIME_EXTENDED, _TIME = 29, 30, 31
_DELTA_BITS: Final = 27
_DELTA_MASK: Final = (1 << _DELTA_BITS) - 1
_TIME_BITS: Final = 59
"""Of an absolute time; the rest is that of the page's."""
_COMMITTED: Final = (1 << 20) - 1
_LOST: Final = 1 << 31
"""Beside the length of what was written: events before this page were overwritten."""
_WORD: Final = struct.Struct("=I")


class Event(NamedTuple):
    """One entry of the buffer."""

    time_ns: int
    """By the clock of the trace."""
    data: bytes


class Page(NamedTuple):
    """What one read gave."""

    events: tuple[Event, ...]
    has_lost: bool
    """Whether events before these are missing, or the page could not be read to its end."""


def read_page(data: bytes, word_bytes: int = struct.calcsize("L"), *, byteorder: str = sys.byteorder) -> Page:
    """The events of one page; `word_bytes` is the length of the kernel's long. Never raises."""
    start = 8 + word_bytes
    if len(data) < start:
        return Page((), bool(data))
    time_ns, committed = struct.unpack_from("=QQ" if word_bytes == 8 else "=QI", data)
    has_lost = bool(committed & _LOST)
    end = min(start + (committed & _COMMITTED), len(data))
    events: list[Event] = []
    place = start
    while place + 4 <= end:
        (word,) = _WORD.unpack_from(data, place)
        if byteorder == "little":
            kind, delta = word & 31, word >> 5
        else:
            kind, delta = word >> _DELTA_BITS, word & _DELTA_MASK
        place += 4
        if kind == _PADDING and not delta:
            break
        following = 0
        if kind == 0 or kind > _LONGEST_DATA:
            if place + 4 > end:
                return Page(tuple(events), True)
            (following,) = _WORD.unpack_from(data, place)
        if kind == _TIME_EXTENDED:
            time_ns += (following << _DELTA_BITS) + delta
            place += 4
            continue
        if kind == _TIME:
            time_ns = time_ns >> _TIME_BITS << _TIME_BITS | (following << _DELTA_BITS) + delta
            place += 4
            continue
        time_ns += delta
        if kind == _PADDING:
            # The place of an event that was taken back; its length counts the word that tells it.
            place += max(following, 4)
            continue
        if kind == 0:
            length, place = following - 4, place + 4
        else:
            length = 4 * kind
        if not 0 <= length <= end - place:
            return Page(tuple(events), True)
        events.append(Event(time_ns, data[place : place + length]))
        place += length + 3 & ~3
    return Page(tuple(events), has_lost)
