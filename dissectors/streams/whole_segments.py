"""TCP segments that came in fragments of IP packets, beside those in frames (`segments`).

For the analysis one entry each, with the row with which the packet is whole; for whoever reads the payload one entry
for each fragment, so that all bytes lie in the capture.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.frame import REASSEMBLED
from dissectors.packets.whole_packets import WholePackets, whole_packets
from dissectors.streams.segments import MORE_FRAGMENTS, Segments, segments_in, segments_of
from dissectors.transport.tcp_header import FIN, SYN, TCPHeader

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


def all_segments_in(index: LayerIndex, piece: Piece, first: int = 0, wanted: Booleans | None = None) -> Segments:
    """A piece's segments from row `first` of the capture on, those that came in fragments too.

    The conversations of the piece must have been numbered; `wanted` says by number which of them are meant.
    """
    found = segments_in(index, piece, first, wanted=wanted)
    whole = _whole_segments(index, piece, max(first, piece.first))
    if whole is None:
        return found
    return _in_order([found, whole if wanted is None else whole.select(wanted[whole.streams])])


def whole_segments_of(index: LayerIndex, stream: int, first: int, stop: int, *, has_whole: bool) -> Segments:
    """The segments of one conversation in the rows from `first` to before `stop`, one entry each, as `all_segments_in`.

    Where it is known that none of them came in fragments, `has_whole` False spares looking for those.
    """
    if not has_whole:
        return segments_of(index, stream, first, stop)
    parts: list[Segments] = []
    while first < stop:
        piece = index.piece_of(first)
        found = all_segments_in(index, piece, first)
        parts.append(found.select((found.streams == stream) & (found.rows < stop)))
        first = piece.first + piece.count
    return Segments(*(np.concatenate([getattr(part, name) for part in parts]) for name in Segments.__slots__))


def all_segments_of(index: LayerIndex, stream: int, first: int, stop: int) -> Segments:
    """The segments of one conversation in the rows from `first` to before `stop`.

    One that came in fragments is as many entries as fragments, one behind the other.
    """
    parts = [segments_of(index, stream, first, stop)]
    while first < stop:
        piece = index.piece_of(first)
        whole = _whole_segments(index, piece, first)
        if whole is not None:
            chosen = whole.select((whole.streams == stream) & (whole.rows < stop))
            parts += [_in_pieces(index, chosen.select(np.array([number]))) for number in range(len(chosen))]
        first = piece.first + piece.count
    return parts[0] if len(parts) == 1 else _in_order(parts)


def _in_order(parts: Sequence[Segments]) -> Segments:
    joined = Segments(*(np.concatenate([getattr(part, name) for part in parts]) for name in Segments.__slots__))
    return joined.select(np.argsort(joined.rows, kind="stable"))


def _whole_segments(index: LayerIndex, piece: Piece, first: int) -> Segments | None:
    """Those whose packets are whole with the piece's rows from `first` on, one entry each; None where there are none.

    Of their payload the bytes are said to be captured that follow the header in the same frame.
    """
    end = piece.first + piece.count
    whole = whole_packets(index.fragments, piece, first - piece.first, index.registry)
    numbered = index.streams.numbered("tcp", first, end, whole=True)
    layers = whole.layers(piece, "tcp") if whole is not None else None
    if whole is None or layers is None or not len(numbered.rows):
        return None
    layers = layers.select(~layers.quoted & (layers.starts + TCPHeader.size <= layers.stops))
    layers = layers.select(~np.isin(layers.rows, _rows_with_fragments(index, piece, whole)))
    starts = whole.place(layers.rows, layers.starts)
    known = {(row + first, start): place for place, (row, start) in enumerate(_pairs(numbered.rows, numbered.starts))}
    places = [known.get(pair, -1) for pair in _pairs(layers.rows + piece.first, starts)]
    chosen = np.flatnonzero(np.array(places, np.int64) >= 0)
    layers, starts, at = layers.select(chosen), starts[chosen], np.array(places, np.int64)[chosen]
    data = whole.view()
    header_lengths = TCPHeader.header_length.column(data, layers.starts).astype(np.int64)
    lengths = layers.reported_stops - layers.starts - header_lengths
    rows = layers.rows + piece.first
    headers = np.array([_in_file(index, row, start) for row, start in _pairs(rows, starts)], np.int64).reshape(-1, 2)
    found = Segments(
        rows=rows,
        starts=starts + REASSEMBLED,
        streams=numbered.numbers[at],
        sides=numbered.sides[at],
        times=index.capture.frames.column("time", piece.first, end)[layers.rows].astype(np.int64),
        sequence=TCPHeader.sequence.column(data, layers.starts).astype(np.int64),
        acknowledgment=TCPHeader.acknowledgment.column(data, layers.starts).astype(np.int64),
        flags=TCPHeader.flags.column(data, layers.starts).astype(np.int64),
        window=TCPHeader.window.column(data, layers.starts).astype(np.int64),
        header_lengths=header_lengths,
        lengths=lengths,
        payloads=headers[:, 0] + header_lengths,
        captured=np.clip(headers[:, 1] - header_lengths, 0, None),
    )
    return found.select(lengths >= 0)


def _rows_with_fragments(index: LayerIndex, piece: Piece, whole: WholePackets) -> Integers:
    """Where a fragment that others follow came in fragments, in a tunnel: it does not tell how long the segment is."""
    rows = [np.zeros(0, np.int64)]
    for name in MORE_FRAGMENTS:
        for protocol, spec in index.specs(name):
            layers = whole.layers(piece, protocol)
            if layers is not None:
                found, more = layers.column(spec, whole.view())
                rows.append(found[more > 0])
    return np.concatenate(rows)


def _pairs(rows: Integers, starts: Integers) -> list[tuple[int, int]]:
    return list(zip(rows.tolist(), starts.tolist(), strict=True))


def _in_file(index: LayerIndex, row: int, start: int) -> tuple[int, int]:
    """Where a byte of a whole packet lies in the mapped file, and how many bytes of the packet follow in that frame."""
    share = next(share for share in index.fragments.shares(row) if share.start <= start < share.stop)
    return _offset(index, share.row) + share.place + start - share.start, share.stop - start


def _offset(index: LayerIndex, row: int) -> int:
    return int(index.capture.frames.column("offset", row, row + 1)[0])


def _in_pieces(index: LayerIndex, segment: Segments) -> Segments:
    """One segment as an entry for each fragment that carries some of its payload."""
    row, begin = int(segment.rows[0]), int(segment.starts[0] - REASSEMBLED + segment.header_lengths[0])
    end = begin + int(segment.lengths[0])
    pieces: list[Segments] = []
    # The SYN takes the first sequence number (RFC 9293 §3.4).
    sequence = int(segment.sequence[0]) + (int(segment.flags[0]) & SYN > 0)
    for share in index.fragments.shares(row):
        start, stop = max(share.start, begin), min(share.stop, end)
        if start < stop:
            pieces.append(
                replace(
                    segment,
                    sequence=np.array([sequence + start - begin & 0xFFFFFFFF]),
                    flags=segment.flags & ~(SYN | FIN),
                    lengths=np.array([stop - start]),
                    payloads=np.array([_offset(index, share.row) + share.place + start - share.start]),
                    captured=np.array([stop - start]),
                )
            )
    if not pieces:
        return segment
    if int(segment.flags[0]) & SYN:
        pieces[0] = replace(pieces[0], sequence=segment.sequence, flags=pieces[0].flags | SYN)
    pieces[-1] = replace(pieces[-1], flags=pieces[-1].flags | segment.flags & FIN)
    return _in_order(pieces)
