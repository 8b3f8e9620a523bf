"""Columns of the `proc.*` fields: for all rows of a piece whose packets' ends are, without a dissection.

Numbers are columns as other fields'. Texts are kept once each: a column holds where in a list a row's text stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.frame import REASSEMBLED
from dissectors.processes.attribution import Attribution
from dissectors.processes.between import NOTHING
from dissectors.processes.ends import ARROW, words
from dissectors.processes.fields import NUMBERS, TEXTS, VALUES, Value

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Column = tuple[Integers, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Texts:
    """A text field in a piece: one entry an occurrence, in the order of rows and of the tree."""

    rows: Integers
    """Within the piece."""
    codes: Integers
    """Where each one's text stands in `all`."""
    all: Sequence[str]


class _Vocabulary:
    """A field's values, each once, and which one every known attribution has; grows with what is known."""

    def __init__(self, value: Callable[[Attribution], Value | None]) -> None:
        self._value = value
        self._places: dict[Any, int] = {}
        self.all: list[Any] = []
        self._codes = np.zeros(0, np.int64)
        self._done = 0

    def codes(self, known: Sequence[Attribution]) -> Integers:
        """By place in `known` the place in `all`; NOTHING for what has no value."""
        new = [self._code(self._value(one)) for one in known[self._done :]]
        stop = self._done + len(new)
        if stop > len(self._codes):
            longer = np.zeros(max(stop, 2 * len(self._codes)), np.int64)
            longer[: self._done] = self._codes[: self._done]
            self._codes = longer
        self._codes[self._done : stop] = new
        self._done = stop
        return self._codes[:stop]

    def _code(self, value: Value | None) -> int:
        if value is None:
            return NOTHING
        code = self._places.setdefault(value, len(self.all))
        if code == len(self.all):
            self.all.append(value)
        return code


class ProcessColumns:
    """Of one layer index. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self._vocabularies: dict[str, _Vocabulary] = {}
        self._words = _Vocabulary(lambda one: words(one) or None)

    def texts(self, name: str, piece: Piece) -> Texts:
        """A text field in a piece. Raises KeyError for another field."""
        rows, codes = self._column(name, piece)
        return Texts(rows, codes, self._vocabularies[name].all)

    def numbers(self, name: str, piece: Piece) -> Column:
        """A number field's rows and values in a piece. Raises KeyError for another field."""
        rows, codes = self._column(name, piece)
        # Not as numbers without a sign, which would be compared one by one: none needs more than 32 bits.
        return rows, np.array(self._vocabularies[name].all, np.int64)[codes]

    def lines(self, piece: Piece) -> Texts:
        """`Ends.text` of the rows of a piece that have one; one entry a row."""
        self._follow(piece)
        rows, starts, order, known = _joined(list(_ends(self._index, piece, quoted=False)))
        placed = _in_order(rows, starts, order)
        rows, starts, order, known = rows[placed], starts[placed], order[placed], known[placed]
        # Of each row the innermost layer: the last one, and its sender if that stands before it.
        last = np.flatnonzero(np.append(rows[1:] != rows[:-1], True)[: len(rows)])
        before = np.maximum(last - 1, 0)
        is_pair = (last > 0) & (rows[before] == rows[last]) & (starts[before] == starts[last])
        is_receiver = order[last] == 1
        sender = np.where(is_receiver, np.where(is_pair, known[before], NOTHING), known[last])
        receiver = np.where(is_receiver, known[last], NOTHING)
        codes = self._words.codes(self._index.processes.known)
        return self._paired(
            rows[last], *(np.where(side == NOTHING, NOTHING, codes[side]) for side in (sender, receiver))
        )

    def _paired(self, rows: Integers, senders: Integers, receivers: Integers) -> Texts:
        """Both ends' words as one text."""
        count = len(self._words.all) + 1
        pairs, place = np.unique((senders + 1) * count + receivers + 1, return_inverse=True)
        known = ["", *self._words.all]
        texts = [ARROW.join(filter(None, (known[pair // count], known[pair % count]))) for pair in pairs.tolist()]
        there = np.flatnonzero((senders != NOTHING) | (receivers != NOTHING))
        return Texts(rows[there], place.reshape(-1)[there], texts)

    def _column(self, name: str, piece: Piece) -> Column:
        of_known = self._codes_of_known(name, piece)
        rows, starts, order, found = _joined(list(_ends(self._index, piece)))
        codes = of_known[found] if len(of_known) else found
        there = np.flatnonzero(codes != NOTHING)
        rows, starts, order, codes = rows[there], starts[there], order[there], codes[there]
        placed = _in_order(rows, starts, order)
        return rows[placed], codes[placed]

    def _codes_of_known(self, name: str, piece: Piece) -> Integers:
        if name not in self._vocabularies:
            self._vocabularies[name] = _Vocabulary(VALUES[name])
        self._follow(piece)
        return self._vocabularies[name].codes(self._index.processes.known)

    def _follow(self, piece: Piece) -> None:
        self._index.streams.extend(piece.first + piece.count)
        self._index.processes.join()


def _ends(index: LayerIndex, piece: Piece, *, quoted: bool = True) -> Iterator[tuple[Integers, ...]]:
    """Of layers whose ends are known: row, place in the frame, 0 for the sender or 1, and the place in `known`.

    Those in packets that errors quote among them, if `quoted`.
    """
    times = index.capture.frames.column("time", piece.first, piece.first + piece.count)
    for protocol in index.streams.opened:
        if not (index.processes.numbered(protocol) != NOTHING).any():
            continue
        for whole in (False, True):
            found = index.streams.numbered(protocol, piece.first, piece.first + piece.count, whole=whole)
            starts = found.starts.astype(np.int64) + (REASSEMBLED if whole else 0)
            places = found.numbers.astype(np.int64) * 2 + found.sides
            for order in (0, 1):
                known = index.processes.at_times(protocol, places ^ order, times[found.rows])
                there = np.flatnonzero((known != NOTHING) & (quoted | ~found.quoted))
                yield found.rows[there], starts[there], np.full(len(there), order), known[there]


def _in_order(rows: Integers, starts: Integers, order: Integers) -> Integers:
    """The places by row, then place in the frame, then the sender first. One number is sorted sooner than three."""
    return np.argsort(rows << 33 | starts << 1 | order, kind="stable")


def _joined(parts: Sequence[tuple[Integers, ...]]) -> tuple[Integers, ...]:
    if not parts:
        return tuple(np.zeros(0, np.int64) for _ in range(4))
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def _numbers(name: str) -> Callable[[LayerIndex, Piece], Column]:
    return lambda index, piece: index.process_columns.numbers(name, piece)


PROCESS_NUMBERS: Final[Mapping[str, Callable[[LayerIndex, Piece], Column]]] = {
    name: _numbers(name) for name in sorted(NUMBERS)
}
"""Makes of a piece's column, by field."""
PROCESS_FIELDS: Final = NUMBERS | TEXTS
