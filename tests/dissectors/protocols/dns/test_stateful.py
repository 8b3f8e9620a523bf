"""Stateful operations in place of questions."""

from __future__ import annotations

from tests.dissectors.protocols.carried import in_udp, notices, values
from tests.dissectors.protocols.dns.messages import header


def test_items_are_decoded() -> None:
    items = bytes.fromhex("00010008 00003a98 00004e20 0003 0002 0000 0077 0001 61")
    dissection = in_udp(header(0x3000) + items, 53)
    assert values(dissection, "dns.dso.tlv.keepalive.inactivity") == [15000]
    assert values(dissection, "dns.dso.tlv.encpad.padding") == [b"\0\0"]
    assert values(dissection, "dns.dso.tlv.data") == [b"a"]


def test_item_beyond_the_message_is_truncated() -> None:
    dissection = in_udp(header(0x3000) + bytes.fromhex("00020004 0000"), 53)
    assert values(dissection, "dns.dso.tlv.length") == [4]
    assert notices(dissection) == ["_ws.malformed"]
