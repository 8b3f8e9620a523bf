"""What gives values in a filter: fields, slices of them, computations, constants."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from dissectors.fields import AnySpec, Field
from dissectors.filters.packet import Occurrence, Packet
from dissectors.filters.syntax import Piece
from dissectors.filters.types import BYTES, STRING, Value, ValueType, as_bytes, value_of


class Operand(Protocol):
    """One side of a comparison."""

    @property
    def type(self) -> ValueType: ...
    @property
    def spec(self) -> AnySpec | None:
        """The declaration whose named values a literal on the other side may use."""

    def values(self, packet: Packet) -> list[Any]:
        """Every value it has in a packet; empty where it has none."""
        ...


@dataclass(frozen=True, slots=True)
class FieldValues:
    """A field by name, in all layers or only in some."""

    name: str
    spec: AnySpec
    type: ValueType
    layers: tuple[Piece, ...] = ()
    with_payload: bool = False
    """A protocol's bytes go on to the end of its layer: what `contains` and `matches` look at."""

    def occurrences(self, packet: Packet) -> list[Occurrence]:
        """Where it stands in the packet."""
        found = packet.occurrences(self.name)
        if not self.layers:
            return found
        last = packet.last_layer(self.name)
        return [one for one in found if any(_holds(piece, one.layer, last) for piece in self.layers)]

    def values(self, packet: Packet) -> list[Value]:
        if self.with_payload:
            return [one.data[one.field.start : one.layer_stop] for one in self.occurrences(packet)]
        if self.type is STRING:
            # A name of an address's host asks for text.
            return [_text(one.field) for one in self.occurrences(packet) if one.field.value is not None]
        found = (value_of(one.field, one.data) for one in self.occurrences(packet))
        return [value for value in found if value is not None]


def _text(field: Field) -> Value:
    value = field.value
    return value if isinstance(value, str) else field.spec.kind.printed(value)


def _holds(piece: Piece, number: int, last: int) -> bool:
    """Whether a choice of layers holds this one; negative ones count from the innermost, which is -1."""
    start = piece.start if piece.start >= 0 else last + 1 + piece.start
    return start <= number and (piece.length is None or number < start + piece.length)


@dataclass(frozen=True, slots=True)
class Constant:
    """A literal."""

    value: Any
    type: ValueType
    spec: AnySpec | None = None

    def values(self, packet: Packet) -> list[Any]:
        return [self.value]


@dataclass(frozen=True, slots=True)
class Sliced:
    """Some bytes of each value; none from the first piece on that reaches beyond either end."""

    of: Operand
    pieces: tuple[Piece, ...]
    type: ValueType = BYTES
    spec: AnySpec | None = None
    passes_over_empty: bool = False
    """A value of which nothing is left is none: so it is to `contains` and `matches`."""

    def values(self, packet: Packet) -> list[bytes]:
        parts = [_cut(as_bytes(value, self.of.type), self.pieces) for value in self.of.values(packet)]
        return [part for part in parts if part] if self.passes_over_empty else parts


def _cut(data: bytes, pieces: Sequence[Piece]) -> bytes:
    parts: list[bytes] = []
    for piece in pieces:
        start = piece.start if piece.start >= 0 else len(data) + piece.start
        stop = len(data) if piece.length is None else start + piece.length
        if start < 0 or stop > len(data):
            break
        parts.append(data[start:stop])
    return b"".join(parts)


def _divide(left: Any, right: Any) -> Any:
    """C's division: towards zero for whole numbers."""
    if isinstance(left, float):
        return left / right
    quotient = abs(left) // abs(right)
    return quotient if (left < 0) == (right < 0) else -quotient


def _remainder(left: Any, right: Any) -> Any:
    return left - right * _divide(left, right)


def _bits(left: Any, right: Any) -> Any:
    if isinstance(left, bytes):
        return bytes(a & b for a, b in zip(left, right, strict=True))
    return left & right


_COMPUTE: Mapping[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": _divide,
    "%": _remainder,
    "&": _bits,
}


@dataclass(frozen=True, slots=True)
class Computed:
    """A chain of computations, from left to right, over every combination of values."""

    first: Operand
    rest: Sequence[tuple[str, Operand]]
    type: ValueType
    spec: AnySpec | None = None
    bits: int = 0
    """Width of whole numbers, beyond which there is no result; 0 for what has no bounds."""

    def values(self, packet: Packet) -> list[Any]:
        results = self.first.values(packet)
        for code, operand in self.rest:
            compute, others = _COMPUTE[code], operand.values(packet)
            results = [
                result
                for left in results
                for right in others
                for result in _result(compute, left, right)
                if not self.bits or code == "&" or _fits(left, right, result, self.bits)
            ]
        return results


def _fits(left: int, right: int, result: int, bits: int) -> bool:
    """Whether numbers of so many bits have this result: those without a sign take none from the right side."""
    least = -(1 << bits - 1)
    if left < 0:
        return least <= result < -least
    return right >= 0 and least <= result < 1 << bits


def _result(compute: Callable[[Any, Any], Any], left: Any, right: Any) -> list[Any]:
    """One value; none where a number is divided by zero or bytes differ in length."""
    try:
        return [compute(left, right)]
    except (ZeroDivisionError, ValueError, OverflowError):
        return []


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus sign."""

    of: Operand
    type: ValueType
    spec: AnySpec | None = None
    bits: int = 0
    """As of `Computed`."""

    def values(self, packet: Packet) -> list[Any]:
        largest = 1 << self.bits - 1 if self.bits else None
        return [-value for value in self.of.values(packet) if largest is None or value <= largest]


@dataclass(frozen=True, slots=True)
class Result:
    """What a function makes of its arguments' values in a packet."""

    compute: Callable[[Sequence[Operand], Packet], list[Any]]
    arguments: Sequence[Operand]
    type: ValueType
    spec: AnySpec | None = None

    def values(self, packet: Packet) -> list[Any]:
        return self.compute(self.arguments, packet)
