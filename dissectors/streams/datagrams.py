"""UDP's datagrams as columns, of one conversation: who sent which bytes, and where they lie in the mapped file.

From the layer index and the numbers of conversations (`numbers`); nothing is kept here. What an error message quotes
and headers that are cut are left out; UDP-Lite counts as UDP, as in the numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.layers import join_layers
from dissectors.protocols.udp import UDPHeader
from dissectors.streams.endpoints import ALSO

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]

PROTOCOLS = ("udp", *ALSO["udp"])


@dataclass(frozen=True, slots=True)
class Datagrams:
    """Datagrams in the order of rows, one entry each."""

    rows: Integers
    """Of the capture, from 0."""
    starts: Integers
    """Where the UDP header begins in its frame."""
    sides: NDArray[np.uint8]
    """1 where the endpoint that sorts lower sent it, else 0."""
    lengths: Integers
    """Bytes of payload on the wire."""
    payloads: Integers
    """Where the payload begins in the mapped file."""
    captured: Integers
    """Bytes of payload that were captured; never more than `lengths`."""

    def __len__(self) -> int:
        return len(self.rows)


def datagrams_of(index: LayerIndex, stream: int, first: int = 0, stop: int | None = None) -> Datagrams:
    """The datagrams of one conversation in the rows from `first` to before `stop`, by default to the last."""
    stop = len(index.capture.frames) if stop is None else min(stop, len(index.capture.frames))
    empty = np.zeros(0, np.int64)
    parts = [Datagrams(empty, empty, empty.astype(np.uint8), empty, empty, empty)]
    while first < stop:
        piece = index.piece_of(first)
        behind = piece.first + piece.count
        index.streams.extend(behind)
        if index.streams.has("udp", stream, first, behind):
            parts.append(_datagrams_in(index, piece, stream, first, stop))
        first = behind
    return Datagrams(*(np.concatenate([getattr(part, name) for part in parts]) for name in Datagrams.__slots__))


def _datagrams_in(index: LayerIndex, piece: Piece, stream: int, first: int, stop: int) -> Datagrams:
    behind = piece.first + piece.count
    numbered = index.streams.numbered("udp", piece.first, behind)
    chosen = (
        (numbered.numbers == stream) & (numbered.rows >= first - piece.first) & (numbered.rows < stop - piece.first)
    )
    rows, starts, sides = numbered.rows[chosen], numbered.starts[chosen], numbered.sides[chosen]
    found = [layers for name in PROTOCOLS if (layers := index.layers(piece, name)) is not None]
    layers = join_layers(found)
    offsets = index.capture.frames.column("offset", piece.first, behind).astype(np.int64)
    # A frame's layers stand at different places, so row and place tell each apart.
    keys = layers.rows << 32 | layers.starts - offsets[layers.rows]
    order = np.argsort(keys, kind="stable")
    at = order[np.searchsorted(keys[order], rows << 32 | starts)]
    layers = layers.select(at)
    whole = ~layers.quoted & (layers.starts + UDPHeader.size <= layers.stops)
    payloads = layers.starts + UDPHeader.size
    lengths = np.clip(layers.reported_stops - payloads, 0, None)
    captured = np.minimum(np.clip(layers.stops - payloads, 0, None), lengths)
    rows = rows + piece.first
    return Datagrams(rows[whole], starts[whole], sides[whole], lengths[whole], payloads[whole], captured[whole])
