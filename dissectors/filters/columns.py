"""The column tier: a filter answered for all rows of a piece at once.

For every row the answer is yes, no, or "ask the packet": a pair of masks, the rows that may match and those that
do. Tests on columns are exact; tests that need a dissection say which rows could have the field at all, so that as
few packets as possible are dissected. The rules follow `nodes`, which answers for one packet.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors import fields
from dissectors.filters import nodes, types
from dissectors.filters.networks import Network
from dissectors.filters.operands import Computed, Constant, FieldValues, Operand, Sliced
from dissectors.filters.syntax import Piece as SlicePiece
from dissectors.filters.text_columns import TextColumns
from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import Piece

Mask = NDArray[np.bool_]

MOST_FRAME_BYTES = 1024
"""Longer slices of whole frames are left to the packets: they would be gathered for all rows at a time."""


@dataclass(frozen=True, slots=True)
class Answer:
    """For each row of a piece."""

    possible: Mask
    """The filter may match."""
    certain: Mask
    """It does."""

    @property
    def open(self) -> Mask:
        """Rows whose packets must be asked."""
        open_rows: Mask = self.possible & ~self.certain
        return open_rows


def exactly(mask: Mask) -> Answer:
    """An answer that leaves nothing open."""
    return Answer(mask, mask)


@dataclass(frozen=True, slots=True)
class _Values:
    """An operand's values over a piece: numbers, or rows of bytes."""

    rows: NDArray[np.intp]
    values: NDArray[Any]
    empty: NDArray[np.intp] | None = None
    """Rows of which a slice leaves nothing."""

    @property
    def are_bytes(self) -> bool:
        return self.values.ndim == 2


class ColumnTier:
    """Answers compiled tests for pieces of one capture."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._texts = TextColumns(columns)

    def answer(self, test: nodes.Test, piece: Piece) -> Answer:
        """What the columns know of a test."""
        told = self._texts.answer(test, piece)
        if told is not None:
            return Answer(*told)
        match test:
            case nodes.And(tests):
                answers = [self.answer(part, piece) for part in tests]
                return _combine(answers, np.logical_and)
            case nodes.Or(tests):
                answers = [self.answer(part, piece) for part in tests]
                return _combine(answers, np.logical_or)
            case nodes.Xor(tests):
                answers = [self.answer(part, piece) for part in tests]
                known = np.logical_and.reduce([~answer.open for answer in answers])
                odd = np.logical_xor.reduce([answer.certain for answer in answers])
                return Answer(odd | ~known, odd & known)
            case nodes.Not(of):
                answer = self.answer(of, piece)
                return Answer(~answer.certain, ~answer.possible)
            case nodes.Exists(field):
                return self._exists(field, piece)
            case nodes.Compare(left, comparer, right, wants_all):
                return self._compare(left, comparer.sign, right, wants_all, piece) or self._ask(test, piece)
            case nodes.In(operand, elements, wants_all):
                return self._in(operand, elements, wants_all, piece) or self._ask(test, piece)
            case nodes.NotZero(operand) | nodes.HasBytes(operand):
                values = self._values(operand, piece)
                if values is None:
                    return self._ask(test, piece)
                numbers = values.values if values.are_bytes else values.values[:, None]
                holds = (numbers != 0).any(axis=1)
                if isinstance(test, nodes.HasBytes):
                    holds[:] = numbers.shape[1] > 0
                return exactly(_any(values.rows, holds, piece.count))
        return Answer(np.ones(piece.count, np.bool_), np.zeros(piece.count, np.bool_))

    def _exists(self, field: FieldValues, piece: Piece) -> Answer:
        if field.layers:
            return Answer(self.columns.rows_with(field.name, piece), np.zeros(piece.count, np.bool_))
        if self.columns.has(field.name):
            rows = self.columns.occurrences(field.name, piece).rows
            return exactly(_any(rows, np.ones(len(rows), np.bool_), piece.count))
        possible = self.columns.rows_with(field.name, piece)
        certain = possible if self.columns.is_protocol(field.name) else np.zeros(piece.count, np.bool_)
        return Answer(possible, certain)

    def _ask(self, test: nodes.Test, piece: Piece) -> Answer:
        """A test of fields without columns: possible where every field it needs can be."""
        possible = np.ones(piece.count, np.bool_)
        for name in _needed(test):
            possible &= self.columns.rows_with(name, piece)
        return Answer(possible, np.zeros(piece.count, np.bool_))

    def _compare(
        self, left: Operand, compare: Callable[[Any, Any], Any] | None, right: Operand, wants_all: bool, piece: Piece
    ) -> Answer | None:
        if compare is None or not isinstance(right, Constant):
            return None
        values = self._values(left, piece)
        holds = None if values is None else _holds(values, compare, right.value)
        if values is None or holds is None:
            return None
        if values.empty is not None and isinstance(right.value, bytes):
            of_nothing = np.full(len(values.empty), compare(0, len(right.value)), np.bool_)
            holds = np.concatenate((holds, of_nothing))
            values = _Values(np.concatenate((values.rows, values.empty)), values.values)
        return _every_or_any(values, holds, wants_all, piece)

    def _in(self, operand: Operand, elements: Sequence[nodes.Element], wants_all: bool, piece: Piece) -> Answer | None:
        values = self._values(operand, piece)
        if values is None:
            return None
        answers: list[Answer] = []
        for element in elements:
            if not isinstance(element.low, Constant) or not isinstance(element.high, (Constant, type(None))):
                return None
            if element.high is None:
                holds = _holds(values, operator.eq, element.low.value)
            else:
                above, below = (
                    _holds(values, operator.ge, element.low.value),
                    _holds(values, operator.le, element.high.value),
                )
                holds = None if above is None or below is None else above & below
            if holds is None:
                return None
            answers.append(_every_or_any(values, holds, wants_all, piece))
        return _combine(answers, np.logical_or)

    def _values(self, operand: Operand, piece: Piece) -> _Values | None:
        """An operand's values where all of them come from columns; None where a packet must be asked."""
        match operand:
            case FieldValues(name, type=type_, layers=()) if type_ in _IN_COLUMNS and self.columns.has(name):
                found = self.columns.occurrences(name, piece)
                return None if found.kind is fields.SIGNED else _Values(found.rows, found.values)
            case Sliced(FieldValues("frame", layers=()), [SlicePiece(start, int(length))]) if (
                start >= 0 and length <= MOST_FRAME_BYTES
            ):
                rows, values = self.columns.frame_bytes(piece, start, length)
                return _Values(rows, values, np.setdiff1d(np.arange(piece.count), rows, assume_unique=True))
            case Sliced(of, pieces):
                whole = self._values(of, piece)
                return None if whole is None else _sliced(whole, of, pieces)
            case Computed(first, [("&", Constant(mask))]) if isinstance(mask, int):
                whole = self._values(first, piece)
                if whole is None or whole.are_bytes or mask >= 1 << 63:
                    return None
                return _Values(whole.rows, whole.values.astype(np.int64) & mask)
        return None


