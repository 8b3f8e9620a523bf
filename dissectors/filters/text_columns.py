"""Tests of text fields that have a column: asked once for every different set of texts, not for every packet.

The test itself answers, of a packet that has nothing but these texts; so it says what it would say of each packet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dissectors.fields import SPECS, Field
from dissectors.filters import nodes
from dissectors.filters.operands import Computed, Constant, FieldValues, Negative, Operand, Result, Sliced
from dissectors.filters.packet import Occurrence, Packet
from dissectors.packets.columns import Columns
from dissectors.packets.layer_index import Piece
from dissectors.processes.columns import Texts

Mask = NDArray[np.bool_]

_MOST_TEXTS: Final = 2
"""Of a packet; tunnels have more, and such packets are asked themselves."""
_MOST_COUNTED: Final = 1 << 18
"""Possible numbers that are counted; where there may be more, those that are there are sorted."""
_MOST_KEPT: Final = 100_000
_LAYER: Final = 1


class TextColumns:
    """Answers for one capture; what was asked of the same texts before is not asked again."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._kept: dict[tuple[int, tuple[str, ...]], bool] = {}
        self._asked: dict[int, nodes.Test] = {}
        """Held, so that no other test gets the same identity."""

    def answer(self, test: nodes.Test, piece: Piece) -> tuple[Mask, Mask] | None:
        """Which rows may match and which do; None where the test is not of one text field that has a column."""
        name = _only_field(test)
        texts = self._columns.texts(name, piece) if name is not None else None
        if name is None or texts is None:
            return None
        counts = np.bincount(texts.rows, minlength=piece.count)
        if isinstance(test, nodes.Exists):
            return counts > 0, counts > 0
        certain = np.full(piece.count, self._holds(test, name, ()), np.bool_)
        for count in range(1, _MOST_TEXTS + 1):
            rows, codes = _of_rows_with(count, texts, counts)
            base = len(texts.all)
            different, place = _different(codes, base**count)
            answers = [self._holds(test, name, _texts(code, count, base, texts)) for code in different.tolist()]
            certain[rows] = np.array(answers, np.bool_)[place]
        many = counts > _MOST_TEXTS
        return certain | many, certain & ~many

    def _holds(self, test: nodes.Test, name: str, texts: tuple[str, ...]) -> bool:
        """Raises FilterError where a regular expression takes too long."""
        key = id(test), texts
        known = self._kept.get(key)
        if known is None:
            if len(self._kept) >= _MOST_KEPT:
                self._kept.clear()
            self._asked[id(test)] = test
            known = self._kept[key] = test.matches(_Texts({name: texts}))
        return known


def _of_rows_with(count: int, texts: Texts, counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The rows with so many occurrences, and their codes as one number each."""
    mine = texts.codes[counts[texts.rows] == count].reshape(-1, count)
    factors = np.int64(len(texts.all)) ** np.arange(count, dtype=np.int64)[::-1]
    return np.flatnonzero(counts == count), mine @ factors


def _different(codes: NDArray[np.int64], stop: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The numbers, all below `stop`, each once and ascending, and which of these each one is."""
    if stop > _MOST_COUNTED:
        different, place = np.unique(codes, return_inverse=True)
        return different, place.reshape(-1)
    different = np.flatnonzero(np.bincount(codes, minlength=1))
    places = np.zeros(max(stop, 1), np.int64)
    places[different] = np.arange(len(different))
    return different, places[codes]


def _texts(code: int, count: int, base: int, texts: Texts) -> tuple[str, ...]:
    found = []
    for _ in range(count):
        code, place = divmod(code, base)
        found.append(texts.all[place])
    return tuple(reversed(found))


class _Texts(Packet):
    """A packet that has some texts, all in one layer and in no bytes, and nothing else."""

    def __init__(self, texts: Mapping[str, tuple[str, ...]]) -> None:
        self._found = {
            name: [Occurrence(Field(SPECS[name][0], value, 0, 0), _LAYER, 0, b"") for value in values]
            for name, values in texts.items()
        }


def _only_field(test: nodes.Test) -> str | None:
    """The one field that the test asks about, whatever its layer; None for several or none."""
    names: set[str | None] = set()
    for operand in _operands(test):
        names.update(_fields(operand))
    return names.pop() if len(names) == 1 else None


def _operands(test: nodes.Test) -> Iterator[Operand]:
    match test:
        case nodes.Compare(left, _, right, _):
            yield from (left, right)
        case nodes.In(operand, elements, _):
            yield operand
            for element in elements:
                yield element.low
                if element.high is not None:
                    yield element.high
        case nodes.NotZero(operand) | nodes.HasBytes(operand) | nodes.Exists(operand):
            yield operand


def _fields(operand: Operand) -> Iterator[str | None]:
    """Names; None for one that cannot be answered for without its layers, or an operand of another kind."""
    match operand:
        case FieldValues(name, layers=layers):
            yield None if layers else name
        case Sliced(of) | Negative(of):
            yield from _fields(of)
        case Computed(first, rest):
            for part in (first, *(other for _, other in rest)):
                yield from _fields(part)
        case Result(_, arguments):
            for part in arguments:
                yield from _fields(part)
        case Constant():
            return
        case _:
            yield None
