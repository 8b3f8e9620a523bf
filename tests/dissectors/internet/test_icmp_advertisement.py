"""Router advertisements of IPv4."""

from __future__ import annotations

import struct

from tests.dissectors.internet.packets import HERE, THERE, icmp, ipv4, printed, read


def test_routers_have_preferences_below_zero_too() -> None:
    body = bytes((2, 2, 7, 8)) + HERE + struct.pack("!i", -5) + THERE + struct.pack("!i", 6)
    dissection = read(ipv4(1, icmp(9, 0, body)))
    assert printed(dissection, "icmp.router_address") == ["192.0.2.1", "198.51.100.7"]
    assert printed(dissection, "icmp.pref_level") == ["-5", "6"]
    assert printed(dissection, "icmp.lifetime") == ["1800"]


def test_mobile_extensions_follow() -> None:
    extensions = bytes((16, 10, 0, 9, 0, 60, 0x80, 0)) + THERE + bytes((19, 2, 24, 16)) + bytes((24, 2, 1, 2)) + b"\0"
    dissection = read(ipv4(1, icmp(9, 16, bytes((0, 2, 7, 8)) + extensions)))
    assert printed(dissection, "icmp.mip.type") == ["16", "19", "24", "0"]
    assert printed(dissection, "icmp.mip.r") == ["1"]
    assert printed(dissection, "icmp.mip.coa") == ["198.51.100.7"]
    assert printed(dissection, "icmp.mip.prefixlength") == ["24", "16"]
    assert printed(dissection, "icmp.mip.challenge") == ["0102"]


def test_extension_beyond_the_message_is_an_error() -> None:
    dissection = read(ipv4(1, icmp(9, 0, bytes((0, 2, 7, 8, 16, 40, 0)))))
    assert dissection.notices[-1].severity == "error"
