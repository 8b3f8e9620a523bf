"""One address claimed by two machines, and failovers, leases and virtual routers, which may do so."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.dissectors.streams.patterns.scenes import Scene, card, packed

GATEWAY, HOST, EVIL = "10.0.0.1", "10.0.0.5", bytes.fromhex("020066066601")


def test_poisoning_of_both_sides_is_told_as_such(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(5):
        scene.arp(1, card(HOST), HOST, GATEWAY)
        scene.arp(2, card(GATEWAY), GATEWAY, HOST, card(HOST))
        scene.arp(2, EVIL, GATEWAY, HOST, card(HOST))
        scene.arp(2, EVIL, HOST, GATEWAY, card(GATEWAY))
        scene.wait(1)
    gateway, host = sorted(scene.findings(tmp_path), key=lambda one: one.hosts)
    assert [one.kind for one in (gateway, host)] == ["address-claimed-twice"] * 2
    assert (gateway.severity, gateway.certainty) == ("error", "likely")
    assert gateway.hosts == (GATEWAY, "02:0a:00:00:01:01", "02:00:66:06:66:01")
    assert "9 times between them" in gateway.sentence
    assert "02:00:66:06:66:01 claims 1 more that were others'" in gateway.sentence
    assert gateway.filter == f"arp.src.proto_ipv4 == {GATEWAY}"
    assert gateway.packets[:2] == (2, 3)


def test_a_gratuitous_claim_against_a_living_host_is_a_warning(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(2):
        scene.arp(1, card(GATEWAY), GATEWAY, HOST)
        scene.arp(1, EVIL, GATEWAY, GATEWAY)
    (found,) = scene.findings(tmp_path)
    assert (found.severity, found.certainty) == ("warning", "possible")


def test_a_neighbour_advertisement_of_another_is_told_over_ipv6(tmp_path: Path) -> None:
    scene, host = Scene(), "fe80::5"
    for who in (card(host), EVIL, card(host), EVIL):
        body = struct.pack("!BBHI", 136, 0, 0, 0x20000000) + packed(host) + b"\x02\x01" + who
        scene.ip(host, "ff02::1", 58, body, ttl=255)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.hosts[0], found.severity) == ("address-claimed-twice", host, "warning")
    assert found.filter.startswith("icmpv6.nd.na.target_address == fe80::5")


def test_several_may_answer_for_an_anycast_address(tmp_path: Path) -> None:
    scene, address = Scene(), "2001:db8::"
    for who in (card(HOST), EVIL, card(HOST), EVIL):
        body = struct.pack("!BBHI", 136, 0, 0, 0x40000000) + packed(address) + b"\x02\x01" + who
        scene.ip("fe80::1", "fe80::5", 58, body, ttl=255)
    assert scene.findings(tmp_path) == []


def test_a_takeover_is_a_note_and_says_what_else_it_may_be(tmp_path: Path) -> None:
    scene = Scene()
    scene.arp(1, card(HOST), GATEWAY, GATEWAY)
    scene.wait(10)
    scene.arp(1, EVIL, GATEWAY, GATEWAY)
    (found,) = scene.findings(tmp_path)
    assert (found.severity, found.certainty) == ("note", "possible")
    assert "failover" in found.doubt


def test_a_lease_that_was_handed_on_is_nothing(tmp_path: Path) -> None:
    scene = Scene()
    scene.arp(1, card(HOST), HOST, GATEWAY)
    scene.wait(3600)
    scene.arp(1, EVIL, "0.0.0.0", HOST)  # the newcomer asks before it uses the address
    scene.arp(1, EVIL, HOST, GATEWAY)
    assert scene.findings(tmp_path) == []


def test_virtual_routers_move(tmp_path: Path) -> None:
    scene, virtual = Scene(), bytes.fromhex("00005e000107")
    for who in (virtual, card(HOST), virtual, card(GATEWAY)):
        scene.arp(2, who, GATEWAY, HOST, card(HOST))
    assert scene.findings(tmp_path) == []


def test_the_same_address_in_two_vlans_is_two_addresses(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(3):
        for vlan, who in ((10, card(HOST)), (20, EVIL)):
            scene.arp(1, who, GATEWAY, GATEWAY)
            time, frame = scene.frames.pop()
            scene.frames.append((time, frame[:12] + struct.pack("!HH", 0x8100, vlan) + frame[12:]))
    assert scene.findings(tmp_path) == []


def test_claims_are_remembered_from_one_batch_to_the_next(tmp_path: Path) -> None:
    scene = Scene()
    for who in (card(HOST), EVIL, card(HOST), EVIL, card(HOST)):
        scene.arp(1, who, GATEWAY, GATEWAY)
    assert scene.findings(tmp_path, steps=[1, 1, 2]) == scene.findings(tmp_path)
