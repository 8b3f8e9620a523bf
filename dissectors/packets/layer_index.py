"""Where every protocol's layers stand in all frames of a capture, and the columns made from them.

Found in bulk by `dissectors.layers`, in pieces of at most 64k rows, and kept small: positions count from the frame,
in the narrowest type that holds them. A capture that grows adds pieces; small ones are joined, so that there are
never many. A field's column is made from its declaration when it is first asked for, piece by piece.
"""

from __future__ import annotations

import bisect
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import AnySpec
from dissectors.header import Header
from dissectors.layers import LayerRows, find_layers
from dissectors.packets.fragments import FragmentIndex
from dissectors.processes.attributions import Attributions
from dissectors.processes.columns import ProcessColumns
from dissectors.processes.joined import ProcessIndex
from dissectors.registry import Registry, default
from dissectors.streams.numbers import StreamIndex
from dissectors.streams.outcomes.fate_index import FateIndex
from dissectors.streams.tcp_analysis.analysed import AnalysisIndex

if TYPE_CHECKING:
    from dissectors.packets.table import Capture

V = TypeVar("V", bound=np.generic)

PIECE_ROWS = 65_536
JOIN_BELOW = 4_096
"""A piece smaller than this is joined with the one before it, up to PIECE_ROWS together."""


@dataclass(frozen=True, slots=True)
class Packed:
    """`LayerRows` of one protocol in one piece, as small as it gets; rows count within the piece."""

    rows: NDArray[np.uint16]
    starts: NDArray[np.unsignedinteger[Any]]
    """From the frame's first byte."""
    lengths: NDArray[np.unsignedinteger[Any]]
    reported_lengths: NDArray[np.unsignedinteger[Any]]
    depths: NDArray[np.unsignedinteger[Any]]
    quoted: NDArray[np.bool_]

    def behind(self, row: int) -> Packed:
        """Only the layers of that row and of those behind it."""
        # Of the rows' own type, or else all of them are converted first.
        first = int(np.searchsorted(self.rows, np.uint16(row)))
        return Packed(*(getattr(self, name)[first:] for name in self.__slots__))


@dataclass(slots=True)
class Piece:
    """Consecutive rows whose layers have been found."""

    first: int
    count: int
    layers: dict[str, Packed]
    columns: dict[tuple[str, AnySpec], tuple[NDArray[np.uint16], NDArray[Any]]] = field(default_factory=dict)
    """By protocol and field: row within the piece, and value, one entry an occurrence."""


class LayerIndex:
    """The layers of a capture's rows up to `rows_done`; the capture must offer `view` for the bytes."""

    def __init__(
        self,
        capture: Capture,
        registry: Registry | None = None,
        *,
        reassembles: bool = True,
        attributions: Attributions | None = None,
    ) -> None:
        """Unless it `reassembles`, first fragments of IP packets are read as if they were all there is."""
        self.capture = capture
        self.reassembles = reassembles
        self.fragments = FragmentIndex(capture)
        """Fragments of IP packets in the rows that are done."""
        self.registry = registry or default()
        self.rows_done = 0
        self.pieces: list[Piece] = []
        self.streams = StreamIndex(self)
        """Numbers of conversations, found when they are first asked for."""
        self.analysis = AnalysisIndex(self)
        """What TCP's sequence numbers tell, found when it is first asked for."""
        self.fates = FateIndex(self)
        self.attributions = Attributions() if attributions is None else attributions
        self.processes = ProcessIndex(self, self.attributions)
        self.process_columns = ProcessColumns(self)
        self._recent: tuple[Piece | None, dict[str, LayerRows]] = (None, {})
        """The piece last asked about, and the layers of it that were asked for: most questions name several fields."""
        self._specs: dict[str, list[tuple[str, AnySpec]]] = {}
        self.turn = threading.Lock()
        """Held by a thread while it extends the index or reads columns: a filter and a sort may be at work together."""

    def piece_of(self, row: int) -> Piece:
        """The piece with a row that the capture has, its layers found if they were not yet."""
        while self.rows_done <= row:
            self.extend()
        return self.pieces[bisect.bisect_right(self.pieces, row, key=lambda piece: piece.first) - 1]

    def extend(self, most_rows: int = PIECE_ROWS) -> range:
        """Find the layers of further rows; return these rows, an empty range when all are done."""
        first = self.rows_done
        stop = min(first + min(most_rows, PIECE_ROWS), len(self.capture.frames))
        if stop <= first:
            return range(first, first)
        frames = self.capture.frames
        offsets, captured, original, link_types = (
            frames.column(name, first, stop).astype(np.int64)
            for name in ("offset", "captured_length", "original_length", "link_type")
        )
        found = find_layers(self.capture.view(), offsets, captured, original, link_types, self.registry)
        if self.reassembles:
            found = self.fragments.extend(first, found, self.capture.view(), offsets)
        piece = Piece(first, stop - first, {name: _pack(layers, offsets) for name, layers in found.items()})
        self._add(piece)
        self.rows_done = stop
        return range(first, stop)

    def specs(self, name: str) -> list[tuple[str, AnySpec]]:
        """The declared header fields that answer to a filter name, each with its protocol's name."""
        known = self._specs.get(name)
        if known is None:
            known = self._specs[name] = [
                (protocol.name, spec)
                for protocol in self.registry.protocols.values()
                for spec in declared(protocol.header)
                if spec.name == name or name in spec.also
            ]
        return known

    def layers(self, piece: Piece, protocol: str, skipped: int = 0) -> LayerRows | None:
        """A protocol's layers in a piece, with positions in the mapped file; None where it has none there.

        The first `skipped` rows of the piece are left out.
        """
        packed = piece.layers.get(protocol)
        if packed is None:
            return None
        if skipped:
            return self._expanded(piece, packed.behind(skipped), skipped)
        recent, expanded = self._recent
        if recent is not piece:
            expanded = {}
            self._recent = (piece, expanded)
        known = expanded.get(protocol)
        if known is None:
            known = expanded[protocol] = self._expanded(piece, packed)
        return known

    def _expanded(self, piece: Piece, packed: Packed, skipped: int = 0) -> LayerRows:
        """The layers of a piece's rows behind the first `skipped`, with positions in the mapped file."""
        rows = packed.rows.astype(np.int64)
        offsets = self.capture.frames.column("offset", piece.first + skipped, piece.first + piece.count)
        starts = offsets.take(rows - skipped) + packed.starts
        return LayerRows(
            rows,
            starts,
            starts + packed.lengths,
            starts + packed.reported_lengths,
            packed.depths.astype(np.int16),
            packed.quoted,
        )

    def column(self, piece: Piece, protocol: str, spec: AnySpec) -> tuple[NDArray[np.uint16], NDArray[Any]]:
        """A field's occurrences in a piece: the row of each, within the piece, and its value."""
        known = piece.columns.get((protocol, spec))
        if known is None:
            layers = self.layers(piece, protocol)
            if layers is None:
                known = np.zeros(0, np.uint16), spec.column(np.zeros(0, np.uint8), np.zeros(0, np.int64))
            else:
                rows, values = layers.column(spec, self.capture.view())
                known = rows.astype(np.uint16), values
            piece.columns[protocol, spec] = known
        return known

    def forget(self) -> None:
        """Find everything anew: the registry has changed."""
        self.rows_done = 0
        self.pieces = []
        self._recent = (None, {})
        self._specs = {}
        self.streams = StreamIndex(self)
        self.analysis = AnalysisIndex(self)
        self.fates = FateIndex(self)
        self.processes = ProcessIndex(self, self.attributions)
        self.process_columns = ProcessColumns(self)
        self.fragments = FragmentIndex(self.capture)

    def _add(self, piece: Piece) -> None:
        if self.pieces:
            last = self.pieces[-1]
            if min(last.count, piece.count) < JOIN_BELOW and last.count + piece.count <= PIECE_ROWS:
                for protocol, spec in last.columns:
                    self.column(piece, protocol, spec)
                self.pieces[-1] = _join(last, piece)
                return
        self.pieces.append(piece)


