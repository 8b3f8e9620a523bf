"""Columns by filter name: every occurrence of a field in a piece of the capture, without dissecting a packet.

Three kinds of names have one: fields of declared headers, what the capture file tells of a frame, and what other
packets of a conversation tell. All others need the packet's own dissection; for them `rows_with` says which rows
may have them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import NO_TIME
from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME, ColumnName
from dissectors.fields import SPECS, AnySpec, Kind
from dissectors.gathering import bytes_at
from dissectors.packets.layer_index import LayerIndex, Piece
from dissectors.processes.columns import PROCESS_NUMBERS, Texts
from dissectors.processes.fields import TEXTS
from dissectors.protocols.data import DATA
from dissectors.protocols.frame import FRAME
from dissectors.statistics.hierarchy_paths import FIELD as HIERARCHY
from dissectors.statistics.hierarchy_paths import HierarchyPaths
from dissectors.streams.outcomes.conversation_columns import CONVERSATION_COLUMNS
from dissectors.streams.tcp_analysis.columns import COLUMNS

Rows = NDArray[np.intp]

ALSO_SPOKEN_BY: Mapping[str, tuple[str, ...]] = {
    "data": ("http", "sctp"),
    "dns": ("mdns", "llmnr"),
    "http": ("ssdp",),
    "pppoed": ("pppoes",),
    "_ws": ("",),
}
"""Protocols with fields of another's name; those whose name begins with the field's first word are a given."""


@dataclass(frozen=True, slots=True)
class Occurrences:
    """A field in a piece: one entry an occurrence, in the order of rows."""

    rows: Rows
    """Within the piece."""
    values: NDArray[Any]
    """Numbers, or n x length bytes."""
    kind: Kind


@dataclass(frozen=True, slots=True)
class Part:
    """The occurrences of one declaration of a field in a piece, ascending."""

    spec: AnySpec
    rows: Rows
    """Within the piece."""
    starts: NDArray[np.int64]
    """Where in the frame the layer of each begins: with the row it gives the tree's order."""
    values: NDArray[Any]
    """Numbers, or n x length bytes."""


class Columns:
    """What is known of a capture's fields in bulk."""

    def __init__(self, index: LayerIndex) -> None:
        self.index = index
        self._paths = HierarchyPaths(index)
        self._header_fields: dict[str, list[tuple[str, AnySpec]] | None] = {}

    def has(self, name: str) -> bool:
        """Whether the field has a column."""
        return name in _PIECE_COLUMNS or bool(self._specs(name))

    def occurrences(self, name: str, piece: Piece) -> Occurrences:
        """Every occurrence in a piece. Raises KeyError for a name without a column."""
        make = _PIECE_COLUMNS.get(name)
        if make is not None:
            rows, values = make(self.index, piece)
            return Occurrences(rows, values, SPECS[name][0].kind)
        specs = self._specs(name)
        if not specs:
            raise KeyError(name)
        found = [self.index.column(piece, protocol, spec) for protocol, spec in specs]
        found = [(rows, values) for rows, values in found if len(rows)] or found[:1]
        rows = np.concatenate([rows for rows, _ in found]).astype(np.intp)
        values = found[0][1] if len(found) == 1 else np.concatenate([values for _, values in found])
        return Occurrences(rows, values, specs[0][1].kind)

    def is_told_by_file(self, name: str) -> bool:
        """Whether the field has a column that no byte of the frames matters to."""
        return self.has_texts(name) or (name in _PIECE_COLUMNS and name not in COLUMNS)

    def has_texts(self, name: str) -> bool:
        """Whether the field is a text that has a column of its own kind."""
        return name in TEXTS or name == HIERARCHY

    def texts(self, name: str, piece: Piece) -> Texts | None:
        """Every occurrence of a text field in a piece; None for a field whose texts only packets tell."""
        if name == HIERARCHY:
            return self._paths.texts(piece)
        return self.index.process_columns.texts(name, piece) if self.has_texts(name) else None

    def rows_with_whole_packets(self, piece: Piece) -> Rows:
        """Rows with which an IP packet that came in fragments is whole, ascending.

        Such a row's layers above IP are read from all fragments together: no column has their fields.
        """
        return self.index.fragments.completing(piece.first, piece.first + piece.count) - piece.first

    def frame_bytes(self, piece: Piece, start: int, length: int) -> tuple[Rows, NDArray[np.uint8]]:
        """The `length` bytes from `start` on of every frame that was captured so far: rows, and n x length bytes."""
        capture, stop = self.index.capture, piece.first + piece.count
        captured = capture.frames.column("captured_length", piece.first, stop)
        rows = np.flatnonzero(captured >= start + length)
        offsets = capture.frames.column("offset", piece.first, stop).astype(np.int64)[rows]
        return rows, bytes_at(capture.view(), offsets + start, length)

    def parts(self, name: str, piece: Piece) -> list[Part]:
        """Every occurrence, declaration by declaration in the order of the header; nothing of it is kept.

        Raises KeyError for a name without a column.
        """
        make = _PIECE_COLUMNS.get(name)
        if make is not None:
            rows, values = make(self.index, piece)
            return [Part(SPECS[name][0], rows, np.zeros(len(rows), np.int64), values)]
        specs = self._specs(name)
        if not specs:
            raise KeyError(name)
        data, found = self.index.capture.view(), []
        for protocol, spec in specs:
            layers = self.index.layers(piece, protocol)
            if layers is not None:
                places, values = layers.occurrences(spec, data)
                starts = piece.layers[protocol].starts[places].astype(np.int64)
                found.append(Part(spec, layers.rows[places].astype(np.intp), starts, values))
        return found

    def rows_with(self, name: str, piece: Piece) -> NDArray[np.bool_]:
        """The rows that may have a field or protocol.

        Where `is_protocol` is true of it they do have it, but perhaps those with whole packets.
        """
        texts = self.texts(name, piece)
        if texts is not None:
            having = np.zeros(piece.count, np.bool_)
            having[texts.rows] = True
            return having
        known = self.index.registry.protocols.values()
        protocols = [one.name for one in known if name in (one.name, *one.also)]
        if not self.is_protocol(name):
            first = name.split(".")[0]
            starts = (first, *ALSO_SPOKEN_BY.get(first, ()))
            protocols = [one.name for one in known if one.name.startswith(starts)]
        # A name that no protocol begins with may stand anywhere.
        mask = np.full(piece.count, not protocols or FRAME.name in protocols)
        for protocol in protocols:
            packed = piece.layers.get(protocol)
            if packed is not None:
                mask[packed.rows] = True
        mask[self.rows_with_whole_packets(piece)] = True
        return mask

    def is_protocol(self, name: str) -> bool:
        """Whether the name stands for protocols that are layers of their own wherever they are."""
        known = self.index.registry.protocols.values()
        # HTTP and SCTP have nodes of data within their own layers.
        return name != DATA.name and any(name in (one.name, *one.also) for one in known)

    def _specs(self, name: str) -> list[tuple[str, AnySpec]] | None:
        """The header fields of that name, if every field that is declared under it is one of a protocol's header."""
        if name not in self._header_fields:
            found = self.index.specs(name)
            declared = SPECS.get(name, [])
            whole = len(found) == len(declared) and all(any(spec is one for _, one in found) for spec in declared)
            self._header_fields[name] = found if whole else None
        return self._header_fields[name]


