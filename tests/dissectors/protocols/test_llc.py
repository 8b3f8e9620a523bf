"""LLC and SNAP: who speaks, and what follows."""

from __future__ import annotations

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame
from dissectors.packets.summary import summarize

ADDRESSES = bytes.fromhex("020000000002 020000000001")
ARP = bytes.fromhex("0001080006040001 020000000001 0a000001 000000000000 0a000002")


def decode(data: bytes) -> Dissection:
    return dissect(Frame(ADDRESSES + len(data).to_bytes(2, "big") + data, 1))


def values(dissection: Dissection, name: str) -> list[object]:
    return [field.value for field in dissection.find(name)]


@pytest.mark.parametrize("organization", ["000000", "0000f8"])
def test_snap_with_an_ethertype_leads_on(organization: str) -> None:
    dissection = decode(bytes.fromhex(f"aaaa03{organization}0806") + ARP)
    assert values(dissection, "frame.protocols") == ["eth:llc:arp"]
    assert values(dissection, "llc.type") == [0x0806]
    assert values(dissection, "llc.oui") == [int(organization, 16)]


def test_cisco_number_is_a_field_of_its_own() -> None:
    dissection = decode(bytes.fromhex("aaaa0300000c2000") + b"cdp")
    assert values(dissection, "llc.cisco_pid") == [0x2000]
    assert not dissection.find("llc.type")


def test_unknown_organization_has_a_plain_number() -> None:
    dissection = decode(bytes.fromhex("aaaa031122334455") + b"data")
    assert values(dissection, "llc.pid") == [0x4455]
    assert values(dissection, "data.data") == [b"data"]


def test_bridged_ethernet_begins_behind_two_bytes() -> None:
    dissection = decode(bytes.fromhex("aaaa030080c200070000") + ADDRESSES + b"\x08\x06" + ARP)
    assert values(dissection, "frame.protocols") == ["eth:llc:eth:ethertype:arp"]


def test_information_frame_has_sequence_numbers() -> None:
    dissection = decode(bytes.fromhex("f0f10204") + b"data")
    assert values(dissection, "llc.control.n_r") == [2]
    assert values(dissection, "llc.control.n_s") == [1]
    assert values(dissection, "llc.ssap.cr") == [1]
    assert summarize(dissection).info == "I, N(R)=2, N(S)=1; DSAP NetBIOS Individual, SSAP NetBIOS Response"


def test_exchange_of_identification_is_read() -> None:
    dissection = decode(bytes.fromhex("0001bf810100"))
    assert values(dissection, "basicxid.llc.xid.types") == [1]
    assert summarize(dissection).protocol == "LLC"


def test_test_frame_in_snap_carries_no_protocol() -> None:
    dissection = decode(bytes.fromhex("aaaae30000000806") + ARP)
    assert not dissection.find("llc.type")
    assert values(dissection, "frame.protocols") == ["eth:llc:data"]


def test_cut_snap_header_keeps_the_control_field() -> None:
    dissection = decode(bytes.fromhex("aaaa0300"))
    assert values(dissection, "llc.control") == [3]
    assert not dissection.find("llc.oui")
