"""Linux cooked captures of both versions."""

from __future__ import annotations

import struct

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame
from dissectors.packets.summary import summarize

ARP = bytes.fromhex("0001080006040001 020000000001 0a000001 000000000000 0a000002")
ADDRESS = bytes.fromhex("020000000001aabb")


def first_version(protocol: int, payload: bytes, hardware: int = 1, length: int = 6) -> Dissection:
    return dissect(Frame(struct.pack(">HHH8sH", 4, hardware, length, ADDRESS, protocol) + payload, 113))


def values(dissection: Dissection, name: str) -> list[object]:
    return [field.value for field in dissection.find(name)]


def test_ethertype_leads_on() -> None:
    dissection = first_version(0x0806, ARP + b"xx")
    assert values(dissection, "frame.protocols") == ["sll:ethertype:arp"]
    assert values(dissection, "sll.etype") == [0x0806]
    assert values(dissection, "sll.pkttype") == [4]
    assert values(dissection, "sll.trailer") == [b"xx"]


@pytest.mark.parametrize(
    ("length", "expected"),
    [
        (0, {"sll.unused": ADDRESS}),
        (2, {"sll.src.other": ADDRESS[:2], "sll.unused": ADDRESS[2:]}),
        (4, {"sll.src.ipv4": 0x02000000, "sll.unused": ADDRESS[4:]}),
        (6, {"sll.src.eth": ADDRESS[:6], "sll.unused": ADDRESS[6:]}),
        (8, {"sll.src.other": ADDRESS}),
        (20, {"sll.src.other": ADDRESS}),
    ],
)
def test_address_is_read_by_its_length(length: int, expected: dict[str, object]) -> None:
    dissection = first_version(0x0806, ARP, length=length)
    names = ("sll.src.eth", "sll.src.ipv4", "sll.src.other", "sll.unused")
    assert {name: field.value for name in names for field in dissection.find(name)} == expected


def test_numbers_of_linux_itself_are_no_ethertypes() -> None:
    dissection = first_version(4, bytes.fromhex("f0f003") + b"data")
    assert values(dissection, "sll.ltype") == [4]
    assert values(dissection, "frame.protocols") == ["sll:llc:data"]


def test_gre_interface_has_gre_types() -> None:
    dissection = first_version(0x0806, ARP, hardware=778, length=4)
    assert values(dissection, "sll.gretype") == [0x0806]
    assert values(dissection, "frame.protocols") == ["sll:arp"]


def test_second_version_has_the_interface_and_answers_to_the_same_name() -> None:
    header = struct.pack(">HHIHBB8s", 0x0806, 0, 7, 1, 0, 6, ADDRESS)
    dissection = dissect(Frame(header + ARP, 276))
    assert values(dissection, "sll.ifindex") == [7]
    assert values(dissection, "sll.src.eth") == [ADDRESS[:6]]
    assert values(dissection, "frame.protocols") == ["sll:ethertype:arp"]
    assert len(dissection.find("sll")) == 1


def test_column_says_which_way_it_went() -> None:
    summary = summarize(first_version(0x1234, b"data"))
    assert (summary.protocol, summary.info) == ("0x1234", "Sent by us")
