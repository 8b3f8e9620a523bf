"""Ethernet: types, lengths, and what stands behind the payload."""

from __future__ import annotations

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame
from dissectors.packets.summary import summarize

ADDRESSES = bytes.fromhex("020000000002 020000000001")
ARP_REQUEST = bytes.fromhex("0001080006040001 020000000001 0a000001 000000000000 0a000002")


def decode(data: bytes, **options: int) -> Dissection:
    return dissect(Frame(data, 1, **options))


def values(dissection: Dissection, name: str) -> list[object]:
    return [field.value for field in dissection.find(name)]


def test_type_leads_on() -> None:
    dissection = decode(ADDRESSES + b"\x08\x06" + ARP_REQUEST)
    assert [layer.protocol.name for layer in dissection.layers] == ["frame", "eth", "arp"]
    assert values(dissection, "eth.type") == [0x0806]
    assert not dissection.find("eth.len")


def test_number_up_to_1500_is_a_length_and_leads_to_llc() -> None:
    dissection = decode(ADDRESSES + b"\x00\x05\xf0\xf0\x03hibehind")
    assert values(dissection, "eth.len") == [5]
    assert not dissection.find("eth.type")
    assert values(dissection, "frame.protocols") == ["eth:llc:data"]
    assert values(dissection, "data.data") == [b"hi"]
    assert values(dissection, "eth.trailer") == [b"behind"]


def test_number_between_length_and_type_is_neither() -> None:
    dissection = decode(ADDRESSES + b"\x05\xffwhat")
    assert values(dissection, "eth.invalid_lentype") == [0x05FF]
    assert values(dissection, "frame.protocols") == ["eth:data"]
    assert [notice.name for notice in dissection.notices] == ["eth.invalid_lentype.expert"]


def test_zero_is_a_type() -> None:
    dissection = decode(ADDRESSES + b"\0\0data")
    assert values(dissection, "eth.type") == [0]
    assert values(dissection, "frame.protocols") == ["eth:ethertype:data"]


def test_raw_ipx_has_no_llc() -> None:
    dissection = decode(ADDRESSES + b"\x00\x06\xff\xffipx!")
    assert values(dissection, "frame.protocols") == ["eth:data"]
    assert dissection.layers[1].root.line == "IEEE 802.3 Ethernet Raw "


def test_both_addresses_answer_to_the_common_names() -> None:
    dissection = decode(ADDRESSES + b"\x08\x06" + ARP_REQUEST)
    assert values(dissection, "eth.addr") == [ADDRESSES[:6], ADDRESSES[6:]]
    assert values(dissection, "eth.lg") == [1, 1]
    assert values(dissection, "eth.addr.oui") == [0x020000, 0x020000]


def test_group_address_as_source_is_noticed() -> None:
    dissection = decode(ADDRESSES[:6] + b"\x01\0\x5e\0\0\x01\x08\x06" + ARP_REQUEST)
    assert [notice.name for notice in dissection.notices] == ["eth.src_not_group"]


def test_length_beyond_the_frame_is_noticed() -> None:
    dissection = decode(ADDRESSES + b"\x01\x00\xf0\xf0\x03hi")
    assert [notice.name for notice in dissection.notices] == ["eth.len.past_end"]
    assert values(dissection, "data.data") == [b"hi"]


@pytest.mark.parametrize("rest", [b"", b"\0", b"\x08"])
def test_header_cut_short_keeps_the_addresses(rest: bytes) -> None:
    dissection = decode(ADDRESSES + rest[:1])
    assert values(dissection, "eth.addr") == [ADDRESSES[:6], ADDRESSES[6:]]
    assert not dissection.find("eth.type")


def test_unknown_type_is_the_protocol_column() -> None:
    summary = summarize(decode(ADDRESSES + b"\x99\x99data"))
    assert summary.protocol == "0x9999"
    assert summary.info == "Ethernet II"
