"""The bounded reader: every read leaves a field, none goes beyond its limit."""

from __future__ import annotations

import pytest

from dissectors.cursor import Cursor
from dissectors.errors import Truncated
from dissectors.fields import Field, group, octets, string, u8, u16

NUMBER = u16("test.number", "Number")
BYTE = u8("test.one", "One")
TEXT = string("test.text", "Text")
WHOLE = octets("test.whole", "Whole")
GROUP = group("test.group", "Group")


class Reported:
    def __init__(self) -> None:
        self.notices: list[Field] = []


def cursor(data: bytes) -> Cursor:
    return Cursor(data, 0, len(data), [], Reported())


def test_take_moves_on_and_leaves_a_field() -> None:
    reading = cursor(b"\1\2ab")
    assert reading.take(NUMBER) == 0x102
    assert reading.take(TEXT, 2) == "ab"
    assert [(f.name, f.start, f.stop) for f in reading.fields] == [("test.number", 0, 2), ("test.text", 2, 4)]


def test_take_beyond_the_end_leaves_nothing() -> None:
    reading = cursor(b"\1")
    with pytest.raises(Truncated) as caught:
        reading.take(NUMBER)
    assert (caught.value.wanted, caught.value.found, caught.value.offset) == (2, 1, 0)
    assert reading.fields == []
    assert reading.position == 0


def test_node_spans_what_was_read_inside_and_has_its_bytes() -> None:
    reading = cursor(b"\1\2\3")
    with reading.node(WHOLE) as node:
        reading.take(BYTE)
        reading.take(BYTE)
    assert (node.start, node.stop, node.value) == (0, 2, b"\1\2")
    assert [child.value for child in node.children] == [1, 2]
    assert reading.fields == [node]


def test_node_of_a_cut_record_keeps_what_was_read() -> None:
    reading = cursor(b"\1")
    with pytest.raises(Truncated), reading.node(GROUP):
        reading.take(NUMBER if reading.take(BYTE) else BYTE)
    (node,) = reading.fields
    assert [child.value for child in node.children] == [1]
    assert node.stop == 1


def test_limit_holds_and_then_stands_behind() -> None:
    reading = cursor(b"\1\2\3\4")
    with reading.limit(2):
        reading.take(BYTE)
        assert reading.remaining == 1
    assert reading.position == 2
    assert reading.remaining == 2


def test_limit_beyond_the_end_raises_after_the_reading() -> None:
    reading = cursor(b"\1\2")
    with pytest.raises(Truncated), reading.limit(9):
        assert reading.take(NUMBER) == 0x102


def test_negative_length_is_refused() -> None:
    with pytest.raises(Truncated):
        cursor(b"ab").take(TEXT, -1)


def test_peek_gives_what_is_there() -> None:
    assert cursor(b"ab").peek(5) == b"ab"
    assert cursor(b"ab").peek(5, ahead=1) == b"b"


def test_remark_stands_below_its_field_and_is_counted() -> None:
    reading = cursor(b"\1\2")
    reading.take(NUMBER)
    (number,) = reading.fields
    remark = reading.remark(number, GROUP, "warning", "Too large")
    assert (remark.start, remark.stop, remark.line) == (0, 2, "Too large")
    assert number.children == [remark]
    assert reading.layer.notices == [remark]
    assert reading.fields == [number]