PieceColumn = Callable[[LayerIndex, Piece], tuple[Rows, NDArray[Any]]]


def _frames(name: ColumnName) -> PieceColumn:
    def column(index: LayerIndex, piece: Piece) -> tuple[Rows, NDArray[Any]]:
        values = index.capture.frames.column(name, piece.first, piece.first + piece.count)
        return np.arange(piece.count), values

    return column


def _number(index: LayerIndex, piece: Piece) -> tuple[Rows, NDArray[Any]]:
    return np.arange(piece.count), np.arange(piece.first + 1, piece.first + piece.count + 1)


def _length(index: LayerIndex, piece: Piece) -> tuple[Rows, NDArray[Any]]:
    frames, stop = index.capture.frames, piece.first + piece.count
    lengths = (frames.column(name, piece.first, stop) for name in ("original_length", "captured_length"))
    return np.arange(piece.count), np.maximum(*lengths)


def _time(index: LayerIndex, piece: Piece) -> tuple[Rows, NDArray[Any]]:
    times = index.capture.frames.column("time", piece.first, piece.first + piece.count)
    rows = np.flatnonzero(times != NO_TIME)
    return rows, times[rows]


def _since_first(index: LayerIndex, piece: Piece) -> tuple[Rows, NDArray[Any]]:
    first = index.capture.frames.column("time", 0, 1)
    return _differences(index, piece, first.repeat(piece.count), np.zeros(piece.count, np.intp))


def _since_previous(index: LayerIndex, piece: Piece) -> tuple[Rows, NDArray[Any]]:
    # The very first frame counts from itself.
    rows = np.maximum(np.arange(piece.first - 1, piece.first + piece.count - 1), 0)
    start = int(rows[0])
    times = index.capture.frames.column("time", start, piece.first + piece.count)
    return _differences(index, piece, times[rows - start], rows)


def _differences(
    index: LayerIndex, piece: Piece, earlier: NDArray[np.int64], earlier_rows: Rows
) -> tuple[Rows, NDArray[Any]]:
    """Times since those of other rows of the capture, where both are known; none is further than a column can hold."""
    frames = index.capture.frames
    later = frames.column("time", piece.first, piece.first + piece.count)
    rows = np.flatnonzero((later != NO_TIME) & (earlier != NO_TIME))
    later, earlier = later[rows], earlier[rows]
    found = later - earlier
    wrapped = ((later ^ earlier) & (later ^ found)) < 0
    found[wrapped] = np.where(later < 0, EARLIEST_TIME, LATEST_TIME)[wrapped]
    # Of times that do not fit themselves the column has the furthest that does.
    for place in np.flatnonzero(np.isin(later, _FURTHEST) | np.isin(earlier, _FURTHEST)).tolist():
        row = int(rows[place])
        exact = (frames.time_ns(row + piece.first) or 0) - (frames.time_ns(int(earlier_rows[row])) or 0)
        found[place] = min(max(exact, EARLIEST_TIME), LATEST_TIME)
    return rows, found


_FURTHEST = (EARLIEST_TIME, LATEST_TIME)
_PIECE_COLUMNS: Mapping[str, PieceColumn] = {
    "frame.number": _number,
    "frame.len": _length,
    "frame.cap_len": _frames("captured_length"),
    "frame.time": _time,
    "frame.time_epoch": _time,
    "frame.time_relative": _since_first,
    "frame.time_delta": _since_previous,
    **COLUMNS,
    **CONVERSATION_COLUMNS,
    **PROCESS_NUMBERS,
}
