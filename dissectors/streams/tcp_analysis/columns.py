"""Columns of the fields that other packets decide: numbers of conversations, and what TCP's analysis tells.

Each is made for consecutive rows, from the indexes beside the layer index; `packets.columns` serves them with the
others. Values are as in the tree, one entry an occurrence; fields of headers that came in fragments have none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import AnySpec
from dissectors.frame import REASSEMBLED
from dissectors.streams.numbers import PROTOCOL_OF
from dissectors.streams.serial import MODULUS
from dissectors.streams.tcp_analysis.analysed import Analysed
from dissectors.streams.tcp_analysis.analysis import NONE
from dissectors.streams.tcp_analysis.marks import SENT_AGAIN, Mark
from dissectors.streams.tcp_analysis.sent_headers import SentHeaders
from dissectors.transport.tcp_header import ACK, FIN, SYN, TCPHeader

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Column = tuple[Integers, NDArray[Any]]
"""Rows within the piece, ascending, and values."""
MakeColumn = Callable[["LayerIndex", "Piece"], Column]
MakeFromHeaders = Callable[[Analysed, SentHeaders], tuple[Booleans, Integers]]
"""Which segments have the field, and the values of all."""


def _stream(name: str) -> MakeColumn:
    def column(index: LayerIndex, piece: Piece) -> Column:
        stop = piece.first + piece.count
        index.streams.extend(stop)
        return index.streams.column(name, piece.first, stop)

    return column


def _analysed(make: Callable[[Analysed], tuple[Booleans, NDArray[Any]]]) -> MakeColumn:
    """A column of segments: which have the field, and the values of all."""

    def column(index: LayerIndex, piece: Piece) -> Column:
        stop = piece.first + piece.count
        index.analysis.extend(stop)
        rows, values = [np.zeros(0, np.int64)], []
        for part in index.analysis.between(piece.first, stop):
            has, found = make(part)
            # Much faster than choosing by a mask of which nobody can say what comes next.
            places = np.flatnonzero(has)
            rows.append(part.rows.take(places).astype(np.int64) - piece.first)
            values.append(found.take(places))
        return np.concatenate(rows), np.concatenate(values) if values else np.zeros(0, np.int64)

    return column


def _told(name: str) -> MakeColumn:
    """What is NONE where there is nothing to say."""

    def make(part: Analysed) -> tuple[Booleans, NDArray[Any]]:
        values = getattr(part.told, name)
        return (values != NONE) & part.is_sound, values

    return _analysed(make)


def _marked(*marks: Mark) -> MakeColumn:
    """A field without value, of the segments that have one of the marks."""

    wanted = np.uint16(sum(marks))

    def make(part: Analysed) -> tuple[Booleans, NDArray[Any]]:
        has = (part.told.marks & wanted > 0) & part.is_sound
        return has, _ones(has)

    return _analysed(make)


def _ones(like: Booleans) -> Integers:
    ones: Integers = np.broadcast_to(np.int64(1), len(like))
    return ones


def _twice(make: MakeColumn) -> MakeColumn:
    """A field that has two occurrences in the tree."""

    def column(index: LayerIndex, piece: Piece) -> Column:
        rows, values = make(index, piece)
        return rows.repeat(2), values.repeat(2)

    return column


def _has_analysis(part: Analysed) -> Booleans:
    told = part.told
    found: Booleans = part.is_sound & ((told.marks > 0) | (told.acked_frames != NONE) | (told.in_flight != NONE))
    return found


def _analysis(part: Analysed) -> tuple[Booleans, NDArray[Any]]:
    has = _has_analysis(part)
    return has, _ones(has)


def _initial_rtt(part: Analysed) -> tuple[Booleans, NDArray[Any]]:
    return _has_analysis(part) & (part.told.initial_rtt != NONE), part.told.initial_rtt


def _completeness(part: Analysed) -> tuple[Booleans, NDArray[Any]]:
    return np.ones(len(part.rows), np.bool_), part.told.completeness


def _length(part: Analysed) -> tuple[Booleans, NDArray[Any]]:
    return np.ones(len(part.rows), np.bool_), part.lengths


def _since(name: str) -> MakeColumn:
    return _analysed(lambda part: (part.has_time & part.is_sound, getattr(part.told, name)))


def _of_header(make: MakeFromHeaders) -> MakeColumn:
    """A column made of what was sent and of what the analysis tells."""

    def column(index: LayerIndex, piece: Piece) -> Column:
        def from_part(part: Analysed) -> tuple[Booleans, NDArray[Any]]:
            has, values = make(part, index.analysis.headers.of(index, piece, part))
            return has & (part.starts < REASSEMBLED), values

        return _analysed(from_part)(index, piece)

    return column


def _relative_sequence(part: Analysed, sent: SentHeaders) -> tuple[Booleans, Integers]:
    return np.ones(len(part.rows), np.bool_), (sent.sequence - part.told.bases) % MODULUS


def _relative_acknowledgment(part: Analysed, sent: SentHeaders) -> tuple[Booleans, Integers]:
    relative = (sent.acknowledgment - part.told.other_bases) % MODULUS
    return np.ones(len(part.rows), np.bool_), np.where(sent.flags & ACK > 0, relative, sent.acknowledgment)


def _next_sequence(part: Analysed, sent: SentHeaders) -> tuple[Booleans, Integers]:
    _, sequence = _relative_sequence(part, sent)
    return part.is_sound, (sequence + part.lengths + (sent.flags & (SYN | FIN) > 0)) % MODULUS


def _window(part: Analysed, sent: SentHeaders) -> tuple[Booleans, Integers]:
    shift = np.where(sent.flags & SYN > 0, 0, np.maximum(part.told.scales, 0))
    return part.is_sound, sent.window << shift


def _scale_factor(part: Analysed, sent: SentHeaders) -> tuple[Booleans, Integers]:
    scales = part.told.scales.astype(np.int64)
    return part.is_sound & (sent.flags & SYN == 0), np.where(scales >= 0, 1 << np.maximum(scales, 0), scales)


def _with_others(spec: AnySpec, make: MakeColumn) -> MakeColumn:
    """A column that has the header's number where nothing was analysed: in quotes, and where the length is unknown."""

    def column(index: LayerIndex, piece: Piece) -> Column:
        rows, values = make(index, piece)
        layers = index.layers(piece, "tcp")
        if layers is None or len(layers.rows) == len(rows):
            return rows, values
        offsets = index.capture.frames.column("offset", piece.first, piece.first + piece.count).astype(np.int64)
        known = [np.zeros(0, np.int64)]
        for part in index.analysis.between(piece.first, piece.first + piece.count):
            keys = (part.rows.astype(np.int64) - piece.first) << 32 | part.starts
            known.append(keys[part.starts < REASSEMBLED])
        places, sent = layers.occurrences(spec, index.capture.view())
        keys = layers.rows[places] << 32 | layers.starts[places] - offsets[layers.rows[places]]
        others = ~np.isin(keys, np.concatenate(known))
        keys = np.concatenate([np.concatenate(known), keys[others]])
        order = np.argsort(keys, kind="stable")
        return keys[order] >> 32, np.concatenate([values, sent[others].astype(np.int64)])[order]

    return column


