from dissectors.byte_source import ByteSource
from dissectors.dissect import dissect
from dissectors.fields import Field
from dissectors.frame import Frame
from dissectors.internet.fragments import Fragment, Fragmented
from tests.dissectors.deep.decoded_by_hand import made
from tests.dissectors.internet.fragmented import ipv4, udp
from tests.tui.toy import LINK_TYPE, REGISTRY, toy_bytes
from tui.field_nodes import (
    LAYER_COLOURS,
    all_below,
    all_nodes,
    bit_range,
    colour_of_layer,
    field_at,
    group_name,
    line_text,
    owners,
    path_at_byte,
    place_in_words,
    value_text,
    visible_nodes,
)

DISSECTION = dissect(Frame(toy_bytes(b"anna", payload=b"\x01\x02"), LINK_TYPE), REGISTRY)


def field(name: str) -> Field:
    return DISSECTION.find(name)[0]


def test_closed_fields_show_only_the_layers() -> None:
    nodes = visible_nodes(DISSECTION.roots, lambda path: False)
    assert [node.path for node in nodes] == [("frame",), ("toy",)]
    assert [node.layer for node in nodes] == [0, 1]
    assert not any(node.is_open for node in nodes)


def test_open_fields_show_what_is_below_them() -> None:
    nodes = visible_nodes(DISSECTION.roots, lambda path: path == ("toy",))
    below = [node for node in nodes if node.depth == 1]
    assert [node.path for node in below][:3] == [("toy", "toy.version"), ("toy", "toy.flags"), ("toy", "toy.port")]
    assert {node.layer for node in below} == {1}


def test_every_path_is_another_one() -> None:
    paths = [node.path for node in all_nodes(DISSECTION.roots)]
    assert len(paths) == len(set(paths))


def test_a_byte_leads_to_the_innermost_field_that_owns_it() -> None:
    expected = {0: "toy.version", 1: "toy.port", 2: "toy.port", 3: "toy.length", 4: "toy.name", 8: "toy.data"}
    for byte, name in expected.items():
        assert path_at_byte(DISSECTION, byte) == ("toy", name)


def test_a_byte_outside_of_the_frame_has_no_field() -> None:
    assert path_at_byte(DISSECTION, 100) is None


def test_every_byte_has_the_colour_of_its_layer() -> None:
    assert bytes(owners(DISSECTION)) == bytes([1]) * len(DISSECTION.frame.data)


def test_layer_colours_go_round_and_leave_the_frame_out() -> None:
    colours = [colour_of_layer(layer) for layer in range(LAYER_COLOURS * 2 + 1)]
    assert colours[0] == 0
    assert set(colours[1:]) == set(range(1, LAYER_COLOURS + 1))
    assert colours[1] == colours[LAYER_COLOURS + 1]


def test_bits_are_counted_from_the_highest() -> None:
    assert bit_range(field("toy.version")) == (0, 4)
    assert bit_range(field("toy.flags")) == (4, 8)
    assert bit_range(field("toy.port")) is None


def test_places_are_said_in_words() -> None:
    assert place_in_words(field("toy.version")) == "byte 0 bits 7–4"
    assert place_in_words(field("toy.flags")) == "byte 0 bits 3–0"
    assert place_in_words(field("toy.port")) == "bytes 1–2"
    assert place_in_words(field("toy.length")) == "byte 3"
    assert "no bytes" in place_in_words(field("frame.number"))


def test_numbers_can_stand_without_their_names() -> None:
    port = field("toy.port")
    assert value_text(port, numbers_only=False) == "7 (toys)"
    assert value_text(port, numbers_only=True) == "7"
    assert line_text(port, numbers_only=True) == "Port: 7"
    assert line_text(field("toy.name"), numbers_only=True) == "Name: anna"


def test_bytes_put_together_of_fragments_have_their_own_fields() -> None:
    datagram = udp(bytes(24))
    halves = Fragment(1, 0, datagram[:16], True, 17), Fragment(2, 16, datagram[16:], False, 17)
    packet = dissect(Frame(ipv4(datagram[16:], 16), 1, 2, fragmented=Fragmented(14, 2, halves)))
    assert path_at_byte(packet, 0, source=1) == ("udp", "udp.srcport")
    assert path_at_byte(packet, 12, source=0) == ("eth", "eth.type")
    assert path_at_byte(packet, 40) == ("frame",)
    transport = next(place for place, layer in enumerate(packet.layers) if layer.protocol.name == "udp")
    assert set(owners(packet, 1)[:8]) == {colour_of_layer(transport)}
    assert len(owners(packet, 1)) == len(datagram)
    assert place_in_words(packet.find("udp.srcport")[0]) == "bytes 0–1 of the reassembled data"


def test_a_line_without_a_name_goes_by_the_first_named_field_in_it() -> None:
    inner = made("toy.item", 1, 0, 1)
    group = made("", None, 0, 1, made("", None, 0, 1, inner), label="3 items: anna, berta")
    assert group_name(group) == "<toy.item>"
    assert group_name(made("", None, label="Timestamps")) == "Timestamps"


def test_a_path_leads_to_its_field() -> None:
    roots = DISSECTION.roots
    for node in all_nodes(roots):
        assert field_at(roots, node.path) is node.field
    assert field_at(roots, ("toy", "no such")) is None
    assert field_at(roots, ()) is None
    toy = next(node for node in all_nodes(roots) if node.path == ("toy",))
    below = [node.path for node in all_below(toy.field, toy.path)]
    assert below == [node.path for node in all_nodes(roots) if node.path[:1] == ("toy",) and len(node.path) > 1]


def test_other_bytes_than_the_frames_are_named() -> None:
    sources = [ByteSource("Frame", b"abc"), ByteSource("Decrypted TLS", b"abc")]
    assert place_in_words(made("a", 1, 1, 3, source=1), sources) == "bytes 1–2 of Decrypted TLS"
    assert place_in_words(made("a", 1, 1, 3, source=1)) == "bytes 1–2 of the reassembled data"
    assert place_in_words(made("a", 1, 1, 3), sources) == "bytes 1–2"
