"""Fields of packets as a `tshark -T fields` of ours prints them: a line a packet, its number first, with all values."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

NUMBER: Final = "frame.number"
_SEPARATOR: Final = "\x1e"
"""Between a field's values: in none of them, because tshark writes control characters as escapes."""
_LONGEST_NUMBER: Final = 20
"""Digits of 64 bits."""

Fields = dict[str, list[str]]
"""By name: the values, in the packet's order; none where it has no such field."""


def parameters_for(names: Iterable[str]) -> list[str]:
    """For the command line of a tshark that prints these fields of every packet."""
    parameters = ["-E", "separator=/t", "-E", "occurrence=a", "-E", f"aggregator={_SEPARATOR}"]
    for name in (NUMBER, *names):
        parameters += ["-e", name]
    return parameters


def fields_of(line: bytes, names: Sequence[str]) -> tuple[int, Fields] | None:
    """tshark's number of a packet, from 1, with the fields that were asked for; None for what is no such line."""
    number, *columns = line.decode("utf-8", "replace").split("\t")
    numbers = numbers_in([number])
    if not numbers or len(columns) != len(names):
        return None
    values = ([value for value in column.split(_SEPARATOR) if value] for column in columns)
    return numbers[0], dict(zip(names, values, strict=True))


def numbers_in(values: Iterable[str]) -> list[int]:
    """Those of the values that are numbers."""
    return [int(value) for value in values if len(value) <= _LONGEST_NUMBER and value.isascii() and value.isdigit()]