def declared(header: type[Header]) -> Iterator[AnySpec]:
    """A header's fields that have a name, parts included."""
    waiting: list[AnySpec] = list(reversed(header.specs))
    while waiting:
        spec = waiting.pop()
        if spec.name:
            yield spec
        waiting.extend(reversed(spec.parts))


def _pack(layers: LayerRows, offsets: NDArray[np.int64]) -> Packed:
    lengths = _narrow(layers.stops - layers.starts)
    is_whole = np.array_equal(layers.stops, layers.reported_stops)
    return Packed(
        layers.rows.astype(np.uint16),
        _narrow(layers.starts - offsets.take(layers.rows)),
        lengths,
        lengths if is_whole else _narrow(layers.reported_stops - layers.starts),
        _narrow(layers.depths.astype(np.int64)),
        _small(layers.quoted),
    )


def _narrow(numbers: NDArray[np.int64]) -> NDArray[np.unsignedinteger[Any]]:
    """The same numbers, none below 0, in the smallest type; a layer that ends before it starts has length 0."""
    largest = int(numbers.max()) if len(numbers) else 0
    least = np.min_scalar_type(max(largest, 0))
    return _small((numbers if not len(numbers) or numbers.min() >= 0 else np.maximum(numbers, 0)).astype(least))


def _small(values: NDArray[V]) -> NDArray[V]:
    """The same values; where they are all the same, kept once."""
    if len(values) and (values == values[0]).all():
        return np.broadcast_to(values[:1].copy(), values.shape)
    return values


def _join(left: Piece, right: Piece) -> Piece:
    """Two neighbouring pieces as one; the right one has every column of the left."""
    names = left.layers.keys() | right.layers.keys()
    layers = {name: _join_packed(left.layers.get(name), right.layers.get(name), left.count) for name in names}
    columns = {
        key: (
            np.concatenate([rows, right.columns[key][0] + np.uint16(left.count)]),
            np.concatenate([values, right.columns[key][1]]),
        )
        for key, (rows, values) in left.columns.items()
    }
    return Piece(left.first, left.count + right.count, layers, columns)


def _join_packed(left: Packed | None, right: Packed | None, rows_before: int) -> Packed:
    """One protocol's layers of two neighbouring pieces; the right one's rows count on from `rows_before`."""
    if right is None:
        assert left is not None
        return left
    rows = (right.rows.astype(np.int64) + rows_before).astype(np.uint16)
    moved = Packed(rows, right.starts, right.lengths, right.reported_lengths, right.depths, right.quoted)
    if left is None:
        return moved
    names = ("rows", "starts", "lengths", "reported_lengths", "depths", "quoted")
    return Packed(*(np.concatenate([getattr(left, name), getattr(moved, name)]) for name in names))
