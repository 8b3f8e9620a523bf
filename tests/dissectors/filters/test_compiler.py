"""What is wrong with a filter is told in a sentence with its column."""

from __future__ import annotations

import pytest

from dissectors.filters import FilterError, compile_filter
from dissectors.filters.errors import NotNative

WRONG = [
    ("nosuch", 0, "no field or protocol named nosuch"),
    ("tcp && ip.srx == 1", 7, "did you mean ip.src"),
    ("ip.src == tcp.port", 10, "do not compare"),
    ("ip.src == 10.0.0", 10, "no IPv4 address"),
    ("udp.port == 70000", 12, "65535 is the most"),
    ("udp.port == abc", 12, "no number"),
    ("udp.port == udp.prt", 12, "did you mean udp.port"),
    ("1 < udp.port", 0, "no field"),
    ('"a" == udp.port', 0, "left side"),
    ("udp.port contains 1", 0, "wants text or bytes"),
    ("frame matches frame", 14, "double-quoted"),
    ("frame matches '['", 14, "double-quoted"),
    ('frame matches "["', 14, "regular expression"),
    ("eth.type[0] == 08", 0, "cut into bytes"),
    ('eth.src == "abc"', 11, "cannot be made from the string"),
    ('eth.src contains "a"', 17, "cannot be made from a string"),
    ("ip.src + 1 == 2", 0, "cannot be used with +"),
    ("-ip.src == 1", 0, "no sign"),
    ("ip.src in {tcp.port}", 11, "do not compare"),
    ("len(frame) in {1}", 0, "only a field"),
    ("len(frame)", 0, "compare what it gives"),
    ("len(frame, ip) == 1", 0, "one argument"),
    ("len() == 1", 0, "one argument"),
    ("max() == 1", 0, "at least one argument"),
    ("upper(udp.port) == 1", 6, "wants a field that is a string"),
    ("nofunction(ip) == 1", 0, "no function nofunction"),
    ("frame.nosuch#1", 0, "no field"),
    ("_ws.malformed == 1", 0, "has no value"),
    (".nosuch", 0, "no field"),
]


@pytest.mark.parametrize(("text", "column", "words"), WRONG, ids=[text for text, _, _ in WRONG])
def test_mistakes_have_a_sentence_and_a_column(text: str, column: int, words: str) -> None:
    with pytest.raises(FilterError) as caught:
        compile_filter(text)
    assert caught.value.column == column
    assert words in caught.value.message


def test_a_chain_of_comparisons_wants_a_field_on_every_left_side() -> None:
    with pytest.raises(FilterError):
        compile_filter("ip.ttl >= 62 <= 64")


def test_fields_that_need_other_packets_are_refused_by_name() -> None:
    with pytest.raises(FilterError, match=r"udp\.time_delta needs the packets before it"):
        compile_filter("udp.time_delta > 1")


@pytest.mark.parametrize("text", ["udp.time_delta > 1", "smb2.cmd == 5", "nosuch.field", "tcp && .nosuch.field"])
def test_fields_that_are_not_native_are_told_apart(text: str) -> None:
    with pytest.raises(NotNative):
        compile_filter(text)


@pytest.mark.parametrize("text", ["tcp.prt == 1", "nosuch", "tcp.port == x.y", "1.2.3.4"])
def test_slips_are_not_taken_for_fields_of_wireshark(text: str) -> None:
    with pytest.raises(FilterError) as caught:
        compile_filter(text)
    assert not isinstance(caught.value, NotNative)


def test_a_name_near_a_native_one_is_offered_too() -> None:
    with pytest.raises(NotNative, match=r"did you mean ip\.addr.*\? If it is one of Wireshark's, it needs tshark"):
        compile_filter("ipp.addr == 1.2.3.4")


@pytest.mark.parametrize(
    ("text", "column"),
    [
        ("{ip.src[0] & 3} contains 03", 16),
        ("ip.ttl + 1 in {65}", 11),
        ("ip.ttl in {64 + 1}", 14),
        ("eth.src in {eth.dst[0:3]}", 12),
        ("ip.proto & UDP", 11),
        ("ip.proto + 'A' == 1", 11),
        ('ip.proto == 1 + "UDP"', 16),
        ("max(ip.src[0:1]) == 10", 4),
        ('dns.qry.name == max("abc")', 20),
        ("dns.qry.name == abc.", 19),
        ("ip.flags.df < ip.ttl", 14),
        ("tcp.payload[ :1] == 00", 11),
        ("eth.src == 0:1:2:3:4:5", 11),
        ("eth.src[0:2] == 00:11-22", 16),
        ("dns.qry.name == a:b", 16),
        ("ip.src == 01.2.3.4", 10),
        ("frame.time_relative == 1.0000000001", 23),
        ("tcp.payload[1: ] == 00", 11),
    ],
)
def test_what_wireshark_refuses_is_refused(text: str, column: int) -> None:
    with pytest.raises(FilterError) as caught:
        compile_filter(text)
    assert caught.value.column == column


@pytest.mark.parametrize(
    "text",
    [
        "udp.port == max(1, 2)",
        "+ip.host == +abc",
        "any udp.port not in {53}",
        "udp == +1e3",
        "dns.qry.name == fe80::1",
        "ip.src[:][0] == 10",
        "bootp.type == 1 || ssl",
        "frame.time_relative == 1.5000000000",
        'tcp.checksum.status == "Good"',
    ],
)
def test_what_wireshark_takes_is_taken(text: str) -> None:
    assert compile_filter(text).text == text
