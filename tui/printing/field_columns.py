"""`-T fields` for many packets at once, from columns: byte for byte what `field_rows` prints packet by packet.

Serves where every field asked for has a column; values are read in bulk and each different one is written once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME
from dissectors.fields import ABSOLUTE_TIME, RELATIVE_TIME, SPECS, AnySpec
from dissectors.packets.columns import Columns, Part
from dissectors.packets.layer_index import Piece
from dissectors.packets.table import PacketTable
from dissectors.processes.columns import Texts
from tui.printing.field_rows import FieldRows, Layout

Rows = NDArray[np.int64]

KEPT_TEXTS = 50_000
"""Of one field's different values."""


class FieldColumns:
    """Prints the named fields of many packets; every one must have a column."""

    def __init__(self, table: PacketTable, names: Sequence[str], layout: Layout) -> None:
        self._table = table
        self._names = tuple(names)
        self._layout = layout
        self._columns = Columns(table.index)
        self._by_dissection = FieldRows(names, layout)
        self._texts: dict[int, _Texts] = {}
        """By the declaration's identity."""

    @staticmethod
    def serve(table: PacketTable, names: Sequence[str]) -> bool:
        """Whether all these fields have columns."""
        columns = Columns(table.index)
        return all(columns.has(name) or columns.has_texts(name) for name in names)

    def lines(self, rows: Rows) -> Iterator[str]:
        """Lines of the packets of ascending rows, many at a time and with their line ends."""
        while len(rows):
            with self._table.index.turn:
                piece = self._table.index.piece_of(int(rows[0]))
                count = int(np.searchsorted(rows, piece.first + piece.count))
                cells = self._cells_of(piece, rows[:count] - piece.first)
                whole = self._columns.rows_with_whole_packets(piece) + piece.first
            lines = list(map(self._layout.separator.join, zip(*cells, strict=True)))
            # What packets in fragments carry has no columns.
            for place in np.flatnonzero(np.isin(rows[:count], whole)).tolist():
                lines[place] = self._by_dissection.line(self._table, int(rows[place]))
            rows = rows[count:]
            yield "\n".join(lines) + "\n"

    def _cells_of(self, piece: Piece, rows: Rows) -> list[list[str]]:
        """A list of cells for each field: one for each of the piece's rows that are wanted."""
        place = None
        if len(rows) < piece.count:
            place = np.full(piece.count, -1, np.int64)
            place[rows] = np.arange(len(rows))
        return [self._cells(name, piece, place, len(rows)) for name in self._names]

    def _cells(self, name: str, piece: Piece, place: Rows | None, count: int) -> list[str]:
        told = self._columns.texts(name, piece)
        parts = self._columns.parts(name, piece) if told is None else []
        if place is not None:
            parts = [_chosen(part, place) for part in parts]
        if told is not None:
            rows, texts = _printed(name, told, place)
        elif not parts:
            return [""] * count
        elif len(parts) == 1:
            rows, texts = parts[0].rows, self._written(parts[0], piece, place)
        else:
            order = _tree_order(parts)
            rows = np.concatenate([part.rows for part in parts])[order]
            unordered = [text for part in parts for text in self._written(part, piece, place)]
            texts = [unordered[at] for at in order.tolist()]
        rows, texts = self._one_a_row(rows, texts)
        if self._layout.quote:
            texts = [f"{self._layout.quote}{text}{self._layout.quote}" for text in texts]
        if len(rows) == count:
            return texts
        cells = np.full(count, "", object)
        cells[rows] = texts
        return cast(list[str], cells.tolist())

    def _one_a_row(self, rows: Rows, texts: list[str]) -> tuple[Rows, list[str]]:
        """Each row's occurrences as one text, as far as they are wanted."""
        firsts = np.flatnonzero(np.diff(rows, prepend=-1))
        if len(firsts) == len(rows):
            return rows, texts
        stops = np.append(firsts[1:], len(rows))
        if self._layout.occurrence == "f":
            return rows[firsts], [texts[first] for first in firsts.tolist()]
        if self._layout.occurrence == "l":
            return rows[firsts], [texts[stop - 1] for stop in stops.tolist()]
        pairs = zip(firsts.tolist(), stops.tolist(), strict=True)
        return rows[firsts], [self._layout.aggregator.join(texts[first:stop]) for first, stop in pairs]

    def _written(self, part: Part, piece: Piece, place: Rows | None) -> list[str]:
        """The values as tshark writes them."""
        spec, values = part.spec, part.values
        known = self._texts.setdefault(id(spec), _Texts(spec))
        if values.ndim == 2:
            raw = np.ascontiguousarray(values).view(f"V{values.shape[1]}").ravel().tolist()
            return list(map(known.__getitem__, raw))
        numbers = values.tolist()
        if spec.kind in (ABSOLUTE_TIME, RELATIVE_TIME):
            self._restore_far_times(part, piece, place, numbers)
        if spec.kind.printed is str and not spec.hex_digits:
            return list(map(str, numbers))
        return list(map(known.__getitem__, numbers))

    def _restore_far_times(self, part: Part, piece: Piece, place: Rows | None, times: list[int]) -> None:
        """Put exact times where the column, of 64 bits, could not hold them."""
        for at in np.flatnonzero((part.values == LATEST_TIME) | (part.values == EARLIEST_TIME)).tolist():
            row = int(part.rows[at])
            if place is not None:
                row = int(np.flatnonzero(place == row)[0])
            times[at] = self._table.time(piece.first + row) or 0


class _Texts(dict[Any, str]):
    """Values of one field as text, made when first asked for."""

    def __init__(self, spec: AnySpec) -> None:
        super().__init__()
        self._printed: Callable[[Any], str] = spec.printed
        self._decode = None if spec.kind.is_number else spec.kind.decode

    def __missing__(self, value: Any) -> str:
        if len(self) >= KEPT_TEXTS:
            self.clear()
        decoded = self._decode(value) if self._decode is not None and isinstance(value, bytes) else value
        text = self[value] = self._printed(decoded)
        return text


def _printed(name: str, told: Texts, place: Rows | None) -> tuple[Rows, list[str]]:
    """The occurrences in rows that have a place, as `_chosen`, and each text as it is printed."""
    rows = told.rows if place is None else place[told.rows]
    kept = np.flatnonzero(rows >= 0)
    printed = [SPECS[name][0].printed(text) for text in told.all]
    return rows[kept], [printed[code] for code in told.codes[kept].tolist()]


def _chosen(part: Part, place: Rows) -> Part:
    """The occurrences in rows that have a place, and these places as their rows."""
    rows = place[part.rows]
    kept = np.flatnonzero(rows >= 0)
    return Part(part.spec, rows[kept], part.starts[kept], part.values[kept])


def _tree_order(parts: Sequence[Part]) -> Rows:
    """The order of all parts' occurrences: by row, then by layer, then as the header has them."""
    keys = [part.rows.astype(np.int64) << 40 | part.starts << 8 | number for number, part in enumerate(parts)]
    # The parts are in order: a stable sort merges them.
    return np.argsort(np.concatenate(keys), kind="stable")
