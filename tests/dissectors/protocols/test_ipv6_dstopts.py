"""The destination options header rides on 60 and leads on."""

from __future__ import annotations

from tests.dissectors.internet.packets import HERE6, extension, ipv6, layers, printed, read, udp


def test_home_address_is_read() -> None:
    dissection = read(ipv6(60, extension(17, bytes((0xC9, 16)) + HERE6) + udp()))
    assert printed(dissection, "ipv6.opt.mipv6.home_address") == ["2001:db8::1"]
    assert layers(dissection) == ["ipv6", "ipv6.dstopts", "udp"]
    assert printed(dissection, "ipv6.dstopts.nxt") == ["17"]
