"""Lengths and items."""

from __future__ import annotations

import pytest

from dissectors.cursor import Cursor
from dissectors.errors import Malformed, Truncated
from dissectors.fields import Field, group, octets, u8, u16
from dissectors.protocols.tls.vectors import items, opaque

LENGTH, BYTES, NUMBER, LIST = u8("", "length"), octets("", "bytes"), u16("", "number"), group("", "List")


class Notices:
    def __init__(self) -> None:
        self.notices: list[Field] = []


def cursor(data: bytes) -> Cursor:
    return Cursor(data, 0, len(data), [], Notices())


def test_items_go_below_a_node_that_counts_them() -> None:
    reader = cursor(b"\4\0\1\0\2rest")
    assert items(reader, LENGTH, LIST, lambda cursor: cursor.take(NUMBER), "numbers") == [1, 2]
    assert reader.fields[1].heading == "List (2 numbers)"
    assert reader.remaining == 4


def test_nothing_leaves_no_field() -> None:
    reader = cursor(b"\0")
    assert opaque(reader, LENGTH, BYTES) == b""
    assert len(reader.fields) == 1


def test_more_than_there_is_truncated() -> None:
    with pytest.raises(Truncated):
        opaque(cursor(b"\5ab"), LENGTH, BYTES)


def test_item_of_no_length_does_not_loop() -> None:
    with pytest.raises(Malformed):
        items(cursor(b"\2ab"), LENGTH, None, lambda cursor: None)
