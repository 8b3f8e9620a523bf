"""PDML's nodes become fields: same order, nesting, lines and places."""

from __future__ import annotations

import pytest

from dissectors.deep.tree.deep_fields import deep_fields, without_marker
from dissectors.deep.tree.pdml import read_packet
from dissectors.fields import UNSIGNED
from tests.dissectors.deep.xml import Types, field, made, packet, proto


def test_fields_are_nested_as_their_nodes() -> None:
    xml = packet(
        proto("ip", 14, 20, field("ip.flags", "010. .... = Flags: 0x2", 20, 1, field("ip.flags.df", "Don't fragment")))
    )
    ip, flags, bit = (one.field for one in made(xml))
    assert (ip.children, flags.children, bit.children) == ([flags], [bit], [])
    assert (flags.line, flags.start, flags.stop) == ("010. .... = Flags: 0x2", 20, 21)


def test_every_field_knows_its_layer() -> None:
    xml = packet(proto("ip", 14, 20, field("ip.ttl", "TTL")), proto("udp", 34, 8, field("udp.port", "Port")))
    layers = {one.node.name: one.root.name for one in made(xml)}
    assert layers == {"ip": "ip", "ip.ttl": "ip", "udp": "udp", "udp.port": "udp"}


def test_known_types_and_labels_are_used() -> None:
    types = Types({"x.port": "FT_UINT16"}, {"x.port": "Port"})
    (one,) = made(packet(field("x.port", "Port: http (0x0050)", 34, 2, show="0x0050", value="0050")), types)
    spec = one.field.spec
    assert (one.field.value, one.field.shown, spec.label, spec.kind) == (0x50, "http (0x0050)", "Port", UNSIGNED)
    assert (spec.hex_digits, spec.bits) == (4, 16)


def test_without_types_the_line_tells_label_and_value() -> None:
    (one,) = made(
        packet(field("no.such.name", ".... 0101 = Header Length: 20 bytes (5)", 14, 1, show="20", value="45"))
    )
    assert (one.field.spec.label, one.field.shown, one.field.value) == ("Header Length", "20 bytes (5)", 20)


def test_hidden_fields_stay_hidden() -> None:
    (one,) = made(packet(field("ip.addr", "Address: 10.0.0.1", 26, 4, hide="yes")))
    assert one.field.spec.hidden


@pytest.mark.parametrize(
    ("show", "severity"),
    [("2097152", ""), ("4194304", "note"), ("6291456", "warning"), ("8388608", "error"), ("Warning", "warning")],
)
def test_expert_items_have_their_severity(show: str, severity: str) -> None:
    inner = field("_ws.expert.severity", "Severity level", show=show)
    expert, _ = made(packet(field("_ws.expert", "Expert Info (Warning/Sequence): lost", 0, 0, inner)))
    assert expert.field.severity == severity


def test_generated_fields_are_in_brackets() -> None:
    (one,) = made(packet(field("tcp.stream", "Stream index: 0", 34, 0, show="0")))
    assert one.field.line == "[Stream index: 0]"


MARK = "remora 00ff"


def comment(text: str) -> str:
    return field("frame.comment", text, 0, 0, field("_ws.expert", f"Expert Info (Comment/Comment): {text}"), show=text)


def test_the_marker_goes_with_its_layer() -> None:
    xml = packet(proto("pkt_comment", 0, 0, comment(MARK)), proto("frame", 0, 9))
    assert [node.name for node in without_marker(read_packet(xml), MARK)] == ["frame"]


def test_comments_of_others_stay() -> None:
    xml = packet(proto("pkt_comment", 0, 0, comment("mine"), comment(MARK)), proto("frame", 0, 9, comment(MARK)))
    kept = without_marker(read_packet(xml), MARK)
    assert [[child.show for child in node.children] for node in kept] == [["mine"], []]
    assert all(one.node.show != MARK for one in deep_fields(kept, None))


def test_without_a_marker_nothing_is_cut() -> None:
    nodes = read_packet(packet(proto("pkt_comment", 0, 0, comment("mine"))))
    assert without_marker(nodes, "") is nodes
