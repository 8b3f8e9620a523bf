"""An option keeps to its length, whatever is inside."""

from __future__ import annotations

from dissectors.cursor import Cursor
from dissectors.fields import Field, group, octets, u32
from dissectors.internet.option import option

NODE = octets("", "Option")
NUMBER = u32("", "Number")
INVALID = group("", "Invalid")


class Notices:
    def __init__(self) -> None:
        self.notices: list[Field] = []


def test_content_too_short_leaves_a_notice_and_the_next_option_is_read() -> None:
    layer, fields = Notices(), list[Field]()
    cursor = Cursor(bytes(6), 0, 6, fields, layer)
    with option(cursor, NODE, "First", 2, INVALID):
        cursor.take(NUMBER)
    assert cursor.position == 2
    with option(cursor, NODE, "Second", 4, INVALID):
        cursor.take(NUMBER)
    assert [(field.start, field.stop) for field in fields] == [(0, 2), (2, 6)]
    assert [notice.line for notice in layer.notices] == ["First: 4 bytes wanted at byte 0, 2 left"]


def test_node_has_the_bytes_as_value() -> None:
    fields = list[Field]()
    cursor = Cursor(b"\1\2\3", 0, 3, fields, Notices())
    with option(cursor, NODE, "Whole", 2, INVALID):
        pass
    assert fields[0].value == b"\1\2"
    assert cursor.remaining == 1
