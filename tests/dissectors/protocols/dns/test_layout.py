"""The pieces that record data is made of."""

from __future__ import annotations

import pytest

from dissectors.cursor import Cursor
from dissectors.errors import Truncated
from dissectors.fields import Field, octets, string, u8
from dissectors.protocols.dns.domain_name import Message
from dissectors.protocols.dns.layout import Piece, counted_bytes, counted_text, fixed, repeated, rest

LENGTH, TEXT, BYTES = u8("", "length"), string("", "text"), octets("", "bytes")


class Notices:
    def __init__(self) -> None:
        self.notices: list[Field] = []


def read(piece: Piece, data: bytes) -> list[object]:
    fields: list[Field] = []
    piece(Cursor(data, 0, len(data), fields, Notices()), Message(0, len(data)))
    return [field.value for field in fields]


def test_text_has_its_length_before_it() -> None:
    assert read(counted_text(LENGTH, TEXT), b"\2hi") == [2, "hi"]


def test_no_bytes_leave_no_field() -> None:
    assert read(counted_bytes(LENGTH, BYTES), b"\0") == [0]
    assert read(rest(BYTES), b"") == []


def test_repetition_ends_with_the_data() -> None:
    assert read(repeated(fixed(LENGTH)), b"\1\2\3") == [1, 2, 3]


def test_text_longer_than_the_data_is_truncated() -> None:
    with pytest.raises(Truncated):
        read(counted_text(LENGTH, TEXT), b"\5hi")
