"""What rows are sorted by, for each column of the packet list.

Numbers, times, lengths, addresses, fields that have a column and most protocols are read for all rows in bulk; Info
and other fields from one dissection a row.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME, NO_TIME
from dissectors.fields import (
    ABSOLUTE_TIME,
    BYTES,
    EUI64,
    FRAME_NUMBER,
    IPV4,
    IPV6,
    MAC,
    RELATIVE_TIME,
    SIGNED,
    AnySpec,
    Kind,
)
from dissectors.packets.columns import Columns
from dissectors.packets.dissected_keys import TEXT_COLUMNS, DissectedKeys
from dissectors.packets.keyed import Keyed, Keys, Rows
from dissectors.packets.layer_index import LayerIndex, Piece
from dissectors.packets.protocol_keys import ProtocolKeys
from dissectors.packets.whole_keys import WithWholePackets

if TYPE_CHECKING:
    from dissectors.capture_file import Frames
    from dissectors.frame import Frame
    from dissectors.registry import Registry

FAMILIES: tuple[Kind, ...] = (IPV4, IPV6, MAC)
"""Addresses are sorted by their family first, others behind these."""
ADDRESS_BYTES = 16
PROCESS = "process"
LONGEST_IN_BULK = 48
"""Bytes of texts that are kept side by side for all rows."""


class FrameKeys:
    """Number, time and length: what the capture file tells."""

    def __init__(self, frames: Frames, name: str) -> None:
        self._frames = frames
        self._name = name

    def read(self, rows: Rows) -> Iterator[Keyed]:
        """At once. Times that 64 bits cannot hold are exact too."""
        if not len(rows):
            return
        if self._name == "number":
            yield Keyed(len(rows), rows, rows)
            return
        start, stop = int(rows[0]), int(rows[-1]) + 1
        if self._name == "length":
            captured = self._frames.column("captured_length", start, stop)
            yield Keyed(
                len(rows), rows, np.maximum(captured, self._frames.column("original_length", start, stop))[rows - start]
            )
            return
        times = self._frames.column("time", start, stop)[rows - start]
        told = times != NO_TIME
        rows_told, times = rows[told], times[told]
        far = np.flatnonzero((times == LATEST_TIME) | (times == EARLIEST_TIME))
        if len(far):
            times = times.astype(object)
            times[far] = [self._frames.time_ns(row) for row in rows_told[far].tolist()]
        yield Keyed(len(rows), rows_told, times)

    def close(self) -> None:
        """Holds nothing."""


class IndexKeys(ABC):
    """Keys made from the layers of a capture, piece by piece."""

    def __init__(self, index: LayerIndex) -> None:
        self.index = index

    def read(self, rows: Rows) -> Iterator[Keyed]:
        """A piece of the capture at a time."""
        done = 0
        while done < len(rows):
            with self.index.turn:
                piece = self.index.piece_of(int(rows[done]))
                stop = int(np.searchsorted(rows, piece.first + piece.count))
                wanted = (rows[done:stop] - piece.first).astype(np.intp)
                having, keys = self.keys_in(piece, int(wanted[0]), int(wanted[-1]) + 1)
            # Both are ascending: those that are wanted and have a key.
            places = np.searchsorted(having, wanted)
            there = places < len(having)
            there[there] = having[places[there]] == wanted[there]
            yield Keyed(stop - done, wanted[there] + piece.first, keys[places[there]])
            done = stop

    @abstractmethod
    def keys_in(self, piece: Piece, start: int, stop: int) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """The rows of a piece from `start` to `stop` that have a key, ascending, each once, and the keys."""

    def close(self) -> None:  # noqa: B027 - subclasses hold nothing either
        """Holds nothing."""


class FieldKeys(IndexKeys):
    """The first occurrence of a field that has a column."""

    def __init__(self, index: LayerIndex, name: str) -> None:
        super().__init__(index)
        self._columns = Columns(index)
        self._name = name

    def keys_in(self, piece: Piece, start: int, stop: int) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """By where the field stands in its packet, if it has several declarations."""
        specs = self.index.specs(self._name)
        if len(specs) < 2:
            found = self._columns.occurrences(self._name, piece)
            first = slice(*np.searchsorted(found.rows, [start, stop]))
            rows, places = np.unique(found.rows[first], return_index=True)
            return rows, sortable(found.values[first][places], found.kind)
        parts = [
            self._first_of(protocol, spec, order, piece, start, stop) for order, (protocol, spec) in enumerate(specs)
        ]
        rows, values, positions = (np.concatenate([part[i] for part in parts]) for i in range(3))
        # Of each row the earliest.
        order = np.lexsort((positions, rows))
        rows, places = np.unique(rows[order], return_index=True)
        return rows, values[order][places]

    def _first_of(
        self, protocol: str, spec: AnySpec, order: int, piece: Piece, start: int, stop: int
    ) -> tuple[NDArray[np.intp], NDArray[Any], NDArray[np.int64]]:
        """Rows, keys, and a number that grows with the place in the packet."""
        all_rows, all_values = self.index.column(piece, protocol, spec)
        span = slice(*np.searchsorted(all_rows, [start, stop]))
        rows, places = np.unique(all_rows[span], return_index=True)
        values = sortable(all_values[span][places], spec.kind)
        packed = piece.layers.get(protocol)
        if packed is None or not len(rows):
            return rows.astype(np.intp), values, np.zeros(len(rows), np.int64)
        starts = packed.starts[np.searchsorted(packed.rows, rows)].astype(np.int64)
        return rows.astype(np.intp), values, starts << 16 | order


class TextKeys(IndexKeys):
    """The first occurrence of a text field that has a column; or "process", the words for both ends."""

    def __init__(self, index: LayerIndex, name: str) -> None:
        super().__init__(index)
        self._name = name
        self._columns = Columns(index)

    def keys_in(self, piece: Piece, start: int, stop: int) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """By their bytes in UTF-8."""
        is_lines = self._name == PROCESS
        texts = self.index.process_columns.lines(piece) if is_lines else self._columns.texts(self._name, piece)
        assert texts is not None
        span = slice(*np.searchsorted(texts.rows, [start, stop]))
        rows, places = np.unique(texts.rows[span], return_index=True)
        return rows.astype(np.intp), _text_keys(texts.all)[texts.codes[span][places]]


def _text_keys(texts: Sequence[str]) -> NDArray[Any]:
    """Short ones of one length, which are sorted in bulk; else objects."""
    data = [text.encode("utf-8", "surrogatepass") for text in texts]
    longest = max(map(len, data), default=1)
    if longest <= LONGEST_IN_BULK:
        return np.array(data, f"S{max(longest, 1)}")
    keys = np.empty(len(data), object)
    keys[:] = data
    return keys


class AddressKeys(IndexKeys):
    """The address in the Source or Destination column: that of the innermost layer that has one and is not quoted."""

    def __init__(self, index: LayerIndex, name: str) -> None:
        super().__init__(index)
        self._specs = [
            (protocol.name, protocol.header.size, spec)
            for protocol in index.registry.protocols.values()
            if (spec := protocol.source if name == "source" else protocol.destination) is not None
            and protocol.source is not None
            and protocol.destination is not None
        ]

    def keys_in(self, piece: Piece, start: int, stop: int) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Family and bytes as one key."""
        depths = np.zeros(stop - start, np.int64)
        keys = np.zeros((stop - start, 1 + ADDRESS_BYTES), np.uint8)
        offsets = self.index.capture.frames.column("offset", piece.first + start, piece.first + stop)
        view = self.index.capture.view()
        for protocol, size, spec in self._specs:
            packed = piece.layers.get(protocol)
            if packed is None:
                continue
            span = slice(*np.searchsorted(packed.rows, [start, stop]))
            speaking = np.flatnonzero(~packed.quoted[span] & (packed.lengths[span] >= size)) + span.start
            rows = packed.rows[speaking].astype(np.intp) - start
            # The last of each row is the innermost one.
            last = np.append(rows[1:] != rows[:-1], True)[: len(rows)]
            rows, speaking = rows[last], speaking[last]
            deeper = packed.depths[speaking].astype(np.int64) > depths[rows]
            rows, speaking = rows[deeper], speaking[deeper]
            depths[rows] = packed.depths[speaking]
            keys[rows] = _address_keys(spec, spec.column(view, offsets[rows] + packed.starts[speaking]))
        having = np.flatnonzero(depths)
        return having + start, _as_bytes(keys[having])


