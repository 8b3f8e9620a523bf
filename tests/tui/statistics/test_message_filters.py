"""Filters that find the messages that are alike in something."""

from __future__ import annotations

import pytest

from dissectors.filters import compile_filter
from dissectors.filters.apply import MOST_NAMED
from dissectors.statistics.messages import LONGEST, Message, Told
from tui.statistics.message_filters import (
    Filter,
    from_server,
    packets_filter,
    whole_filter,
    with_failed_name,
    with_name,
    with_path,
    with_query_name,
    with_query_type,
    with_reply_code,
    with_status,
    with_suite,
    with_version,
)

ANSWER = Told("dns", True, 1, "www.test", "A", 3, "No such name")
REQUEST = Told("http", False, 0, "www.test", "GET", None, "", path="/a")
HELLO = Told("tls", True, 0, "", "TLS 1.3", 0x1301, "TLS_AES_128_GCM_SHA256")


def said(told: Told, row: int = 0, source: str = "192.0.2.1") -> Message:
    return Message(told, "tcp.stream", 0, source, "192.0.2.2", 80, row)


@pytest.mark.parametrize(
    ("make", "told", "expected"),
    [
        (with_name("http.host"), REQUEST, 'http.host == "www.test"'),
        (with_name("http.host"), REQUEST._replace(name="x" * LONGEST), f'http.host contains "{"x" * LONGEST}"'),
        (with_query_name, ANSWER, 'dns && dns.flags.response == 0 && dns.qry.name == "www.test"'),
        (
            with_failed_name,
            ANSWER,
            'dns && dns.flags.response == 1 && dns.flags.rcode != 0 && dns.qry.name == "www.test"',
        ),
        (with_query_type, ANSWER, "dns && dns.flags.response == 0 && dns.qry.type == 1"),
        (with_reply_code, ANSWER, "dns && dns.flags.response == 1 && dns.flags.rcode == 3"),
        (with_status, REQUEST._replace(code=404), "http.response.code == 404"),
        (with_suite, HELLO, "tls.handshake.type == 2 && tls.handshake.ciphersuite == 0x1301"),
        (from_server("http.response.code"), ANSWER, "http.response.code && ip.src == 192.0.2.1"),
        (
            with_path,
            REQUEST,
            'http.host == "www.test" && (http.request.uri in {"/a", "/a?"} || http.request.uri.path == "/a")',
        ),
    ],
)
def test_each_can_be_used(make: Filter, told: Told, expected: str) -> None:
    found = make(said(told))
    assert found == expected
    compile_filter(expected)


def test_a_version_is_where_it_is_said() -> None:
    found = with_version(said(HELLO))
    assert found is not None
    assert "0x0304" in found
    compile_filter(found)


def test_without_what_it_looks_for_there_is_none() -> None:
    nothing = said(Told("dns", False, 1, "", "", None, ""), source="")
    for make in (with_name("http.host"), with_failed_name, with_path, with_suite, with_version, from_server("dns")):
        assert make(nothing) is None


def test_a_path_that_was_too_long_to_keep_is_in_no_field() -> None:
    assert with_path(said(REQUEST._replace(path="/" * LONGEST))) is None


def test_packets_are_named_up_to_a_number() -> None:
    assert packets_filter([said(ANSWER, 1), said(ANSWER, 4)]) == ("frame.number in {2, 5}", None)
    text, finds = packets_filter([said(ANSWER, row) for row in range(MOST_NAMED)])
    assert (text.count(","), finds) == (MOST_NAMED - 1, None)
    text, finds = packets_filter([said(ANSWER, row) for row in range(MOST_NAMED + 5)])
    assert (text.count(","), finds) == (MOST_NAMED - 1, "the first 200 of 205 packets")


def test_packets_are_counted_once_whatever_they_say() -> None:
    assert packets_filter([said(ANSWER, 4), *[said(ANSWER, 1)] * MOST_NAMED]) == ("frame.number in {2, 5}", None)


def test_of_ipv6() -> None:
    assert from_server("dns")(said(ANSWER, source="2001:db8::1")) == "dns && ipv6.src == 2001:db8::1"


def test_what_fields_do_not_find_is_named() -> None:
    plain = [said(HELLO, row) for row in range(MOST_NAMED)]
    joined = [said(HELLO, row)._replace(is_joined=True) for row in (500, 400)]
    assert whole_filter("tls", plain) == ("tls", None)
    assert whole_filter("tls", joined) == ("frame.number in {401, 501}", None)
    assert whole_filter("tls", [*plain, *joined]) == ("(tls) || frame.number in {401, 501}", None)
    compile_filter(whole_filter("tls", [*plain, *joined]).text)


def test_where_too_many_would_have_to_be_named_that_is_said() -> None:
    joined = [said(HELLO, row)._replace(is_joined=True) for row in range(MOST_NAMED + 2)]
    text, finds = whole_filter("tls", [*joined, said(HELLO, 900)])
    assert text.startswith("(tls) || frame.number in {1, 2, ")
    assert (text.count(","), finds) == (MOST_NAMED - 1, "201 of 203 packets")
