"""pcapng option lists: code, length, value, padding to 32 bits (draft-ietf-opsawg-pcapng section 3.5)."""

from __future__ import annotations

import struct
from collections.abc import Iterable
from typing import Final

from dissectors.capture_file.contents import Option

END_OF_OPTIONS: Final = 0
COMMENT: Final = 1


class BadOptions(Exception):
    """An option reaches beyond its block."""


def read_options(data: bytes, byte_order: str) -> tuple[Option, ...]:
    """All options up to the end mark or the end; raises BadOptions if one is longer than what is left."""
    options, problem = read_options_until_damage(data, byte_order)
    if problem is not None:
        raise BadOptions(problem)
    return options


def read_options_until_damage(data: bytes, byte_order: str) -> tuple[tuple[Option, ...], str | None]:
    """The options that are whole, and what is wrong with the next one; None if nothing is."""
    header = struct.Struct(byte_order + "HH")
    options: list[Option] = []
    position = 0
    while position < len(data):
        if position + header.size > len(data):
            return tuple(options), f"{len(data) - position} bytes are too few for an option's header"
        code, length = header.unpack_from(data, position)
        if code == END_OF_OPTIONS:
            break
        start = position + header.size
        if start + length > len(data):
            left = len(data) - start
            return tuple(options), f"an option claims {length} bytes where {left} are left"
        options.append(Option(code, data[start : start + length]))
        position = start + (length + 3 & ~3)
    return tuple(options), None


def write_options(options: Iterable[Option], byte_order: str) -> bytes:
    """An option list with its end mark; nothing at all for no options."""
    pieces = [
        struct.pack(byte_order + "HH", option.code, len(option.value)) + option.value + bytes(-len(option.value) % 4)
        for option in options
    ]
    return b"".join([*pieces, bytes(4)]) if pieces else b""


def texts(options: Iterable[Option], code: int) -> tuple[str, ...]:
    """Every value of `code` as UTF-8 up to a NUL; bytes that are none become U+FFFD."""
    return tuple(text_of(option.value) for option in options if option.code == code)


def first_text(options: Iterable[Option], code: int) -> str | None:
    """The first of them, None if the option is absent."""
    return next(iter(texts(options, code)), None)


def first_number(options: Iterable[Option], code: int, form: str) -> int | None:
    """The first value of `code` that has the length of struct's `form`; None if there is none."""
    for option in options:
        if option.code == code and len(option.value) == struct.calcsize(form):
            number: int = struct.unpack(form, option.value)[0]
            return number
    return None


def text_of(value: bytes) -> str:
    """A string option's text."""
    return value.split(b"\0", 1)[0].decode("utf-8", "replace")
