"""What the filter bar offers while somebody types."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.tshark.field_table import table_of
from dissectors.filters import compile_filter
from dissectors.filters.complete import complete


def offered(text: str) -> list[str]:
    return [option.text for option in complete(text, len(text)).options]


@pytest.mark.parametrize(
    ("text", "wanted", "unwanted"),
    [
        ("", "tcp", "=="),
        ("tcp.fl", "tcp.flags.syn", "udp.port"),
        ("ip.src", "ip.src_host", "tcp"),
        ("tcp.port ", "==", "tcp.flags"),
        ("tcp.port ", "in", "contains"),
        ("dns.qry.name ", "contains", "tcp"),
        ("tcp ", "&&", "udp"),
        ("tcp.port == 80 ", "or", "=="),
        ("tcp.flags.syn == ", "True", "=="),
        ("eth.type == ", '"IPv4"', "&&"),
        ("eth.type == ip", '"IPv4"', "ip"),
        ("eth.type == 0x08", "0x0800", '"IPv4"'),
        ("tcp.srcport == tcp.d", "tcp.dstport", "tcp.dissector"),
        ("ip.src == ip.", "ip.dst", "ip.ttl"),
        ("tcp && u", "udp.port", "tcp.port"),
        ("!(", "ip", "=="),
        ("tcp.port in ", "{", "tcp"),
        ("ip.proto in {", '"TCP"', "{"),
        ("le", "len(", "=="),
    ],
)
def test_what_comes_next(text: str, wanted: str, unwanted: str) -> None:
    options = offered(text)
    assert wanted in options
    assert unwanted not in options


def test_the_word_under_the_cursor_is_what_is_replaced() -> None:
    completion = complete("tcp && ip.s == 1", 11)
    assert (completion.start, completion.stop) == (7, 11)
    assert completion.options[0].text.startswith("ip.s")


def test_titles_tell_what_a_field_is() -> None:
    titles = {option.text: option.title for option in complete("tcp.po", 6).options}
    assert titles["tcp.port"].endswith("a number")
    assert "either side" in titles["tcp.port"]


def test_nothing_is_offered_within_a_string() -> None:
    assert offered('http.host contains "rem') == []


def test_case_does_not_matter() -> None:
    assert "tcp.flags.syn" in offered("TCP.FLAGS.S")


@pytest.mark.parametrize("text", ["tcp.flags.syn == ", "eth.type == ", "ip.proto == "])
def test_every_value_offered_makes_a_valid_filter(text: str) -> None:
    values = [option.text for option in complete(text, len(text)).options if not option.text[0].isalpha()]
    for value in [*values[:20], *(v for v in offered(text) if v in ("True", "False"))]:
        compile_filter(text + value)


def test_a_name_of_several_values_is_offered_by_its_numbers() -> None:
    for name in ("ip.proto", "dns.qry.type", "icmp.code", "tcp.option_kind"):
        values = offered(f"{name} == ")
        assert len(values) == len(set(values))


@given(st.text(max_size=40), st.integers(0, 40))
def test_any_text_is_survived(text: str, cursor: int) -> None:
    completion = complete(text, min(cursor, len(text)))
    assert 0 <= completion.start <= completion.stop <= len(text)


FOREIGN = table_of(
    b"F\tType\thttp2.type\tFT_UINT8\nF\tStream\thttp2.streamid\tFT_UINT32\nP\tHTTP 2\thttp2\nP\tHTTP\thttp\n"
    b"F\tHost\tsip.Host\tFT_STRING\nF\tPort\ttcp.port\tFT_UINT16\n"
)


def foreign_names(text: str) -> list[str]:
    return [option.text for option in complete(text, len(text), FOREIGN).options]


def test_foreign_fields_come_behind_the_native_ones() -> None:
    names = foreign_names("htt")
    assert names[-3:] == ["http2", "http2.streamid", "http2.type"]
    assert names.index("http") < names.index("http2")
    assert names.count("http") == 1


def test_foreign_fields_are_offered_once_something_is_typed() -> None:
    assert "http2" not in foreign_names("")
    assert "http2" not in foreign_names("tcp && ")
    assert foreign_names("tcp && HTTP2.t") == ["http2.type"]


def test_a_foreign_field_says_what_it_is() -> None:
    (option,) = complete("http2.ty", 8, FOREIGN).options
    assert option.title == "Type, a number, by tshark"
    (option,) = complete("sip", 3, FOREIGN).options
    assert option.title == "Host, text, by tshark"


def test_a_foreign_field_is_followed_by_comparisons_of_its_type() -> None:
    assert foreign_names("http2.type ")[:3] == ["==", "!=", "==="]
    assert "contains" not in foreign_names("http2.type ")
    assert "contains" in foreign_names("sip.Host ")
    assert foreign_names("http2 ")[0] == "&&"


def test_a_native_field_is_followed_by_what_it_always_is() -> None:
    assert foreign_names("tcp.port ") == [option.text for option in complete("tcp.port ", 9).options]
