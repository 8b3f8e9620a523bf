"""The hop-by-hop header: length and what follows."""

from __future__ import annotations

from tests.dissectors.internet.packets import extension, ipv6, layers, printed, read, udp


def test_length_is_told_in_units_and_in_bytes() -> None:
    dissection = read(ipv6(0, extension(17, bytes((5, 2, 0, 0)) + bytes((1, 8)) + bytes(8)) + udp()))
    assert printed(dissection, "ipv6.hopopts.len") == ["1"]
    assert printed(dissection, "ipv6.hopopts.len_oct") == ["16"]
    assert printed(dissection, "ipv6.opt.router_alert") == ["0"]
    assert layers(dissection) == ["ipv6", "ipv6.hopopts", "udp"]


def test_header_longer_than_the_packet_stops_with_an_error() -> None:
    dissection = read(ipv6(0, bytes((17, 9)) + bytes(6)))
    assert dissection.notices[-1].severity == "error"
    assert layers(dissection) == ["ipv6", "ipv6.hopopts"]
