"""The table of tshark's fields."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.tshark.field_table import MOST_FOUND, table_of

PRINTED = b"""P\tHyperText Transfer Protocol 2\thttp2
F\tType\thttp2.type\tFT_UINT8\thttp2\tBASE_DEC\t0x0\tFrame type
F\tStream Identifier\thttp2.streamid\tFT_UINT32\thttp2\tBASE_DEC\t0x0\t\ta column of a later version\tanother
F\tResponse In\tsip.response-in\tFT_FRAMENUM\tsip\t\t0x0\t
F\tAnother\thttp2.type\tFT_STRING\thttp2\t\t0x0\t
F\tCapital\tHTTP2.Type\tFT_BYTES\thttp2\t\t0x0\t
V\thttp2.type\t0\tDATA
"""


def test_a_field_has_a_type_and_a_label_and_so_has_a_protocol():
    table = table_of(PRINTED)
    assert table.type_of("http2.type") == "FT_UINT8"
    assert table.label_of("http2.streamid") == "Stream Identifier"
    assert table.type_of("http2") == "FT_PROTOCOL"
    assert table.label_of("http2") == "HyperText Transfer Protocol 2"


def test_names_are_told_apart_by_case_and_found_by_either():
    table = table_of(PRINTED)
    assert table.type_of("HTTP2.Type") == "FT_BYTES"
    assert table.type_of("Http2.Type") is None
    assert [one.name for one in table.starting_with("HTTP2.t")] == ["HTTP2.Type", "http2.type"]


def test_an_unknown_name_has_neither_type_nor_label():
    table = table_of(PRINTED)
    for name in ("", "http", "http2.typ", "http2.types", "zz", "\x00", "ü"):
        assert table.type_of(name) is None
        assert table.label_of(name) is None
        assert name not in table


def test_numbers_of_frames_are_named():
    assert table_of(PRINTED).frame_numbers == {"sip.response-in"}


def test_of_two_fields_with_one_name_the_first_counts_and_other_lines_are_passed_over():
    table = table_of(PRINTED)
    assert len(table) == 5
    assert table.type_of("http2.type") == "FT_UINT8"


def test_the_list_of_a_beginning_is_bounded():
    table = table_of(b"".join(b"F\tx\ta.b%05d\tFT_NONE\ta\t\t0x0\t\n" % number for number in range(1000)))
    assert len(table.starting_with("a.")) == MOST_FOUND
    assert [one.name for one in table.starting_with("a.b0099", 3)] == ["a.b00990", "a.b00991", "a.b00992"]


def test_what_no_tshark_prints_is_no_field():
    printed = b"F\nP\nF\tx\tn\nF\tlabel\ta b\tFT_NONE\nF\tlabel\ta.\x1b[2J\tFT_NONE\nF\tx\t%s\tFT_NONE\n\xff\xfe\n" % (
        b"n" * 999
    )
    assert len(table_of(printed)) == 0
    assert table_of(printed).starting_with("") == []


def test_a_label_loses_control_characters():
    assert table_of(b"F\ta\x1b]0;x\x07b\tn\tFT_NONE\t\t\t\t\n").label_of("n") == "a ]0;x b"


@given(st.lists(st.text("abAB.01", min_size=1, max_size=5), max_size=30, unique=True), st.text("abAB.01", max_size=3))
def test_every_name_is_found_whatever_its_neighbours(names: list[str], prefix: str):
    table = table_of("".join(f"P\tlabel of {name}\t{name}\n" for name in names).encode())
    assert all(table.label_of(name) == f"label of {name}" for name in names)
    expected = sorted((name for name in names if name.lower().startswith(prefix.lower())), key=lambda n: (n.lower(), n))
    assert [one.name for one in table.starting_with(prefix)] == expected
