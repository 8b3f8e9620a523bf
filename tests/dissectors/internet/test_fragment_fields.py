"""What the tree says of fragments, and how the layers above are read from the whole packet."""

from __future__ import annotations

import pickle

from dissectors.dissect import Dissection, dissect
from dissectors.frame import REASSEMBLED, Frame
from dissectors.internet.fragment_fields import MOST_LISTED
from dissectors.internet.fragments import Fragment, Fragmented
from dissectors.packets.summary import summarize
from tests.dissectors.internet.fragmented import ipv4, ipv6, udp

DATAGRAM = udp(bytes(range(32)))
IP_START, EXTENSION_START = 14, 54


def last_of(*fragments: Fragment, start: int = IP_START, frame: bytes = b"", number: int = 2) -> Dissection:
    frame = frame or ipv4(DATAGRAM[16:], 16)
    return dissect(Frame(frame, 1, number, fragmented=Fragmented(start, number, fragments)))


def halves(protocol: int = 17) -> tuple[Fragment, Fragment]:
    return Fragment(1, 0, DATAGRAM[:16], True, protocol), Fragment(2, 16, DATAGRAM[16:], False, protocol)


def names(dissection: Dissection) -> list[str]:
    return [layer.protocol.name for layer in dissection.layers]


def values(dissection: Dissection, name: str) -> list[object]:
    return [field.value for field in dissection.find(name)]


def test_the_layers_above_are_read_from_the_whole_packet() -> None:
    found = last_of(*halves())
    assert names(found) == ["frame", "eth", "ip", "udp", "data"]
    assert values(found, "udp.srcport") == [5000]
    assert values(found, "data.data") == [DATAGRAM[8:]]
    assert summarize(found).info == "5000 → 6000 Len=32"


def test_fields_say_in_which_bytes_they_lie() -> None:
    found = last_of(*halves())
    assert [source.name for source in found.sources] == ["Frame (58 bytes)", "Reassembled IPv4 (40 bytes)"]
    port, address = found.find("udp.srcport")[0], found.find("ip.src")[0]
    assert (port.source, found.sources[port.source].data[port.start : port.stop]) == (1, b"\x13\x88")
    assert address.source == 0
    assert {field.source for field in found.layers[-1].root.walk()} == {1}


def test_the_fragments_are_listed_with_their_places_in_the_whole() -> None:
    found = last_of(*halves())
    lines = [field.line for field in found.find("ip.fragments")[0].walk()]
    assert lines[:3] == [
        "[2 IPv4 Fragments (40 bytes): #1(16), #2(24)]",
        "[Frame: 1, payload: 0-15 (16 bytes)]",
        "[Frame: 2, payload: 16-39 (24 bytes)]",
    ]
    assert values(found, "ip.fragment") == [1, 2]
    assert values(found, "ip.fragment.count") == [2]
    assert values(found, "ip.reassembled.length") == [40]
    assert values(found, "ip.reassembled.data") == [DATAGRAM]
    assert [(field.source, field.start, field.stop) for field in found.find("ip.fragment")] == [(1, 0, 16), (1, 16, 40)]


def test_one_line_names_some_fragments_only() -> None:
    many = [Fragment(number, number * 8, bytes(8), number < 99, 17) for number in range(100)]
    line = last_of(*many).find("ip.fragments")[0].line
    assert line.startswith("[100 IPv4 Fragments (800 bytes): #0(8), ")
    assert line.count("#") == MOST_LISTED


def test_conflicting_overlaps_warn() -> None:
    first, second = halves()
    found = last_of(first, Fragment(3, 0, b"X" * 16, True, 17), second)
    assert values(found, "ip.fragment.error") == [3]
    assert values(found, "ip.fragment.overlap") == values(found, "ip.fragment.overlap.conflict") == [1]
    assert [notice.severity for notice in found.layers[2].notices][-2:] == ["note", "warning"]


