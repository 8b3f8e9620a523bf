"""IPv6 fragments: only the first leads on."""

from __future__ import annotations

import struct

from tests.dissectors.internet.packets import ipv6, layer, layers, printed, read, udp


def fragment(offset: int, more: int, payload: bytes) -> bytes:
    return ipv6(44, bytes((17, 0)) + struct.pack("!HI", offset | more, 0xCAFE) + payload)


def test_first_fragment_leads_on() -> None:
    dissection = read(fragment(0, 1, udp()))
    assert layers(dissection) == ["ipv6", "ipv6.fraghdr", "udp"]
    assert printed(dissection, "ipv6.fraghdr.ident") == ["0x0000cafe"]


def test_later_fragment_is_data_and_says_where_it_belongs() -> None:
    dissection = read(fragment(1448, 0, b"middle"))
    assert layers(dissection) == ["ipv6", "ipv6.fraghdr", "data"]
    assert printed(dissection, "ipv6.fraghdr.offset") == ["181"]
    header = layer(dissection, "ipv6.fraghdr")
    assert header.protocol.info is not None
    assert header.protocol.info(header) == "IPv6 fragment (off=1448 more=n ident=0x0000cafe nxt=17)"
