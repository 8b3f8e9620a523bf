"""Tags of PPPoE: every kind, unknown ones, and ones that lie about their length."""

from __future__ import annotations

import struct

import pytest

from dissectors.cursor import Cursor
from dissectors.errors import Truncated
from dissectors.fields import Field
from dissectors.link.pppoe_tags import take_tags


class Notices:
    def __init__(self) -> None:
        self.notices: list[Field] = []


def read(data: bytes) -> dict[str, object]:
    fields: list[Field] = []
    take_tags(Cursor(data, 0, len(data), fields, Notices()))
    return {field.name: field.value for root in fields for field in root.walk() if field.name}


def tag(kind: int, value: bytes) -> bytes:
    return struct.pack(">HH", kind, len(value)) + value


@pytest.mark.parametrize(
    ("kind", "value", "name", "expected"),
    [
        (0x0101, b"svc", "pppoed.tags.service_name", "svc"),
        (0x0102, b"ac", "pppoed.tags.ac_name", "ac"),
        (0x0103, b"uniq", "pppoed.tags.host_uniq", b"uniq"),
        (0x0108, b"\0\x07", "pppoed.tags.seq_num", 7),
        (0x0120, b"\x05\xdc", "pppoed.tags.max_payload", b"\x05\xdc"),
        (0x0203, b"no", "pppoed.tags.generic_error", "no"),
        (0x0999, b"zz", "pppoed.tag.unknown_data", b"zz"),
        (0x0105, b"\0\0\0\x01xyz", "pppoed.tags.vendor_unspecified", b"xyz"),
        (0x0105, b"\0\0\x0d\xe9\x01\x02ab", "pppoed.tags.circuit_id", "ab"),
        (0x0105, b"\0\0\x0d\xe9\x8e\x04\0\0\x01\0", "pppoed.tags.act_int_delay_down", 256),
        (0x0105, b"\0\0\x0d\xe9\x90\x03\x01\x02\x03", "pppoed.tags.access_loop_encap.encap_1", 2),
        (0x0107, bytes.fromhex("001f 05 06 0001 0002 0003"), "pppoed.tags.metrics.mdr_units", 3),
    ],
)
def test_tag_has_its_field(kind: int, value: bytes, name: str, expected: object) -> None:
    assert read(tag(kind, value))[name] == expected


def test_nothing_is_read_behind_the_end_mark() -> None:
    assert "pppoed.tags.ac_name" not in read(tag(0, b"") + tag(0x0102, b"ac"))


@pytest.mark.parametrize(
    "data", [b"\x01", b"\x01\x02\x00\x09ab", b"\x09\x99\x00\x09ab", b"\x01\x05\x00\x08\0\0\x0d\xe9\x01\x09ab"]
)
def test_length_beyond_the_end_is_truncated(data: bytes) -> None:
    with pytest.raises(Truncated):
        read(data)
