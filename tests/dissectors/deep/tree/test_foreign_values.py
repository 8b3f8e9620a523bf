"""Values are what filters compare with, by Wireshark's type or by what the text looks like."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors import fields
from dissectors.deep.tree.foreign_values import (
    GUID,
    KINDS,
    OBJECT_ID,
    escaped,
    kind_of,
    native_kind,
    value_of,
    width_of,
)
from dissectors.fields import Value
from tests.dissectors.deep.xml import field, node, proto


@pytest.mark.parametrize(
    ("type_", "show", "octets", "value"),
    [
        ("FT_UINT16", "53", "0035", 53),
        ("FT_UINT32", "0x00000a1b", "0a1b0000", 0xA1B),
        ("FT_UINT8", "017", "0f", 15),
        ("FT_UINT16", "http", "0050", None),
        ("FT_CHAR", "'A'", "41", 65),
        ("FT_CHAR", "'\\n'", "0a", 10),
        ("FT_INT32", "-5", "fffffffb", -5),
        ("FT_BOOLEAN", "1", "01", 1),
        ("FT_BOOLEAN", "False", "00", 0),
        ("FT_FRAMENUM", "12", "", 12),
        ("FT_IPv4", "10.0.0.1", "0a000001", 0x0A000001),
        ("FT_IPv4", "999.0.0.1", "", None),
        ("FT_IPv6", "::1", "00" * 15 + "01", bytes(15) + b"\1"),
        ("FT_ETHER", "02:00:00:00:00:01", "020000000001", b"\2\0\0\0\0\1"),
        ("FT_EUI64", "02:00:00:00:00:00:00:01", "0200000000000001", b"\2\0\0\0\0\0\0\1"),
        ("FT_BYTES", "61:62", "6162", b"ab"),
        # A hash of the bytes, not they themselves.
        ("FT_BYTES", "01:02", "6162", b"\1\2"),
        ("FT_BYTES", "", "6162", b"ab"),
        ("FT_STRING", "GET", "474554", "GET"),
        ("FT_STRING", "a b ", "612062" + "0d0a", "a b\r\n"),
        ("FT_STRING", "a\\x1bb", "611b62", "a\x1bb"),
        ("FT_STRING", "a\\x1bb", "615c783162" + "62", "a\\x1bb"),
        ("FT_STRING", "caf\u00e9 ", "ff20", "caf\u00e9 "),
        ("FT_FLOAT", "1.5", "3fc00000", 1.5),
        ("FT_DOUBLE", "1e+20", "", 1e20),
        ("FT_FLOAT", "many", "", None),
        ("FT_ABSOLUTE_TIME", "Jan  1, 1970 00:00:01.500000000 UTC", "", 1_500_000_000),
        ("FT_ABSOLUTE_TIME", "1970-01-01T00:00:01.500000000Z", "", 1_500_000_000),
        ("FT_ABSOLUTE_TIME", "1.500000000", "", 1_500_000_000),
        ("FT_ABSOLUTE_TIME", "not representable", "", None),
        ("FT_RELATIVE_TIME", "0.000012000", "", 12_000),
        (
            "FT_GUID",
            "00000001-0002-0003-0405-060708090a0b",
            "",
            bytes.fromhex("0100000002000300") + bytes(range(4, 12)),
        ),
        ("FT_GUID", "none", "", None),
        ("FT_OID", "1.3.6.1.2.1", "2b06010201", "1.3.6.1.2.1"),
        ("FT_OID", 'x" or y', "2b", None),
        ("FT_NONE", "", "", None),
        ("FT_PROTOCOL", "", "", None),
    ],
)
def test_a_value_by_its_type(type_: str, show: str, octets: str, value: Value) -> None:
    read = node(field("a.b", "A", 0, len(octets) // 2, show=show, value=octets))
    assert value_of(read, kind_of(read, type_)) == value


@pytest.mark.parametrize(
    ("show", "octets", "kind"),
    [
        ("53", "0035", fields.UNSIGNED),
        ("-53", "0035", fields.SIGNED),
        ("0x35", "35", fields.UNSIGNED),
        ("True", "01", fields.BOOLEAN),
        ("10.0.0.1", "0a000001", fields.IPV4),
        ("02:00:00:00:00:01", "020000000001", fields.MAC),
        ("02:00", "0200", fields.BYTES),
        ("fe80::1", "fe80" + "00" * 13 + "01", fields.IPV6),
        ("hello", "68656c6c6f", fields.STRING),
        ("", "", fields.NONE),
    ],
)
def test_an_unknown_type_is_guessed(show: str, octets: str, kind: fields.Kind) -> None:
    read = node(field("no.such", "A", 0, len(octets) // 2, show=show, value=octets))
    assert kind_of(read, None) is kind


def test_names_of_our_own_have_our_kinds() -> None:
    assert kind_of(node(field("ip.src", "Source", 0, 4, show="x")), None) is native_kind("ip.src") is fields.IPV4
    assert native_kind("no.such") is None


def test_numbers_of_frames_are_guessed_by_name() -> None:
    assert kind_of(node(field("no.such.response_in", "Response in: 4", show="4")), None) is fields.FRAME_NUMBER
    part = node(field("no.such.fragment", "Frame: 4, payload: 0-7 (8 bytes)", 0, 8, show="4", value="00" * 8))
    assert kind_of(part, None) is fields.FRAME_NUMBER
    assert kind_of(node(field("no.such.length", "Length: 4", show="4")), None) is fields.UNSIGNED


def test_lines_and_protocols_have_kinds_of_their_own() -> None:
    assert kind_of(node(field("", "Flags")), None) is fields.NONE
    assert kind_of(node(proto("no.such", 0, 1)), None) is fields.PROTOCOL
    assert kind_of(node(field("a", "A")), "FT_OF_TOMORROW") is fields.BYTES


def test_widths_are_those_of_the_types() -> None:
    assert [width_of(name, KINDS[name]) for name in ("FT_UINT24", "FT_CHAR", "FT_STRING")] == [24, 8, 0]
    assert width_of(None, fields.UNSIGNED) == 64


def test_identifiers_are_shown_as_they_are() -> None:
    assert GUID.show(bytes(16)) == "00000000-0000-0000-0000-000000000000"
    assert GUID.show(b"short") == ""
    assert OBJECT_ID.printed("1.2") == "1.2"


@given(st.sampled_from(sorted(KINDS)), st.text(max_size=40), st.binary(max_size=20))
def test_any_text_has_a_value_or_none(type_: str, show: str, octets: bytes) -> None:
    read = node(field("a.b", "A", 0, len(octets), show="", value=octets.hex()))
    read.show = show
    value = value_of(read, kind_of(read, type_))
    assert value is None or isinstance(value, (int, float, str, bytes))


def test_texts_are_escaped_as_tshark_does() -> None:
    assert escaped("a\r\nb\tc\x07") == "a b c\\x7"
