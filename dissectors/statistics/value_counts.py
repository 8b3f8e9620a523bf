"""In how many packets fields have which value, alone or two of one header together: counted from the columns.

TCP's flags, times to live, ports, ICMP's types with their codes. Out go lists, the most frequent first.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.columns import Columns
from dissectors.packets.piece_counts import PieceCounts
from dissectors.packets.whole_columns import whole_numbers
from dissectors.statistics.prepared_columns import prepare

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
SMALL: Final = 1 << 16
"""Numbers below this one are counted in a table of all; others, and bytes, as they are met."""
_BITS: Final = 32


class _FieldCounts(PieceCounts):
    """Counts the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex, *fields: str) -> None:
        """Raises KeyError for a field without a column."""
        super().__init__(index)
        self._columns = Columns(index)
        self.fields = fields
        for field in fields:
            if not self._columns.has(field):
                raise KeyError(field)

    def _occurrences(self, field: str, piece: Piece, skipped: int) -> tuple[NDArray[np.intp], NDArray[Any]]:
        """Rows within the piece, and values; with those in packets that came in fragments, where these are whole."""
        found = self._columns.occurrences(field, piece)
        more, others = whole_numbers(self.index, field, piece, piece.first + skipped)
        if not len(more) or found.values.ndim != 1:
            return found.rows, found.values
        return np.concatenate([found.rows, more]), np.concatenate([found.values, others])

    def _walk(self, stop: int, rows: Integers | None) -> None:
        for field in self.fields:
            prepare(self.index, field, stop)
        super()._walk(stop, rows)


class ValueCounts(_FieldCounts):
    """In how many packets a field has each value, however often: a tunnel may have it twice."""

    def __init__(self, index: LayerIndex, field: str) -> None:
        """Raises KeyError for a field without a column."""
        super().__init__(index, field)
        self._small = np.zeros(0, np.int64)
        """By value."""
        self._others: dict[Hashable, int] = {}

    def values(self) -> list[tuple[Any, int]]:
        """Each value, a number or bytes, with how many packets had it, the most frequent first.

        Those that as many had are in the order of values.
        """
        small = np.flatnonzero(self._small)
        found: list[tuple[Any, int]] = list(zip(small.tolist(), self._small[small].tolist(), strict=True))
        return _most_first([*found, *self._others.items()])

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        rows, values = self._occurrences(self.fields[0], piece, skipped)
        mine = slice(None) if wanted is None else wanted[rows]
        values = _once_a_packet(rows[mine], values[mine])
        if values.ndim == 1 and values.dtype.kind in "uib":
            is_small = (values >= 0) & (values < SMALL)
            self._add_small(values[is_small].astype(np.int64))
            values = values[~is_small]
        others = self._others
        for value, count in _different(values):
            others[value] = others.get(value, 0) + count

    def _add_small(self, values: Integers) -> None:
        counts = np.bincount(values)
        if len(counts) > len(self._small):
            self._small = np.concatenate([self._small, np.zeros(len(counts) - len(self._small), np.int64)])
        self._small[: len(counts)] += counts


class PairCounts(_FieldCounts):
    """In how many packets two fields of one header, which has each once, have which values; of at most 31 bits."""

    def __init__(self, index: LayerIndex, first: str, second: str) -> None:
        """Raises KeyError for a field without a column."""
        super().__init__(index, first, second)
        self._found: dict[int, int] = {}

    def values(self) -> list[tuple[tuple[int, int], int]]:
        """Each pair with how often it was there, the most frequent first, those alike in the order of values."""
        return _most_first([((both >> _BITS, both & (2**_BITS - 1)), count) for both, count in self._found.items()])

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        (rows, ones), (also, others) = (self._occurrences(field, piece, skipped) for field in self.fields)
        if not np.array_equal(rows, also):
            return
        both = (ones.astype(np.int64) << _BITS) | others.astype(np.int64)
        mine = slice(None) if wanted is None else wanted[rows]
        for value, count in _different(_once_a_packet(rows[mine], both[mine])):
            self._found[value] = self._found.get(value, 0) + count


def _most_first(found: list[tuple[Any, int]]) -> list[tuple[Any, int]]:
    """Those that as many had in the order of values: sorting twice makes no key for each of a million."""
    found.sort(key=itemgetter(0))
    found.sort(key=itemgetter(1), reverse=True)
    return found


def _once_a_packet(rows: NDArray[np.intp], values: NDArray[Any]) -> NDArray[Any]:
    """The values without those that the same row has already."""
    again = np.flatnonzero(np.bincount(rows)[rows] > 1)
    if not len(again):
        return values
    alike = np.unique(values[again], return_inverse=True, axis=0)[1].reshape(-1)
    order = np.lexsort((alike, rows[again]))
    same_row, same_value = (one[order][1:] == one[order][:-1] for one in (rows[again], alike))
    return np.delete(values, again[order[1:][same_row & same_value]], axis=0)


def _different(values: NDArray[Any]) -> Iterator[tuple[Any, int]]:
    """Each value with how often it is there; n x length bytes are given as bytes."""
    if values.ndim == 2:
        # An item for all bytes of a value: these are compared as such.
        values = np.ascontiguousarray(values).view(f"V{values.shape[1]}").ravel()
    found, counts = np.unique(values, return_counts=True)
    return zip(found.tolist(), counts.tolist(), strict=True)
