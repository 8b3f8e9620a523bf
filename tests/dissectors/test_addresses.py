"""The pair of addresses that transport checksums are taken over."""

from __future__ import annotations

import struct

from dissectors.addresses import network_addresses
from tests.dissectors.internet.packets import HERE, HERE6, THERE, THERE6, extension, ipv4, ipv6, layer, read, udp

LAST = bytes((203, 0, 113, 9))


def test_ipv4_gives_four_bytes_each() -> None:
    assert network_addresses(layer(read(ipv4(17, udp())), "udp")) == (HERE, THERE)


def test_first_layer_has_none() -> None:
    assert network_addresses(read(ipv4(17, udp())).layers[0]) is None


def test_unfinished_source_route_ends_at_its_last_address() -> None:
    packet = ipv4(17, udp(), b"\1" + bytes((131, 7, 4)) + LAST)
    assert network_addresses(layer(read(packet), "udp")) == (HERE, LAST)


def test_finished_source_route_ends_at_the_header_address() -> None:
    packet = ipv4(17, udp(), bytes((131, 7, 8)) + LAST)
    assert network_addresses(layer(read(packet), "udp")) == (HERE, THERE)


def test_ipv6_looks_through_extension_headers() -> None:
    packet = ipv6(60, extension(17, b"") + udp())
    assert network_addresses(layer(read(packet), "udp")) == (HERE6, THERE6)


def test_ipv6_routing_header_with_segments_left_decides() -> None:
    last = bytes(15) + b"\x09"
    packet = ipv6(43, bytes((17, 2, 0, 1)) + bytes(4) + last + udp())
    assert network_addresses(layer(read(packet), "udp")) == (HERE6, last)
    used_up = ipv6(43, bytes((17, 2, 0, 0)) + bytes(4) + last + udp())
    assert network_addresses(layer(read(used_up), "udp")) == (HERE6, THERE6)


def test_innermost_ip_layer_wins_in_a_tunnel() -> None:
    packet = ipv4(41, ipv6(17, udp(struct.pack("!I", 1))))
    assert network_addresses(layer(read(packet), "udp")) == (HERE6, THERE6)
