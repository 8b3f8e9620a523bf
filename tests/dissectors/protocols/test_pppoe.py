"""PPPoE: discovery ends with its tags, a session leads to PPP."""

from __future__ import annotations

import struct

import pytest

from dissectors.dissect import Dissection, dissect
from dissectors.frame import Frame
from dissectors.packets.summary import summarize

ADDRESSES = bytes.fromhex("020000000002 020000000001")
IPV4 = bytes.fromhex("4500001400000000 40fd0000 0a000001 0a000002")


def decode(ethertype: int, code: int, payload: bytes, behind: bytes = b"", length: int | None = None) -> Dissection:
    size = len(payload) if length is None else length
    header = struct.pack(">HBBHH", ethertype, 0x11, code, 5, size)
    return dissect(Frame(ADDRESSES + header + payload + behind, 1))


def values(dissection: Dissection, name: str) -> list[object]:
    return [field.value for field in dissection.find(name)]


def test_session_leads_to_ppp() -> None:
    dissection = decode(0x8864, 0, b"\x00\x21" + IPV4, b"behind")
    assert values(dissection, "frame.protocols") == ["eth:ethertype:pppoes:ppp:ip"]
    assert values(dissection, "pppoe.session_id") == [5]
    assert not dissection.find("eth.trailer")


@pytest.mark.parametrize("length", [2, 10, 200])
def test_length_that_is_wrong_harms_nothing(length: int) -> None:
    dissection = decode(0x8864, 0, b"\x00\x21" + IPV4, length=length)
    assert values(dissection, "ppp.protocol") == [0x21]
    assert all(layer.stop <= len(dissection.frame.data) for layer in dissection.layers)


def test_other_codes_of_a_session_have_tags() -> None:
    dissection = decode(0x8864, 0x0A, bytes.fromhex("0106000400010002"))
    assert values(dissection, "pppoed.tags.credits.fcn") == [1]
    assert values(dissection, "frame.protocols") == ["eth:ethertype:pppoes"]


def test_offer_names_the_concentrator() -> None:
    dissection = decode(0x8863, 7, bytes.fromhex("01010000 01020002") + b"ac", bytes(20))
    assert summarize(dissection).info == "Active Discovery Offer (PADO) AC-Name='ac'"
    assert values(dissection, "eth.trailer") == [bytes(20)]
