"""TCP segments as columns: what analysis, reassembly, ladder and verdict need of many segments at once.

From the layer index and the numbers of conversations (`numbers`); nothing is kept here. Segments that do not tell
their length are left out: those that an error message quotes, fragments, and headers that are cut or too long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.layers import LayerRows
from dissectors.transport.tcp_header import TCPHeader

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

MORE_FRAGMENTS = ("ip.flags.mf", "ipv6.fraghdr.more")


@dataclass(frozen=True, slots=True)
class Segments:
    """TCP segments in the order of rows, one entry each."""

    rows: Integers
    """Of the capture, from 0."""
    starts: Integers
    """Where the TCP header begins in its frame: tells several in one frame apart."""
    streams: Integers
    """`tcp.stream`."""
    sides: NDArray[np.uint8]
    """1 where the endpoint that sorts lower sent it, else 0: tells the directions of one conversation apart."""
    times: Integers
    """Nanoseconds since 1970; NO_TIME where the file has none."""
    sequence: Integers
    acknowledgment: Integers
    """As sent, whether or not the ACK flag is set."""
    flags: Integers
    """All twelve bits."""
    window: Integers
    """As sent, not scaled."""
    header_lengths: Integers
    lengths: Integers
    """Bytes of payload on the wire, `tcp.len`."""
    payloads: Integers
    """Where the payload begins in the mapped file."""
    captured: Integers
    """Bytes of payload that were captured."""

    def __len__(self) -> int:
        return len(self.rows)

    def select(self, chosen: Booleans | Integers) -> Segments:
        """The segments that a mask or an index chooses."""
        # Much faster than choosing by a mask of which nobody can say what comes next.
        places = np.flatnonzero(chosen) if isinstance(chosen, np.ndarray) and chosen.dtype == np.bool_ else chosen
        return Segments(*(getattr(self, name)[places] for name in self.__slots__))


_EMPTY = np.zeros(0, np.int64)
NO_SEGMENTS = Segments(_EMPTY, _EMPTY, _EMPTY, _EMPTY.astype(np.uint8), *[_EMPTY] * (len(Segments.__slots__) - 4))


def segments_in(
    index: LayerIndex, piece: Piece, first: int = 0, stream: int | None = None, wanted: Booleans | None = None
) -> Segments:
    """A piece's segments from row `first` of the capture on: of one conversation, of those `wanted` by number, or all.

    The conversations of the piece must have been numbered. Headers of what is not wanted are not read.
    """
    skipped, stop = max(first - piece.first, 0), piece.first + piece.count
    numbered = index.streams.numbered("tcp", piece.first + skipped, stop)
    layers = index.layers(piece, "tcp", skipped)
    if layers is None or not len(numbered.rows):
        return NO_SEGMENTS
    rows, starts, streams, sides = numbered.rows + skipped, numbered.starts, numbered.numbers, numbered.sides
    if len(rows) != len(layers.rows):
        offsets = index.capture.frames.column("offset", piece.first, stop).astype(np.int64)
        layers = layers.select(_among(layers, offsets, rows, starts))
    chosen = ~layers.quoted & (layers.starts + TCPHeader.size <= layers.stops) & ~_fragments(index, piece)[rows]
    if stream is not None:
        chosen &= streams == stream
    if wanted is not None:
        chosen &= wanted[streams]
    if not chosen.all():
        layers = layers.select(chosen)
        rows, starts, streams, sides = rows[chosen], starts[chosen], streams[chosen], sides[chosen]
    data = index.capture.view()
    header_lengths = TCPHeader.header_length.column(data, layers.starts).astype(np.int64)
    lengths = layers.reported_stops - layers.starts - header_lengths
    found = Segments(
        rows=rows + piece.first,
        starts=starts,
        streams=streams,
        sides=sides,
        times=index.capture.frames.column("time", piece.first, stop)[rows].astype(np.int64),
        sequence=TCPHeader.sequence.column(data, layers.starts).astype(np.int64),
        acknowledgment=TCPHeader.acknowledgment.column(data, layers.starts).astype(np.int64),
        flags=TCPHeader.flags.column(data, layers.starts).astype(np.int64),
        window=TCPHeader.window.column(data, layers.starts).astype(np.int64),
        header_lengths=header_lengths,
        lengths=lengths,
        payloads=layers.starts + header_lengths,
        captured=np.clip(layers.stops - layers.starts - header_lengths, 0, None),
    )
    tells_length = lengths >= 0
    return found if tells_length.all() else found.select(tells_length)


def segments_of(index: LayerIndex, stream: int, first: int = 0, stop: int | None = None) -> Segments:
    """The segments of one conversation in the rows from `first` to before `stop`, by default to the last."""
    stop = len(index.capture.frames) if stop is None else min(stop, len(index.capture.frames))
    parts = [NO_SEGMENTS]
    while first < stop:
        piece = index.piece_of(first)
        index.streams.extend(piece.first + piece.count)
        if index.streams.has("tcp", stream, first, piece.first + piece.count):
            found = segments_in(index, piece, first, stream)
            parts.append(found if piece.first + piece.count <= stop else found.select(found.rows < stop))
        first = piece.first + piece.count
    return Segments(*(np.concatenate([getattr(part, name) for part in parts]) for name in Segments.__slots__))


def _among(layers: LayerRows, offsets: Integers, rows: Integers, starts: Integers) -> Booleans:
    """Which layers are among those that have a row and a start in the frame."""
    return np.isin(layers.rows << 32 | layers.starts - offsets[layers.rows], rows << 32 | starts)


def _fragments(index: LayerIndex, piece: Piece) -> Booleans:
    """The rows with a fragment that others follow: it does not tell how long the segment is."""
    mask = np.zeros(piece.count, np.bool_)
    for name in MORE_FRAGMENTS:
        for protocol, spec in index.specs(name):
            rows, more = index.column(piece, protocol, spec)
            mask[rows[more > 0]] = True
    return mask