_IN_COLUMNS = (
    *(types.NUMBER, types.BOOLEAN, types.IPV4, types.IPV6, types.MAC, types.BYTES),
    *(types.ABSOLUTE_TIME, types.RELATIVE_TIME),
)
"""Types whose values columns hold as filters compare them."""


def _combine(answers: Sequence[Answer], join: np.ufunc) -> Answer:
    return Answer(
        join.reduce([answer.possible for answer in answers]), join.reduce([answer.certain for answer in answers])
    )


def _any(rows: NDArray[np.intp], holds: Mask, count: int) -> Mask:
    mask = np.zeros(count, np.bool_)
    mask[rows[holds]] = True
    return mask


def _every_or_any(values: _Values, holds: Mask, wants_all: bool, piece: Piece) -> Answer:
    if not wants_all:
        return exactly(_any(values.rows, holds, piece.count))
    present = _any(values.rows, np.ones(len(values.rows), np.bool_), piece.count)
    return exactly(present & ~_any(values.rows, ~holds, piece.count))


def _holds(values: _Values, compare: Callable[[Any, Any], Any], wanted: Any) -> Mask | None:
    """Whether each value compares so with a constant; None where columns cannot tell."""
    if isinstance(wanted, Network):
        return _in_network(values, compare, wanted)
    if values.are_bytes:
        if isinstance(wanted, int):
            wanted = wanted.to_bytes(16, "big")
        return _bytes_hold(values.values, compare, wanted) if isinstance(wanted, bytes) else None
    if not isinstance(wanted, int):
        return None
    numbers = values.values
    if wanted.bit_length() > 62 or numbers.dtype == np.uint64:
        # Python compares what numpy would make floats of.
        return np.fromiter((compare(number, wanted) for number in numbers.tolist()), np.bool_, len(numbers))
    holds: Mask = compare(numbers, np.int64(wanted))
    return holds


def _in_network(values: _Values, compare: Callable[[Any, Any], Any], wanted: Network) -> Mask:
    # The packet tier compares `value` with the network on the right, which looks at the masked bits only.
    if not values.are_bytes:
        masked: Mask = compare(values.values.astype(np.int64) & wanted.mask, wanted.value)
        return masked
    mask = np.frombuffer(wanted.mask.to_bytes(16, "big"), np.uint8)
    return _bytes_hold(values.values & mask, compare, wanted.value.to_bytes(16, "big"))


def _bytes_hold(values: NDArray[np.uint8], compare: Callable[[Any, Any], Any], wanted: bytes) -> Mask:
    """Compare rows of bytes with others: a shorter one is less, then the first byte that differs decides."""
    length = len(wanted)
    if values.shape[1] != length:
        return np.full(len(values), compare(values.shape[1], length), np.bool_)
    if not length:
        return np.full(len(values), compare(0, 0), np.bool_)
    left, right = values.astype(np.int16), np.frombuffer(wanted, np.uint8)
    first = np.argmax(left != right, axis=1)
    holds: Mask = compare(left[np.arange(len(left)), first], right[first])
    return holds


def _sliced(whole: _Values, of: Operand, pieces: Sequence[SlicePiece]) -> _Values | None:
    """The bytes that a slice cuts out of values of one length; nothing from where it reaches beyond either end."""
    values = whole.values
    if not whole.are_bytes:
        if of.type.family != "ipv4":
            return None
        values = values.astype(">u4").view(np.uint8).reshape(-1, 4)
    length = values.shape[1]
    chosen: list[int] = []
    for piece in pieces:
        start = piece.start if piece.start >= 0 else length + piece.start
        stop = length if piece.length is None else start + piece.length
        if start < 0 or stop > length:
            break
        chosen += range(start, stop)
    return _Values(whole.rows, values[:, chosen])


def _needed(test: nodes.Test) -> set[str]:
    """Fields without which the test cannot be true."""
    operands: list[Operand] = []
    match test:
        case nodes.Compare(left, _, right, _):
            operands = [left, right]
        case nodes.In(operand, _, _) | nodes.NotZero(operand) | nodes.HasBytes(operand):
            operands = [operand]
    needed: set[str] = set()
    for operand in operands:
        match operand:
            case FieldValues(name):
                needed.add(name)
            case Sliced(FieldValues(name)) | Computed(FieldValues(name)):
                needed.add(name)
    return needed
