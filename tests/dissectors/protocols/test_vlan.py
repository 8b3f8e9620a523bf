"""802.1Q tags: any number of them, with a type or a length."""

from __future__ import annotations

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame

HEADER = bytes.fromhex("020000000002 020000000001 8100")


def decode(data: bytes) -> Dissection:
    return dissect(Frame(HEADER + data, 1))


def values(dissection: Dissection, name: str) -> list[object]:
    return [field.value for field in dissection.find(name)]


def test_tag_has_priority_drop_bit_and_id() -> None:
    dissection = decode(bytes.fromhex("b0059999") + b"data")
    assert values(dissection, "vlan.priority") == [5]
    assert values(dissection, "vlan.dei") == [1]
    assert values(dissection, "vlan.id") == [5]
    assert dissection.layers[2].root.line == "802.1Q Virtual LAN, PRI: 5, DEI: 1, ID: 5"
    assert values(dissection, "frame.protocols") == ["eth:ethertype:vlan:ethertype:data"]


def test_length_leads_to_llc_and_leaves_a_trailer() -> None:
    dissection = decode(bytes.fromhex("00010005f0f003") + b"hibehind")
    assert values(dissection, "vlan.len") == [5]
    assert values(dissection, "frame.protocols") == ["eth:ethertype:vlan:llc:data"]
    assert values(dissection, "vlan.trailer") == [b"behind"]
    assert not dissection.find("eth.trailer")


def test_300_tags_are_all_shown() -> None:
    dissection = decode(bytes.fromhex("00018100") * 299 + bytes.fromhex("00029999") + b"data")
    assert values(dissection, "vlan.id") == [1] * 299 + [2]
    assert values(dissection, "data.data") == [b"data"]


def test_cut_tag_keeps_what_is_whole() -> None:
    dissection = decode(b"\x00\x05\x08")
    assert values(dissection, "vlan.id") == [5]
    assert not dissection.find("vlan.etype")
