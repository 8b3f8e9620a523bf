"""PDML is read as it is written; what is broken in it costs no more than what is broken."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.tree.pdml import MAX_DEPTH, PdmlNode, read_packet
from tests.dissectors.deep.xml import element, field, node, packet, proto


def names(nodes: list[PdmlNode]) -> list[str]:
    return [each.name for top in nodes for each in top.walk()]


def test_nodes_keep_order_nesting_and_attributes() -> None:
    xml = packet(
        proto("ip", 14, 20, field("ip.src", "Source", 26, 4, field("a", "A"), value="7f000001", show="127.0.0.1")),
        proto("udp", 34, 8, field("udp.port", "Port", 34, 2, value="0035", show="53", hide="yes")),
    )
    ip, udp = read_packet(xml)
    assert names([ip, udp]) == ["ip", "ip.src", "a", "udp", "udp.port"]
    source = ip.children[0]
    assert (source.start, source.size, source.show, source.octets) == (26, 4, "127.0.0.1", b"\x7f\0\0\1")
    assert ip.is_protocol
    assert not source.is_protocol
    assert udp.children[0].is_hidden
    assert not source.is_hidden


def test_what_tshark_makes_up_for_programs_is_no_node() -> None:
    xml = packet(
        proto("geninfo", 0, 1, field("num", "Number")),
        proto("frame", 0, 1),
        element("proto", {"name": "fake-field-wrapper"}, field("a", "A", 0, 1, field("b", "B")), field("c", "C")),
        proto("last", 0, 1),
    )
    assert names(read_packet(xml)) == ["frame", "a", "b", "c", "last"]


def test_data_without_place_takes_that_of_its_first_field() -> None:
    data = element("field", {"name": "data", "value": "68690a"}, field("data.data", "Data: 68690a", 42, 3))
    (found,) = read_packet(packet(data))
    assert (found.label, found.start, found.size, found.is_protocol) == ("Data (3 bytes)", 42, 3, True)


def test_bits_have_their_bytes_in_another_attribute() -> None:
    flags = node(field("ip.flags", "010. .... = Flags: 0x2", 20, 1, value="2", unmaskedvalue="40"))
    assert flags.octets == b"\x40"


@pytest.mark.parametrize("value", ["abc", "zz", "field length invalid!", "0102"])
def test_a_value_that_is_not_its_bytes_tells_none(value: str) -> None:
    assert node(field("a", "A", 0, 1, value=value)).octets is None


@pytest.mark.parametrize(
    ("text", "read"),
    [
        (b"a\x1b[2Jb", "a\N{SYMBOL FOR ESCAPE}[2Jb"),
        (b"a&#27;b&#x7;c&#0;", "a\N{SYMBOL FOR ESCAPE}b\N{SYMBOL FOR BELL}c\N{SYMBOL FOR NULL}"),
        (b"a\xff\xfeb", "a\ufffd\ufffdb"),
        (b"a\x7fb", "a\N{SYMBOL FOR DELETE}b"),
        ("a\ufffeb".encode(), "a\ufffdb"),
        (b"a&#65;b", "aAb"),
        (b"a&#10;b", "a\nb"),
    ],
)
def test_characters_that_xml_forbids_become_visible(text: bytes, read: str) -> None:
    xml = b'<packet><proto name="p" showname="' + text + b'" pos="1" size="2"/><proto name="q"/></packet>'
    first, second = read_packet(xml)
    assert (first.label, first.start, second.name) == (read, 1, "q")


def test_no_entity_is_read() -> None:
    bomb = b'<!DOCTYPE packet [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
    xml = bomb + b'<packet><proto name="p" showname="x&b;y"/><proto name="q"/></packet>'
    assert "aaaa" not in "".join(each.label for each in read_packet(xml))


def test_an_answer_that_is_cut_keeps_what_came() -> None:
    xml = packet(proto("ip", 0, 20, field("ip.ttl", "TTL", 8, 1)), proto("udp", 20, 8))
    assert names(read_packet(xml[: xml.index(b'<proto name="udp"') + 9]))[:2] == ["ip", "ip.ttl"]


@pytest.mark.parametrize("xml", [b"", b"tshark: out of memory", b"<packet", b"<pdml></pdml>", b"<packet></packet>"])
def test_no_packet_gives_no_nodes(xml: bytes) -> None:
    assert read_packet(xml) == []


def test_only_the_first_packet_is_read() -> None:
    assert names(read_packet(packet(proto("a", 0, 1)) + packet(proto("b", 0, 1)))) == ["a"]


@pytest.mark.parametrize("number", ["-1", "1e3", "\u0663", "9" * 30, "", "x"])
def test_odd_places_are_bounded(number: str) -> None:
    (found,) = read_packet(packet(element("proto", {"name": "p", "pos": number, "size": number})))
    assert 0 <= found.start <= 1 << 31
    assert 0 <= found.size <= 1 << 31


def test_deep_nesting_ends_and_keeps_every_node() -> None:
    depth = 1500
    xml = b"<packet>" + b'<field name="f" show="">' * depth + b"</field>" * depth + b"</packet>"
    nodes = read_packet(xml)
    assert len(names(nodes)) == depth
    level, deepest = nodes, 0
    while level:
        level, deepest = [child for each in level for child in each.children], deepest + 1
    assert deepest == MAX_DEPTH


def test_large_answers_are_read_whole() -> None:
    one = field("a.b", "Label: 1", 0, 4, show="1", value="00000001")
    # The parser's own limit for one attribute is ten megabytes, unless it is told otherwise.
    long = field("long", "Long", 0, 6_000_000, value="ab" * 6_000_000)
    (top,) = read_packet(packet(proto("p", 0, 4, long, *[one] * 20_000)))
    assert len(top.children) == 20_001
    assert top.children[0].octets == b"\xab" * 6_000_000


@given(st.binary(max_size=200))
def test_any_bytes_are_read_without_an_error(data: bytes) -> None:
    for each in read_packet(b"<packet>" + data):
        assert each.size >= 0


@given(st.data())
def test_xml_that_is_broken_anywhere_is_read_without_an_error(data: st.DataObject) -> None:
    xml = packet(proto("ip", 0, 20, field("ip.ttl", "TTL: 1", 8, 1, value="01", show="1")), proto("udp", 20, 8))
    start = data.draw(st.integers(0, len(xml)))
    stop = data.draw(st.integers(start, len(xml)))
    read_packet(xml[:start] + data.draw(st.binary(max_size=4)) + xml[stop:])
