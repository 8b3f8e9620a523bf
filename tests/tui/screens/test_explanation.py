import pytest

from dissectors.dissect import dissect
from dissectors.frame import Frame
from tests.dissectors.streams.frames import ip
from tests.tui.toy import LINK_TYPE, REGISTRY, toy_bytes
from tui.field_nodes import all_nodes
from tui.screens.explanation import explanation, filter_text

DISSECTION = dissect(Frame(toy_bytes(b'a"b\\', payload=b"\x01\x02"), LINK_TYPE, interface_name="lo"), REGISTRY)
NODES = {node.field.name: node for node in all_nodes(DISSECTION.roots)}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("toy.port", "toy.port == 7"),
        ("toy.version", "toy.version == 2"),
        ("toy.name", 'toy.name == "a\\"b\\\\"'),
        ("toy.data", "toy.data == 01:02"),
        ("toy", "toy"),
        ("frame.interface_name", 'frame.interface_name == "lo"'),
    ],
)
def test_a_filter_finds_the_same_value(name: str, expected: str) -> None:
    assert filter_text(NODES[name].field) == expected


def test_a_field_tells_its_place_and_its_protocol() -> None:
    told = [f"{paragraph.head}{paragraph.text}" for paragraph in explanation(DISSECTION, NODES["toy.port"])]
    assert told[0] == "Who is asked."
    assert "place     bytes 1–2: 00 07" in told
    assert "protocol  Toy Protocol (RFC 0)" in told
    assert told[-1] == "A protocol to test with."


def test_a_field_without_a_sentence_is_named() -> None:
    assert explanation(DISSECTION, NODES["toy.length"])[0].text == "Length of the name, a field of Toy Protocol."


def test_what_is_not_decoded_of_a_protocol_is_told_of_the_protocol_itself() -> None:
    dissection = dissect(Frame(ip("10.0.0.1", "10.0.0.2", 1, bytes(8)), 1))
    told_of = set()
    for node in all_nodes(dissection.roots):
        layer = dissection.layers[node.layer]
        told = [(one.head.strip(), one.text) for one in explanation(dissection, node)]
        limits = layer.protocol.limitations if node.field is layer.root else ()
        assert ("limits" in dict(told)) == bool(limits)
        if limits:
            assert told[-len(limits) :] == [("limits", limits[0]), *(("", text) for text in limits[1:])]
            told_of.add(layer.protocol.name)
    assert "icmp" in told_of
