"""IPv4: lengths that lie, checksums, fragments and tunnels. Options are tested beside `internet.ipv4_options`."""

from __future__ import annotations

import pytest

from tests.dissectors.internet.packets import ipv4, ipv6, layer, layers, printed, read, told, udp


def test_header_length_is_in_bytes_and_host_names_are_addresses() -> None:
    dissection = read(ipv4(17, udp()))
    assert printed(dissection, "ip.hdr_len") == ["20"]
    assert printed(dissection, "ip.host") == printed(dissection, "ip.addr") == ["192.0.2.1", "198.51.100.7"]


def test_good_checksum_is_said_to_be_good() -> None:
    dissection = read(ipv4(17, udp()))
    assert printed(dissection, "ip.checksum.status") == ["1"]
    assert printed(dissection, "ip.checksum_calculated") == printed(dissection, "ip.checksum")
    assert told(dissection) == []


def test_bad_checksum_is_a_warning() -> None:
    packet = bytearray(ipv4(17, udp()))
    packet[10] ^= 1
    dissection = read(bytes(packet))
    assert printed(dissection, "ip.checksum.status") == ["0"]
    assert ("ip.checksum_bad.expert", "warning") in told(dissection)


def test_zero_checksum_is_taken_for_offload() -> None:
    packet = ipv4(17, udp())
    dissection = read(packet[:10] + b"\0\0" + packet[12:])
    assert told(dissection) == [("ip.checksum_bad.expert", "note")]
    assert "network card" in dissection.notices[0].line


def test_length_zero_takes_what_the_link_carries() -> None:
    dissection = read(ipv4(17, udp(b"abc"), total=0))
    assert printed(dissection, "ip.len") == ["31"]
    assert layers(dissection) == ["ip", "udp", "data"]


def test_length_beyond_the_link_is_a_warning() -> None:
    assert ("ip.bogus_ip_length", "warning") in told(read(ipv4(17, udp(), total=100)))


@pytest.mark.parametrize(
    ("first", "kept"),
    [(0x44, ["ip.version", "ip.hdr_len"]), (0x55, ["ip.version"])],
    ids=["header of 16 bytes", "version 5"],
)
def test_wrong_first_byte_ends_the_packet(first: int, kept: list[str]) -> None:
    packet = bytes((first,)) + ipv4(17, udp())[1:]
    dissection = read(packet) if first == 0x44 else read(ipv4(4, packet))
    inner = [found for found in dissection.layers if found.protocol.name == "ip"][-1]
    assert [field.name for field in inner.fields[: len(kept)]] == kept
    assert inner.fields[len(kept)].name == "_ws.malformed"
    assert dissection.layers[-1] is inner


def test_later_fragment_is_data() -> None:
    packet = bytearray(ipv4(17, b"middle"))
    packet[6:8] = (0x20B9).to_bytes(2, "big")
    dissection = read(bytes(packet))
    assert layers(dissection) == ["ip", "data"]
    assert printed(dissection, "ip.frag_offset") == ["185"]
    assert "off=1480" in layer(dissection, "ip").protocol.info(layer(dissection, "ip"))  # type: ignore[misc]


def test_tunnels_are_further_layers() -> None:
    assert layers(read(ipv4(4, ipv4(41, ipv6(59, b""))))) == ["ip", "ip", "ipv6"]


def test_padding_of_the_link_is_not_payload() -> None:
    assert layers(read(ipv4(17, udp()) + bytes(10)))[:2] == ["ip", "udp"]
    assert layer(read(ipv4(17, udp()) + bytes(10)), "udp").stop == 28


@pytest.mark.parametrize(("ttl", "noted"), [(1, True), (4, True), (5, False)])
def test_few_hops_left_are_noted(ttl: int, noted: bool) -> None:
    assert (("ip.ttl.too_small", "note") in told(read(ipv4(17, udp(), ttl=ttl)))) is noted
