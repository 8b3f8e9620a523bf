"""ICMPv6: ping, errors that quote, redirects with the packet in an option."""

from __future__ import annotations

import struct

import pytest

from tests.dissectors.internet.packets import HERE6, THERE6, icmpv6, ipv6, layer, layers, printed, read, told, udp

QUOTED = ipv6(17, udp(b"lost"))


def line(message: bytes) -> str:
    found = layer(read(ipv6(58, message)), "icmpv6")
    assert found.protocol.info is not None
    return str(found.protocol.info(found))


def test_ping_is_read_with_data_behind() -> None:
    dissection = read(ipv6(58, icmpv6(128, 0, struct.pack("!HH", 0xABCD, 1) + b"data")))
    assert printed(dissection, "icmpv6.echo.identifier") == ["0xabcd"]
    assert printed(dissection, "icmpv6.checksum.status") == ["1"]
    assert layers(dissection) == ["ipv6", "icmpv6", "data"]


def test_bad_checksum_is_a_warning() -> None:
    message = bytearray(icmpv6(128, 0, bytes(8)))
    message[-1] ^= 1
    assert told(read(ipv6(58, bytes(message)))) == [("icmpv6.checksum_bad.expert", "warning")]


@pytest.mark.parametrize(
    ("kind", "name", "value"),
    [(1, "icmpv6.reserved", "00000500"), (2, "icmpv6.mtu", "1280"), (4, "icmpv6.pointer", "1280")],
)
def test_errors_quote_the_packet(kind: int, name: str, value: str) -> None:
    dissection = read(ipv6(58, icmpv6(kind, 0, struct.pack("!I", 1280) + QUOTED)))
    assert printed(dissection, name) == [value]
    assert layers(dissection) == ["ipv6", "icmpv6", "ipv6", "udp", "data"]


def test_extensions_follow_a_quote_with_length() -> None:
    extension = b"\x20\0\0\0" + bytes((0, 8, 1, 1)) + struct.pack("!I", 77 << 12 | 1 << 8 | 9)
    dissection = read(ipv6(58, icmpv6(3, 0, bytes((16, 0, 0, 0)) + QUOTED.ljust(128, b"\0") + extension)))
    assert printed(dissection, "icmp.mpls.label") == ["77"]
    assert printed(dissection, "icmpv6.length") == ["16"]


def test_redirect_quotes_from_within_its_option() -> None:
    link = bytes((2, 1)) + bytes(6)
    quote = QUOTED.ljust(-(-len(QUOTED) // 8) * 8, b"\0")
    message = icmpv6(137, 0, bytes(4) + HERE6 + THERE6 + link + bytes((4, 1 + len(quote) // 8)) + bytes(6) + quote)
    dissection = read(ipv6(58, message))
    assert printed(dissection, "icmpv6.opt.type") == ["2", "4"]
    assert layers(dissection) == ["ipv6", "icmpv6", "ipv6", "udp", "data"]


def test_redirect_without_packet_ends_with_its_options() -> None:
    message = icmpv6(137, 0, bytes(4) + HERE6 + THERE6 + bytes((2, 1)) + bytes(6))
    dissection = read(ipv6(58, message))
    assert printed(dissection, "icmpv6.nd.rd.target_address") == ["2001:db8::1"]
    assert layers(dissection) == ["ipv6", "icmpv6"]


def test_neighbor_lines_say_who_asks_for_whom() -> None:
    link = bytes((1, 1)) + bytes.fromhex("02005e000101")
    asked = line(icmpv6(135, 0, bytes(4) + THERE6 + link))
    assert asked == "Neighbor Solicitation for 2001:db8::2 from 02:00:5e:00:01:01"
    told_line = line(icmpv6(136, 0, struct.pack("!I", 0x60000000) + THERE6))
    assert told_line == "Neighbor Advertisement 2001:db8::2 (sol, ovr)"


def test_unknown_type_keeps_its_bytes() -> None:
    assert printed(read(ipv6(58, icmpv6(255, 0, b"abcd"))), "icmpv6.data") == [b"abcd".hex()]
