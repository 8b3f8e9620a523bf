"""Which layers may have a message that is told of, or begin one: by their first bytes, all of a piece at once.

Most of what HTTP and TLS carry is the middle of bodies and records, which nobody needs to dissect. What is left out
here tells nothing; what is not left out may.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.gathering import bytes_at
from dissectors.names.http import METHODS

if TYPE_CHECKING:
    from dissectors.layers import LayerRows

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Bytes = NDArray[np.uint8]

_LETTERS: Final = 3
"""Of the first line that are compared: the shortest method has as many."""
_FIRST_LETTERS: Final = np.array(
    sorted({int.from_bytes(word[:_LETTERS], "big") for word in (*METHODS, b"HTTP/")}), np.int64
)
_EMPTY_LINE: Final = (0x0D, 0x0A)
_RECORD: Final = 5
"""Bytes before what a TLS record carries: type, version and length (RFC 8446 §5.1)."""
_HANDSHAKE: Final = 22
MOST_RECORDS: Final = 16
"""Of one layer that are looked at; one with more records before a handshake may have one."""


def may_tell(protocol: str, layers: LayerRows, data: Bytes) -> Booleans:
    """Of each layer of a protocol whether it may have a message; `data` is the mapped file."""
    if protocol == "http":
        return _begins_message(layers, data)
    if protocol == "tls":
        return _has_handshake(layers, data)
    return np.ones(len(layers.rows), np.bool_)


def may_go_on(protocol: str, layers: LayerRows, data: Bytes) -> Booleans:
    """Of each layer whether it may begin a message that it does not end; of several behind one another the first."""
    if protocol == "http":
        return _begins_message(layers, data)
    if protocol == "tls":
        return _has_handshake(layers, data, is_whole=False)
    return np.append(True, layers.rows[1:] != layers.rows[:-1]) if len(layers.rows) else np.zeros(0, np.bool_)


def _begins_message(layers: LayerRows, data: Bytes) -> Booleans:
    """A request or status line comes first, or behind one empty line."""
    starts, stops = layers.starts, layers.stops
    behind = np.flatnonzero(starts + len(_EMPTY_LINE) < stops)
    ends = (bytes_at(data, starts[behind], len(_EMPTY_LINE)) == _EMPTY_LINE).all(axis=1)
    starts = starts.copy()
    starts[behind[ends]] += len(_EMPTY_LINE)
    found = np.zeros(len(starts), np.bool_)
    long = np.flatnonzero(starts + _LETTERS <= stops)
    letters = bytes_at(data, starts[long], _LETTERS).astype(np.int64) @ (1 << 16, 1 << 8, 1)
    found[long] = _FIRST_LETTERS.take(np.searchsorted(_FIRST_LETTERS, letters), mode="clip") == letters
    return found


def _has_handshake(layers: LayerRows, data: Bytes, *, is_whole: bool = True) -> Booleans:
    """A record of the handshake stands among the first ones, a whole one or one that goes on."""
    found = np.zeros(len(layers.rows), np.bool_)
    left, places = np.arange(len(layers.rows)), layers.starts
    for _ in range(MOST_RECORDS):
        there = places + _RECORD <= layers.stops[left]
        if not is_whole:
            cut = np.flatnonzero(~there & (places < layers.stops[left]))
            found[left[cut]] = data[places[cut]] == _HANDSHAKE
        left, places = left[there], places[there]
        if not len(left):
            return found
        heads = bytes_at(data, places, _RECORD).astype(np.int64)
        kinds, ends = heads[:, 0], places + _RECORD + heads[:, 3] * 256 + heads[:, 4]
        begins = (kinds >= 20) & (kinds <= 24) & (heads[:, 1] == 3)
        ends_here = ends <= layers.stops[left]
        found[left[begins & (kinds == _HANDSHAKE) & (ends_here | (not is_whole))]] = True
        goes_on = begins & (kinds != _HANDSHAKE) & ends_here
        left, places = left[goes_on], ends[goes_on]
    found[left] = True
    return found