def test_a_fragment_says_where_the_packet_is_whole_and_is_data() -> None:
    frame = Frame(ipv4(DATAGRAM[:16], 0, more=True), 1, 1, fragmented=Fragmented(IP_START, 2))
    found = dissect(frame)
    assert names(found) == ["frame", "eth", "ip", "data"]
    assert values(found, "ip.reassembled_in") == [2]
    assert summarize(found).info == "Fragmented IP protocol (proto=UDP 17, off=0, ID=0001) [Reassembled in #2]"


def test_a_fragment_of_a_packet_that_is_nowhere_whole_says_nothing_of_it() -> None:
    found = dissect(Frame(ipv4(DATAGRAM[:16], 0, more=True), 1, 1, fragmented=Fragmented(IP_START)))
    assert names(found) == ["frame", "eth", "ip", "data"]
    assert found.find("ip.reassembled_in") == []
    assert summarize(found).info == "Fragmented IP protocol (proto=UDP 17, off=0, ID=0001)"


def test_without_a_look_at_other_frames_a_first_fragment_is_decoded_as_it_is() -> None:
    assert names(dissect(Frame(ipv4(DATAGRAM[:16], 0, more=True), 1)))[3] == "udp"


def test_protocols_without_a_dissector_are_named() -> None:
    found = last_of(*halves(200), frame=ipv4(DATAGRAM[16:], 16, protocol=200))
    assert names(found)[3:] == ["data"]
    assert summarize(found).info == "Unassigned (200)"


def test_ipv6_goes_on_with_what_the_first_fragment_says() -> None:
    first, _ = halves()
    end = Fragment(2, 16, DATAGRAM[16:], False, 58)
    found = last_of(end, first, start=EXTENSION_START, frame=ipv6(DATAGRAM[16:], 16, following=58))
    assert names(found) == ["frame", "eth", "ipv6", "ipv6.fraghdr", "udp", "data"]
    assert values(found, "ipv6.fragment") == [1, 2]
    assert found.sources[1].name == "Reassembled IPv6 (40 bytes)"


def test_ipv6_fragments_say_where_the_packet_is_whole() -> None:
    frame = ipv6(DATAGRAM[:16], 0, more=True)
    found = dissect(Frame(frame, 1, 1, fragmented=Fragmented(EXTENSION_START, 9)))
    assert names(found)[-1] == "data"
    assert values(found, "ipv6.reassembled.in") == [9]
    assert summarize(found).info == "IPv6 fragment (off=0 more=y ident=0x00000001 nxt=17) [Reassembled in #9]"


def test_the_conversation_of_a_whole_packet_is_told_by_its_place_there() -> None:
    frame = Frame(
        ipv4(DATAGRAM[16:], 16),
        1,
        2,
        streams=((34, 3), (REASSEMBLED, 7)),
        fragmented=Fragmented(IP_START, 2, halves()),
    )
    assert values(dissect(frame), "udp.stream") == [7]


def test_checksums_of_whole_packets_are_verified() -> None:
    # Sum of pseudo header 10.0.0.1, 10.0.0.2, 17, 40 and the datagram.
    whole = bytes.fromhex("1388177000280000") + bytes(32)
    total = sum(int.from_bytes(whole[at : at + 2], "big") for at in range(0, 40, 2)) + 0x0A00 * 2 + 1 + 2 + 17 + 40
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    whole = whole[:6] + (0xFFFF - total).to_bytes(2, "big") + whole[8:]
    first, second = Fragment(1, 0, whole[:16], True, 17), Fragment(2, 16, whole[16:], False, 17)
    assert values(last_of(first, second), "udp.checksum.status") == [1]


def test_frames_with_fragments_travel_to_workers() -> None:
    frame = Frame(ipv4(DATAGRAM[16:], 16), 1, 2, fragmented=Fragmented(IP_START, 2, halves()))
    assert names(dissect(pickle.loads(pickle.dumps(frame)))) == names(dissect(frame))
