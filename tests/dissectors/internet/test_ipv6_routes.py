"""The types of routing headers."""

from __future__ import annotations

import socket
import struct

from tests.dissectors.internet.packets import ipv6, layers, printed, read, told, udp


def address(text: str) -> bytes:
    return socket.inet_pton(socket.AF_INET6, text)


def routed(kind: int, left: int, content: bytes) -> bytes:
    return ipv6(43, bytes((17, (len(content) - 4) // 8, kind, left)) + content + udp())


def test_source_route_is_listed_and_deprecated() -> None:
    dissection = read(routed(0, 1, bytes(4) + address("2001:db8::a") + address("2001:db8::b")))
    assert printed(dissection, "ipv6.routing.src.addr") == ["2001:db8::a", "2001:db8::b"]
    assert dissection.find("ipv6.routing.src.addr")[0].line == "Address[1]: 2001:db8::a"
    assert ("ipv6.routing.deprecated", "note") in told(dissection)


def test_more_segments_left_than_addresses_is_a_warning() -> None:
    assert ("ipv6.routing.invalid_segleft", "warning") in told(read(routed(0, 2, bytes(4) + address("2001:db8::a"))))


def test_home_address() -> None:
    dissection = read(routed(2, 1, bytes(4) + address("2001:db8::c")))
    assert printed(dissection, "ipv6.routing.mipv6.home_address") == ["2001:db8::c"]


def test_rpl_completes_addresses_from_the_destination() -> None:
    content = bytes((0xEC, 0x20, 0, 0)) + bytes((0, 0x0A)) + bytes((0, 1, 0, 0x0B)) + bytes(2)
    dissection = read(routed(3, 1, content))
    assert printed(dissection, "ipv6.routing.rpl.addr_count") == ["2"]
    assert printed(dissection, "ipv6.routing.rpl.address") == ["000a", "0001000b"]
    assert printed(dissection, "ipv6.routing.rpl.full_address") == ["2001:db8::a", "2001:db8::1:b"]


def test_segments_and_what_follows_them() -> None:
    content = bytes((1, 0, 0, 7)) + address("2001:db8::e") + address("2001:db8::d") + bytes((4, 6)) + bytes(6)
    dissection = read(routed(4, 1, content))
    assert printed(dissection, "ipv6.routing.srh.addr") == ["2001:db8::e", "2001:db8::d"]
    assert printed(dissection, "ipv6.routing.srh.tag") == ["0007"]


def test_compact_list_ends_with_zero() -> None:
    dissection = read(routed(5, 1, struct.pack("!HHHHHH", 7, 8, 9, 0, 5, 0)))
    assert printed(dissection, "ipv6.routing.crh16.sid") == ["7", "8", "9"]
    assert printed(dissection, "ipv6.routing.crh16.current_sid") == ["8"]


def test_list_longer_than_the_header_is_a_warning_and_not_the_end() -> None:
    dissection = read(routed(4, 1, bytes((200, 0, 0, 0)) + address("2001:db8::e")))
    assert ("ipv6.routing.invalid_length", "warning") in told(dissection)
    assert layers(dissection) == ["ipv6", "ipv6.routing", "udp"]
