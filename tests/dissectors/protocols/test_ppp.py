"""PPP with all that may be left out."""

from __future__ import annotations

import pytest

from dissectors.dissect import dissect
from dissectors.frame import Frame
from dissectors.packets.summary import summarize

IPV4 = bytes.fromhex("4500001400000000 40fd0000 0a000001 0a000002")


@pytest.mark.parametrize("link_type", [9, 50])
@pytest.mark.parametrize(("head", "address"), [("ff030021", [255]), ("ff0321", [255]), ("0021", []), ("21", [])])
def test_what_is_left_out_is_noticed(link_type: int, head: str, address: list[int]) -> None:
    dissection = dissect(Frame(bytes.fromhex(head) + IPV4, link_type))
    assert [field.value for field in dissection.find("ppp.address")] == address
    assert [field.value for field in dissection.find("ppp.protocol")] == [0x21]
    assert [field.value for field in dissection.find("frame.protocols")] == ["ppp:ip"]


def test_cisco_framing_is_recognised() -> None:
    dissection = dissect(Frame(bytes.fromhex("0f000800") + IPV4, 9))
    assert [field.value for field in dissection.find("frame.protocols")] == ["ppp:chdlc:ip"]
    assert not dissection.find("ppp.protocol")


def test_unknown_protocol_is_named_in_the_columns() -> None:
    summary = summarize(dissect(Frame(bytes.fromhex("ff03c021") + b"data", 9)))
    assert (summary.protocol, summary.info) == ("0xc021", "PPP Link Control Protocol (0xc021)")


@pytest.mark.parametrize("head", ["ff03", "ff0300", "00"])
def test_cut_header_is_malformed(head: str) -> None:
    dissection = dissect(Frame(bytes.fromhex(head), 9))
    assert [notice.name for notice in dissection.notices] == ["_ws.malformed"]