FROM_HEADERS: Mapping[str, MakeFromHeaders] = {
    "tcp.seq": _relative_sequence,
    "tcp.ack": _relative_acknowledgment,
    "tcp.nxtseq": _next_sequence,
    "tcp.window_size": _window,
    "tcp.window_size_scalefactor": _scale_factor,
}
"""The fields that depend on a header's bytes too: their columns leave out headers that came in fragments."""
_ANALYSIS: Mapping[str, MakeColumn] = {
    **{name: _of_header(make) for name, make in FROM_HEADERS.items()},
    "tcp.seq": _with_others(TCPHeader.sequence, _of_header(_relative_sequence)),
    "tcp.ack": _with_others(TCPHeader.acknowledgment, _of_header(_relative_acknowledgment)),
    "tcp.len": _analysed(_length),
    "tcp.completeness": _analysed(_completeness),
    "tcp.time_relative": _since("since_first"),
    "tcp.time_delta": _since("since_previous"),
    "tcp.analysis": _analysed(_analysis),
    "tcp.analysis.flags": _marked(*Mark),
    "tcp.analysis.acks_frame": _told("acked_frames"),
    "tcp.analysis.ack_rtt": _told("ack_rtt"),
    "tcp.analysis.initial_rtt": _analysed(_initial_rtt),
    "tcp.analysis.bytes_in_flight": _told("in_flight"),
    "tcp.analysis.push_bytes_sent": _told("pushed"),
    "tcp.analysis.duplicate_ack_num": _told("duplicates"),
    "tcp.analysis.duplicate_ack_frame": _told("duplicate_of"),
    "tcp.analysis.rto": _told("rto"),
    "tcp.analysis.rto_frame": _told("rto_frames"),
    **{f"tcp.analysis.{(mark.name or '').lower()}": _marked(mark) for mark in Mark},
    "tcp.analysis.retransmission": _marked(SENT_AGAIN),
    "tcp.analysis.duplicate_ack": _twice(_marked(Mark.DUPLICATE_ACK)),
}
COLUMNS: Mapping[str, MakeColumn] = {name: _stream(name) for name in PROTOCOL_OF} | dict(_ANALYSIS)
"""Makes of a piece's column, by field."""
NUMBERED = frozenset(PROTOCOL_OF)
"""The fields for which conversations must be numbered."""
ANALYSED = frozenset(_ANALYSIS)
"""The fields for which segments must be analysed."""
