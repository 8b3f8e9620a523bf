"""Cisco HDLC and its keepalives."""

from __future__ import annotations

import struct

from dissectors.dissect import dissect
from dissectors.frame import Frame
from dissectors.packets.summary import summarize

IPV4 = bytes.fromhex("4500001400000000 40fd0000 0a000001 0a000002")


def test_ethertype_leads_on() -> None:
    dissection = dissect(Frame(bytes.fromhex("0f000800") + IPV4, 104))
    assert [field.value for field in dissection.find("frame.protocols")] == ["chdlc:ip"]


def test_keepalive_tells_both_numbers() -> None:
    dissection = dissect(Frame(bytes.fromhex("8f008035") + struct.pack(">IIIH", 2, 4711, 4710, 0xFFFF), 104))
    summary = summarize(dissection)
    assert summary.info == "Line keepalive, outgoing sequence 4711, returned sequence 4710"
    assert [field.value for field in dissection.find("slarp.reliability")] == [0xFFFF]


def test_request_has_addresses() -> None:
    dissection = dissect(Frame(bytes.fromhex("8f008035 00000000 0a000001 ffffff00"), 104))
    assert [field.value for field in dissection.find("slarp.address")] == [0x0A000001]
    assert summarize(dissection).info == "Request (0)"
