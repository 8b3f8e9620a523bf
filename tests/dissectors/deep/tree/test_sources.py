"""Every field lies in the bytes that hold its value; where that cannot be told, nothing is claimed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dissectors.deep.tree.sources import find_sources
from dissectors.fields import Field
from tests.dissectors.deep.xml import field, made, packet, proto

FRAME = bytes(range(60))
WHOLE = b"HTTP/1.1 200 OK\r\n\r\n" + bytes(range(200, 250))


def place(xml: bytes, *sources: bytes) -> tuple[dict[str, Field], dict[Field, tuple[int, ...]]]:
    all_made = made(xml)
    ambiguous = find_sources(all_made, sources)
    return {one.node.name: one.field for one in all_made}, ambiguous


def where(found: Field) -> tuple[int, int, int]:
    return found.source, found.start, found.stop


def at(name: str, start: int, octets: bytes, *children: str) -> str:
    return field(name, name, start, len(octets), *children, show="x", value=octets.hex())


def test_a_layer_lies_where_its_fields_do() -> None:
    xml = packet(proto("ip", 14, 20, at("ip.ttl", 22, FRAME[22:23])), proto("http", 0, 19, at("http.x", 0, WHOLE[:8])))
    fields, ambiguous = place(xml, FRAME, WHOLE)
    assert (where(fields["ip"]), where(fields["ip.ttl"])) == ((0, 14, 34), (0, 22, 23))
    assert (where(fields["http"]), where(fields["http.x"])) == ((1, 0, 19), (1, 0, 8))
    assert not ambiguous


def test_a_field_that_stands_nowhere_lights_nothing() -> None:
    fields, ambiguous = place(packet(proto("http", 0, 19, at("http.x", 0, WHOLE[:8]))), FRAME)
    assert where(fields["http.x"]) == (0, 0, 0)
    assert ambiguous[fields["http.x"]] == ()


def test_the_place_that_pdml_moved_is_found_again() -> None:
    # What was put together begins at 0; PDML writes the start of the field above, as that is greater.
    segments = field("tcp.segments", "2 Reassembled", 34, len(WHOLE), at("tcp.segment", 0, WHOLE[:30]))
    tcp = proto("tcp", 34, 20, at("tcp.srcport", 34, FRAME[34:36]), segments)
    fields, ambiguous = place(packet(tcp), FRAME, WHOLE)
    assert where(fields["tcp"]) == (0, 34, 54)
    assert where(fields["tcp.segments"]) == (1, 0, len(WHOLE))
    assert where(fields["tcp.segment"]) == (1, 0, 30)
    assert not ambiguous


def test_equal_bytes_are_taken_from_where_the_field_above_lies() -> None:
    same = FRAME[:40] + bytes(20)
    xml = packet(proto("ip", 14, 20, at("ip.a", 14, FRAME[14:16])), proto("x", 0, 60, at("x.all", 0, same)))
    fields, _ = place(xml, FRAME, same)
    assert where(fields["ip.a"]) == (0, 14, 16)
    assert where(fields["x.all"]) == (1, 0, 60)
    inner = packet(proto("x", 0, 60, at("x.all", 0, same, at("x.part", 5, same[5:9]))))
    assert where(place(inner, FRAME, same)[0]["x.part"]) == (1, 5, 9)


def test_what_several_sources_hold_is_ambiguous() -> None:
    first, second = b"same" + bytes(30), b"same" + bytes(50)
    xml = packet(proto("ip", 14, 20, at("ip.a", 14, FRAME[14:16])), proto("x", 0, 4, at("x.a", 0, b"same")))
    fields, ambiguous = place(xml, FRAME, first, second)
    assert ambiguous == {fields["x"]: (1, 2), fields["x.a"]: (1, 2)}
    assert fields["x.a"].start == fields["x.a"].stop


def test_bits_are_compared_as_whole_bytes() -> None:
    bit = field("a.bit", ".... .1.. = Bit: Set", 3, 1, show="1", value="1", unmaskedvalue=WHOLE[3:4].hex())
    fields, _ = place(packet(proto("a", 0, 8, bit)), FRAME, WHOLE)
    assert where(fields["a.bit"]) == (1, 3, 4)


def test_fields_without_bytes_lie_where_the_field_above_does() -> None:
    line = field("", "Line", 8, 4)
    fields, ambiguous = place(packet(proto("http", 0, 19, at("http.x", 0, WHOLE[:8]), line)), FRAME, WHOLE)
    assert where(fields[""]) == (1, 8, 12)
    assert not ambiguous


def test_a_layer_with_nothing_of_its_own_inside_stays_in_the_frame() -> None:
    fragments = field("smtp.fragments", "2 fragments", 34, 50, at("smtp.fragment", 0, WHOLE[:50]))
    fields, _ = place(packet(proto("smtp", 34, 9, fragments)), FRAME, WHOLE)
    assert where(fields["smtp"]) == (0, 34, 43)
    assert where(fields["smtp.fragments"]) == (1, 0, 50)


def test_nothing_lies_outside_of_its_bytes() -> None:
    xml = packet(proto("frame", 0, 999), proto("data", 50, 900, field("data.line", "Line", 2_000_000_000, 5)))
    fields, _ = place(xml, FRAME)
    assert [where(each) for each in fields.values()] == [(0, 0, 60), (0, 50, 60), (0, 60, 60)]


@given(
    st.lists(st.tuples(st.integers(0, 80), st.binary(max_size=6), st.booleans()), max_size=12),
    st.lists(st.binary(max_size=30), min_size=1, max_size=3),
)
def test_any_tree_stays_inside_its_sources(fields: list[tuple[int, bytes, bool]], sources: list[bytes]) -> None:
    text = ""
    for start, octets, is_above in fields:
        text = at("a.b", start, octets, text) if is_above else text + at("a.b", start, octets)
    all_made = made(packet(proto("a", 0, 30, text)))
    ambiguous = find_sources(all_made, sources)
    for one in all_made:
        found = one.field
        assert 0 <= found.start <= found.stop <= len(sources[found.source])
        octets = one.node.octets
        if octets and found not in ambiguous:
            assert sources[found.source][found.start : found.stop] == octets
