from __future__ import annotations

import pytest

from dissectors.deep.filters.field_filter import any_filter_for, any_usable_name
from dissectors.fields import (
    ABSOLUTE_TIME,
    BOOLEAN,
    BYTES,
    FLOAT,
    IPV4,
    IPV6,
    MAC,
    NONE,
    PROTOCOL,
    RELATIVE_TIME,
    STRING,
    UNSIGNED,
    Kind,
    Value,
)
from tests.dissectors.deep.decoded_by_hand import made


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (UNSIGNED, 7, "zz.field == 7"),
        (STRING, 'a "b"', 'zz.field == "a \\"b\\""'),
        (BOOLEAN, 1, "zz.field == 1"),
        (BYTES, b"\x01\x02", "zz.field == 01:02"),
        (BYTES, b"", "len(zz.field) == 0"),
        (MAC, bytes(6), "zz.field == 00:00:00:00:00:00"),
        (IPV4, 0x7F000001, "zz.field == 127.0.0.1"),
        (IPV6, bytes(15) + b"\1", "zz.field == ::1"),
        (FLOAT, 1.5, "zz.field == 1.5"),
        (RELATIVE_TIME, 1_500_000_000, "zz.field == 1.500000000"),
        (ABSOLUTE_TIME, 0, 'zz.field == "Jan  1, 1970 00:00:00.000000000 UTC"'),
        (NONE, None, "zz.field"),
        (PROTOCOL, None, "zz.field"),
    ],
)
def test_a_field_that_only_tshark_knows(kind: Kind, value: Value, text: str) -> None:
    assert any_filter_for(made("zz.field", value, 0, 1, kind=kind)) == text


def test_a_field_that_is_native_too_is_filtered_by_natively() -> None:
    assert any_filter_for(made("tcp.srcport", 80, 0, 2)) == "tcp.srcport == 80"


@pytest.mark.parametrize("name", ["", "no name", 'x" || y'])
def test_a_line_without_a_usable_name_has_no_filter(name: str) -> None:
    assert any_filter_for(made(name, 1, 0, 1)) is None
    assert any_usable_name(made(name, 1, 0, 1)) is None
