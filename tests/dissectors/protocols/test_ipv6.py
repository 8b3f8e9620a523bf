"""IPv6's fixed header: lengths, jumbograms, and what its addresses give away."""

from __future__ import annotations

import struct

from tests.dissectors.internet.packets import extension, ipv4, ipv6, layer, layers, printed, read, told, udp


def test_traffic_class_prints_as_wide_as_wireshark_has_it() -> None:
    dissection = read(ipv6(17, udp()))
    assert printed(dissection, "ipv6.tclass") == ["0x00000000"]
    assert printed(dissection, "ipv6.flow") == ["0x000000"]
    assert printed(dissection, "ip.version") == ["6"]


def test_no_next_header_leads_nowhere() -> None:
    assert layers(read(ipv6(59, b""))) == ["ipv6"]
    assert layers(read(ipv6(59, b"rest"))) == ["ipv6", "data"]


def test_wrong_version_ends_the_packet() -> None:
    dissection = read(ipv4(41, b"\x45" + ipv6(17, udp())[1:]))
    assert layers(dissection) == ["ip", "ipv6"]
    assert told(dissection) == [("_ws.malformed", "error")]


def test_jumbogram_has_the_length_of_its_option() -> None:
    packet = ipv6(0, extension(17, bytes((0xC2, 4)) + struct.pack("!I", 70000)) + udp(b"abc"), length=0)
    dissection = read(packet, original_length=40 + 70000)
    assert layer(dissection, "ipv6").reported_stop == 40 + 70000
    assert "Jumbogram" in dissection.find("ipv6.plen")[0].line
    assert layers(dissection)[:3] == ["ipv6", "ipv6.hopopts", "udp"]


def test_hop_by_hop_without_length_is_a_warning() -> None:
    dissection = read(ipv6(0, extension(17, b"") + udp(), length=0))
    assert ("ipv6.opt.jumbo.missing", "warning") in told(dissection)
    assert layers(dissection) == ["ipv6"]


def test_length_zero_before_offload_is_read_on() -> None:
    assert layers(read(ipv6(17, udp(b"abc"), length=0)))[:2] == ["ipv6", "udp"]


def test_length_beyond_the_link_is_a_warning() -> None:
    assert ("ipv6.plen_exceeds_framing", "warning") in told(read(ipv6(17, udp(), length=100)))


def test_chain_of_many_extension_headers_ends() -> None:
    chain = b"".join(bytes((44, 0)) + struct.pack("!HI", 0, 7) for _ in range(174))
    dissection = read(ipv6(44, chain + bytes((17, 0)) + struct.pack("!HI", 0, 7) + udp()))
    assert layers(dissection).count("ipv6.fraghdr") == 175
    assert layers(dissection)[-1] == "udp"
