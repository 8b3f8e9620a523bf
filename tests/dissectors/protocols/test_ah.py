"""AH over IPv4 and IPv6: its length counts words, two of them not."""

from __future__ import annotations

import struct

import pytest

from tests.dissectors.internet.packets import ipv4, ipv6, layers, printed, read, udp

HEADER = bytes((17, 4, 0, 0)) + struct.pack("!II", 0x100, 9) + bytes(range(12))


@pytest.mark.parametrize("carry", [ipv4, ipv6])
def test_length_in_words_leads_to_the_payload(carry: object) -> None:
    packet = ipv4(51, HEADER + udp()) if carry is ipv4 else ipv6(51, HEADER + udp())
    dissection = read(packet)
    assert layers(dissection)[1:] == ["ah", "udp"]
    assert printed(dissection, "ah.icv") == [bytes(range(12)).hex()]
    assert printed(dissection, "ah.spi") == ["0x00000100"]


def test_shortest_header_has_no_value() -> None:
    dissection = read(ipv4(51, bytes((17, 1, 0, 0)) + bytes(8) + udp()))
    assert layers(dissection) == ["ip", "ah", "udp"]
    assert printed(dissection, "ah.icv") == []
