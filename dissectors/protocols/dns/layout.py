"""The pieces record data is made of: how one type's data is read is a tuple of them.

A piece reads at the cursor, which ends with the record's data, and leaves fields.
"""

from __future__ import annotations

from collections.abc import Callable

from dissectors.cursor import Cursor
from dissectors.fields import AnySpec, FieldSpec
from dissectors.header import Header
from dissectors.protocols.dns.domain_name import Message, take_name
from dissectors.text import printable

Piece = Callable[[Cursor, Message], None]
Layout = tuple[Piece, ...]


def fixed(*specs: AnySpec) -> Piece:
    """Fields of declared width, one after the other."""

    def read(cursor: Cursor, message: Message) -> None:
        for spec in specs:
            cursor.take(spec)

    return read


def header(kind: type[Header]) -> Piece:
    """A declared header."""

    def read(cursor: Cursor, message: Message) -> None:
        cursor.header(kind)

    return read


def name(spec: FieldSpec[str]) -> Piece:
    """A domain name."""

    def read(cursor: Cursor, message: Message) -> None:
        take_name(cursor, spec, message)

    return read


def counted_text(length: FieldSpec[int], spec: FieldSpec[str]) -> Piece:
    """A length byte and so much text: RFC 1035's character-string."""

    def read(cursor: Cursor, message: Message) -> None:
        size = cursor.take(length)
        take_text(cursor, spec, size)

    return read


def counted_bytes(length: FieldSpec[int], spec: AnySpec) -> Piece:
    """A length and so many bytes; no field for none."""

    def read(cursor: Cursor, message: Message) -> None:
        size = cursor.take(length)
        if size:
            cursor.take(spec, size)

    return read


def repeated(piece: Piece) -> Piece:
    """A piece as often as it fits into the record; it must read at least a byte."""

    def read(cursor: Cursor, message: Message) -> None:
        while cursor.remaining > 0:
            piece(cursor, message)

    return read


def rest(spec: AnySpec) -> Piece:
    """All bytes that are left, where there are any."""

    def read(cursor: Cursor, message: Message) -> None:
        if cursor.remaining > 0:
            cursor.take(spec, cursor.remaining)

    return read


def rest_text(spec: FieldSpec[str]) -> Piece:
    """All that is left, as text."""

    def read(cursor: Cursor, message: Message) -> None:
        take_text(cursor, spec, cursor.remaining)

    return read


def take_text(cursor: Cursor, spec: FieldSpec[str], size: int) -> None:
    """Leave text of so many bytes, shown with every character visible."""
    value = cursor.take(spec, size)
    cursor.fields[-1].shown = printable(value.encode())
