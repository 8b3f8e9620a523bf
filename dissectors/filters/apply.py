"""Filters made of what a packet shows: a field of the tree, or some of its bytes; and joined to the one in use.

What is made is text that `compile_filter` takes, so that a person can read it and go on from it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from dissectors import fields
from dissectors.fields import AnySpec, Field
from dissectors.filters import syntax
from dissectors.filters.names import field_specs
from dissectors.filters.overrides import largest
from dissectors.filters.parser import parse
from dissectors.filters.types import EUI64, GUID, IPV6, LINK_ADDRESS, text_bytes, type_of

MOST_BYTES = 256
"""Of a longer value the filter compares the beginning only: nobody reads more."""

MOST_NAMED = 200
"""Packets, or conversations, that a filter names one by one."""

WAYS = ("is", "is not", "and is", "and is not", "or is", "or is not")
"""How a new filter goes together with the one in use; the first two take its place."""

BARE_WORDS = frozenset({"object identifier"})
"""Kinds of texts that are written without quotes."""

_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_CONJOINING = range(0x1100, 0x1200)
"""Hangul that is drawn together with its neighbours."""


def filter_for(field: Field) -> str | None:
    """The filter that finds packets with this field and value; with the field alone where it has no value.

    None for lines without a name, and for names that cannot be used in a filter.
    """
    name = usable_name(field.name)
    return filter_naming(field, name) if name is not None else None


def filter_for_rows(rows: Iterable[int]) -> str:
    """The filter that finds the frames of rows, at least one, which count from 0."""
    return f"frame.number in {{{', '.join(str(row + 1) for row in rows)}}}"


def filter_naming(field: Field, name: str) -> str:
    """The same for a field under a name that some filter takes, ours or tshark's."""
    value = field.value
    if value is None or field.spec.kind.name in (fields.NONE.name, fields.PROTOCOL.name):
        return name
    if isinstance(value, bytes):
        type_ = type_of(field.spec, name)
        if type_ in (IPV6, EUI64, GUID):
            return f"{name} == {field.spec.kind.printed(value)}"
        return _bytes_equal(name, value, most=MOST_BYTES if type_ is not LINK_ADDRESS or len(value) == 6 else 0)
    if isinstance(value, str) and field.spec.kind.name in BARE_WORDS:
        return f"{name} == {value}"
    if isinstance(value, str):
        data = text_bytes(value)
        return f"{name} == {quoted(value)}" if len(data) <= MOST_BYTES else _bytes_equal(name, data)
    if isinstance(value, float):
        return name if math.isnan(value) else f"{name} == {repr(value).replace('e+', 'e')}"
    most = largest(field.spec)
    if field.spec.kind.name == fields.UNSIGNED.name and value > most:
        # Computed from a smaller number on the wire, whose size decides what a filter may say.
        return f"{name} > {most}"
    return f"{name} == {_number(field.spec, value)}"


def usable_name(name: str) -> str | None:
    """A field's name, or None where no filter takes it."""
    return name if name and field_specs(name) else None


def filter_for_bytes(start: int, data: bytes) -> str:
    """The filter that finds packets with these bytes at a place, counted from the frame's first byte."""
    part = data[:MOST_BYTES]
    return f"frame[{start}:{len(part)}] == {_octets(part)}" if part else "frame"


def joined(current: str, text: str, way: str) -> str:
    """The filter in use and a new one, in one of the `WAYS`."""
    new = f"!({text})" if way.endswith("not") and _is_long(text) else f"!{text}" if way.endswith("not") else text
    if not current.strip() or way.startswith("is"):
        return new
    word, sign = ("and", "&&") if way.startswith("and") else ("or", "||")
    return f"{_grouped(current.strip(), word)} {sign} {new}"


def quoted(text: str) -> str:
    """A string literal; what terminals do not draw as one plain character is written as the bytes it is."""
    return '"' + "".join(_ESCAPES.get(character) or _drawn(character) for character in text) + '"'


def _drawn(character: str) -> str:
    plain = character.isprintable() if character.isascii() else character.isalnum()
    if plain and ord(character) not in _CONJOINING:
        return character
    return "".join(f"\\x{byte:02x}" for byte in text_bytes(character))


def _number(spec: AnySpec, value: int) -> str:
    """As the type of the field reads it: an address, a time, 1 or 0, a number in the base in which it is shown."""
    match spec.kind.name:
        case fields.BOOLEAN.name:
            return "1" if value else "0"
        case fields.ABSOLUTE_TIME.name:
            return f'"{spec.kind.printed(value)}"'
        case fields.IPV4.name | fields.RELATIVE_TIME.name:
            return spec.kind.printed(value)
    sign, size = ("-", -value) if value < 0 else ("", value)
    return f"{sign}0x{size:0{spec.hex_digits}x}" if spec.hex_digits else f"{sign}{size}"


def _bytes_equal(name: str, data: bytes, most: int = MOST_BYTES) -> str:
    """Compares all the bytes; above `most` only the first, as a slice."""
    if not data:
        return f"len({name}) == 0"
    if len(data) > most:
        part = data[:MOST_BYTES]
        return f"{name}[0:{len(part)}] == {_octets(part)}"
    return f"{name} == {_octets(data)}"


def _octets(data: bytes) -> str:
    """Hexadecimal; a single byte gets a colon where it reads like a field's name, such as fc."""
    text = data.hex(":")
    return f":{text}" if len(data) == 1 and field_specs(text) else text


def _is_long(text: str) -> bool:
    """Whether a filter is more than a bare field."""
    return not isinstance(parse(text), syntax.Presence)


def _grouped(text: str, word: str) -> str:
    """In parentheses, unless what is joined to it with a word leaves its meaning as it is."""
    tree = parse(text)
    alone = not isinstance(tree, syntax.Joined) or tree.word == word
    return text if alone else f"({text})"
