"""The functions of the language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dissectors.filters import types
from dissectors.filters.operands import FieldValues, Operand
from dissectors.filters.overrides import width
from dissectors.filters.packet import Packet
from dissectors.filters.types import BOOLEAN, NUMBER, STRING, ValueType, text_bytes

_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_UPPER = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_LENGTHS = {
    types.IPV4: 4,
    types.IPV6: 16,
    types.EUI64: 8,
    types.FLOAT: 8,
    types.ABSOLUTE_TIME: 0,
    types.RELATIVE_TIME: 0,
}


@dataclass(frozen=True, slots=True)
class Function:
    """One function of one or more arguments."""

    help: str
    accepts: Callable[[Operand], str]
    """Empty for an argument it can take, else what it wants, such as "a field"."""
    gives: Callable[[ValueType], ValueType]
    """From the first argument's type to the result's."""
    compute: Callable[[Sequence[Operand], Packet], list[Any]]
    takes_many: bool = False


def _length(value: Any, operand: Operand) -> int:
    if isinstance(value, (bytes, str)):
        return len(value if isinstance(value, bytes) else text_bytes(value))
    if operand.type is NUMBER:
        return width(operand.spec) // 8
    return _LENGTHS.get(operand.type, 0)


def _lengths(arguments: Sequence[Operand], packet: Packet) -> list[int]:
    return [_length(value, arguments[0]) for value in arguments[0].values(packet)]


def _count(arguments: Sequence[Operand], packet: Packet) -> list[int]:
    (field,) = arguments
    number = len(field.occurrences(packet)) if isinstance(field, FieldValues) else 0
    return [number] if number else []


def _strings(arguments: Sequence[Operand], packet: Packet) -> list[str]:
    (field,) = arguments
    if not isinstance(field, FieldValues):
        return []
    return [one.field.spec.kind.printed(one.field.value) for one in field.occurrences(packet)]


def _translated(table: dict[int, int]) -> Callable[[Sequence[Operand], Packet], list[str]]:
    return lambda arguments, packet: [value.translate(table) for value in arguments[0].values(packet)]


def _best(choose: Callable[[list[Any]], Any]) -> Callable[[Sequence[Operand], Packet], list[Any]]:
    def compute(arguments: Sequence[Operand], packet: Packet) -> list[Any]:
        values = [value for argument in arguments for value in argument.values(packet)]
        return [choose(values)] if values else []

    return compute


def _absolute(arguments: Sequence[Operand], packet: Packet) -> list[Any]:
    return [abs(value) for value in arguments[0].values(packet)]


def _any_field(operand: Operand) -> str:
    return "" if isinstance(operand, FieldValues) else "a field"


def _string_field(operand: Operand) -> str:
    return "" if isinstance(operand, FieldValues) and operand.type is STRING else "a field that is a string"


def _printable_field(operand: Operand) -> str:
    return "" if isinstance(operand, FieldValues) and operand.type.can_become_string else "a number or an address"


def _ordered(operand: Operand) -> str:
    return "" if operand.type.is_ordered else "values that can be ordered"


def _signed(operand: Operand) -> str:
    return "" if "-" in operand.type.arithmetic or operand.type is BOOLEAN else "a number"


FUNCTIONS: Mapping[str, Function] = {
    "len": Function("the length of each value in bytes", _any_field, lambda _: NUMBER, _lengths),
    "count": Function("how often a field occurs", _any_field, lambda _: NUMBER, _count),
    "string": Function("each value as text", _printable_field, lambda _: STRING, _strings),
    "lower": Function("text in small letters", _string_field, lambda _: STRING, _translated(_LOWER)),
    "upper": Function("text in capitals", _string_field, lambda _: STRING, _translated(_UPPER)),
    "max": Function("the greatest of all values", _ordered, lambda first: first, _best(max), takes_many=True),
    "min": Function("the smallest of all values", _ordered, lambda first: first, _best(min), takes_many=True),
    "abs": Function("values without their sign", _signed, lambda first: first, _absolute),
}
