"""GRE: optional fields of all its RFCs, and tunnels without end."""

from __future__ import annotations

import struct

import pytest

from dissectors.checksum import internet_checksum
from dissectors.dissect import MAX_LAYERS, Dissection, dissect
from dissectors.frame import Frame
from tests.dissectors import golden

ARP = bytes.fromhex("0001080006040001 020000000001 0a000001 000000000000 0a000002")
IPV4 = bytes.fromhex("4500001400000000 40fd0000 0a000001 0a000002")


def ipv4(payload: bytes) -> bytes:
    return struct.pack(">BBHIBBHII", 0x45, 0, 20 + len(payload), 0, 64, 47, 0, 0x0A000001, 0x0A000002) + payload


def decode(data: bytes) -> Dissection:
    return dissect(Frame(ipv4(data), 101))


def values(dissection: Dissection, name: str) -> list[object]:
    return [field.value for field in dissection.find(name)]


def test_key_and_sequence_number() -> None:
    dissection = decode(bytes.fromhex("30000806 00000007 00000009") + ARP)
    assert values(dissection, "gre.key") == [7]
    assert values(dissection, "gre.sequence_number") == [9]
    assert values(dissection, "frame.protocols") == ["raw:ip:gre:arp"]


@pytest.mark.parametrize(("damage", "status"), [(0, 1), (1, 0)])
def test_checksum_is_verified(damage: int, status: int) -> None:
    data = bytes.fromhex("80000806 00000000") + ARP
    checksum = internet_checksum(data) ^ damage
    dissection = decode(data[:4] + checksum.to_bytes(2, "big") + data[6:])
    assert values(dissection, "gre.checksum.status") == [status]
    assert bool(dissection.find("gre.checksum.incorrect")) == bool(damage)


def test_checksum_of_a_cut_packet_is_not_judged() -> None:
    data = ipv4(bytes.fromhex("80000806 12340000") + ARP)
    dissection = dissect(Frame(data[:-1], 101, original_length=len(data)))
    assert values(dissection, "gre.checksum.status") == [2]


def test_source_route_is_passed() -> None:
    route = bytes.fromhex("0800 00 04 0a000001 0000 00 00")
    dissection = decode(bytes.fromhex("40000806 00000000") + route + ARP)
    assert values(dissection, "gre.routing.src_length") == [4, 0]
    assert values(dissection, "gre.routing.information") == [b"\x0a\0\0\x01"]
    assert dissection.find("arp")


def test_source_route_without_end_is_given_up() -> None:
    dissection = decode(bytes.fromhex("40000806 00000000") + bytes.fromhex("08000000") * 100)
    assert len(dissection.find("gre.routing")) == 8


def test_pptp_has_an_acknowledgment_and_a_call() -> None:
    dissection = decode(bytes.fromhex("3081880b 0005 0001 00000001 00000002 ff030021") + IPV4)
    assert values(dissection, "gre.key.call_id") == [1]
    assert values(dissection, "gre.ack_number") == [2]
    assert values(dissection, "gre.flags.ack") == [1]
    assert values(dissection, "frame.protocols") == ["raw:ip:gre:ppp:ip"]


def test_reserved_flags_are_counted_from_where_the_version_says() -> None:
    assert values(decode(bytes.fromhex("00f80806") + ARP), "gre.flags.reserved") == [31]
    assert values(decode(bytes.fromhex("00f9880b ff030021") + IPV4), "gre.flags.reserved") == [15]


@pytest.mark.parametrize(("payload", "has_header"), [(IPV4, False), (b"\x05\x07\x01\x02" + IPV4, True)])
def test_wccp_version_is_told_by_what_follows(payload: bytes, has_header: bool) -> None:
    dissection = decode(bytes.fromhex("0000883e") + payload)
    assert bool(dissection.find("gre.wccp.redirect_header")) == has_header
    assert values(dissection, "frame.protocols") == ["raw:ip:gre:ip"]


def test_keepalive_carries_an_empty_answer() -> None:
    dissection = dissect(golden.read(golden.FOLDER / "gre_keepalive.golden").frame)
    assert values(dissection, "frame.protocols") == ["eth:ethertype:ip:gre:ip:gre"]
    assert dissection.layers[-1].root.line == "Generic Routing Encapsulation (Possible GRE keepalive packet)"


def test_1500_tunnels_in_tunnels_end_at_the_limit() -> None:
    data = ipv4(bytes.fromhex("00000806") + ARP)
    for _ in range(1499):
        data = ipv4(bytes.fromhex("00000800") + data)
    assert len(dissect(Frame(data, 101)).layers) == MAX_LAYERS