def _address_keys(spec: AnySpec, values: NDArray[Any]) -> NDArray[np.uint8]:
    keys = np.zeros((len(values), 1 + ADDRESS_BYTES), np.uint8)
    keys[:, 0] = FAMILIES.index(spec.kind) if spec.kind in FAMILIES else len(FAMILIES)
    if values.ndim == 1:
        values = values.astype(">u8").view(np.uint8).reshape(-1, 8)[:, 8 - (spec.bits + 7) // 8 :]
    keys[:, 1 : 1 + values.shape[1]] = values[:, :ADDRESS_BYTES]
    return keys


def _as_bytes(values: NDArray[np.uint8]) -> NDArray[Any]:
    """Rows of bytes as one value each, which is compared from its first byte on."""
    return np.ascontiguousarray(values).view(f"S{values.shape[1]}").ravel()


def sortable(values: NDArray[Any], kind: Kind) -> NDArray[Any]:
    """A column's values as keys."""
    if values.ndim == 2:
        if kind is SIGNED:
            values = values.copy()
            values[:, 0] ^= 0x80
        return _as_bytes(values)
    return values.astype(np.uint64) if values.dtype.kind in "bu" else values


def keys_of(name: str, index: LayerIndex, registry: Registry, frame: Callable[[int], Frame]) -> Keys:
    """How to read the keys of a column of the list: one of its own, or a field's by filter name."""
    if name in ("number", "time", "length"):
        return FrameKeys(index.capture.frames, name)
    if name in ("source", "destination"):
        return AddressKeys(index, name)
    if name == PROCESS or Columns(index).has_texts(name):
        return TextKeys(index, name)
    if name == "protocol":
        return ProtocolKeys(index, registry, frame)
    if name not in TEXT_COLUMNS and _has_keys_in_bulk(Columns(index), name):
        return WithWholePackets(index, FieldKeys(index, name), DissectedKeys(index, registry, frame, name))
    return DissectedKeys(index, registry, frame, name)


def _has_keys_in_bulk(columns: Columns, name: str) -> bool:
    """Whether the field's column is made of numbers, or of bytes whose order is that of the values."""
    if not columns.has(name):
        return False
    specs = [spec for _, spec in columns.index.specs(name)]
    if all(spec.kind.is_number for spec in specs):
        return True
    in_order = all(spec.kind in _BYTES_IN_ORDER and not spec.little_endian for spec in specs)
    return in_order and len({(spec.kind, spec.bits, spec.rule is None) for spec in specs}) == 1


_BYTES_IN_ORDER = (IPV6, MAC, EUI64, BYTES, SIGNED, ABSOLUTE_TIME, RELATIVE_TIME, FRAME_NUMBER)
