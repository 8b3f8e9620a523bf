"""Scans of UDP ports, and resolvers, calls and traceroutes that only look like them."""

from __future__ import annotations

import struct
from pathlib import Path

from tests.dissectors.streams.patterns.scenes import Scene, packed

SCANNER, HOST = "10.0.0.9", "10.0.0.1"


def refuse(scene: Scene, asker: tuple[str, int], asked: tuple[str, int]) -> None:
    """ICMP port unreachable, with the datagram that caused it."""
    udp = struct.pack("!4H", asker[1], asked[1], 9, 0)
    head = struct.pack("!BBHHHBBH", 0x45, 0, 29, 0, 0, 64, 17, 0) + packed(asker[0]) + packed(asked[0])
    scene.ip(asked[0], asker[0], 1, struct.pack("!BBHI", 3, 3, 0, 0) + head + udp)


def test_closed_ports_complain(tmp_path: Path) -> None:
    scene = Scene()
    for port in range(5000, 5040):
        scene.udp((SCANNER, 45678), (HOST, port))
        if port % 2:
            refuse(scene, (SCANNER, 45678), (HOST, port))
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.title, found.certainty) == ("udp-scan", "Port scan, UDP, vertical", "likely")
    assert "40 UDP ports of 10.0.0.1 (5000-5039)" in found.sentence
    assert "20 were refused by ICMP" in found.sentence


def test_silent_ports_are_told_with_doubt(tmp_path: Path) -> None:
    scene = Scene()
    for port in range(100, 140):
        scene.udp(("2001:db8::9", 45678), ("2001:db8::1", port))
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.certainty, found.hosts) == ("udp-scan", "possible", ("2001:db8::9", "2001:db8::1"))


def test_one_port_of_many_hosts(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(1, 41):
        scene.udp((SCANNER, 45678), (f"10.0.1.{number}", 161))
        refuse(scene, (SCANNER, 45678), (f"10.0.1.{number}", 161))
    (found,) = scene.findings(tmp_path)
    assert (found.title, found.ports) == ("Port scan, UDP, horizontal", (161,))


def test_a_resolver_and_its_answers_are_no_scan(tmp_path: Path) -> None:
    both, answers, questions = Scene(), Scene(), Scene()
    for number in range(200):
        here, there = (SCANNER, 20000 + number * 7), ("9.9.9.9", 53)
        for scene, directions in ((both, (0, 1)), (answers, (1,)), (questions, (0,))):
            for direction in directions:
                scene.udp(*((here, there), (there, here))[direction])
    for scene in (both, answers, questions):
        assert scene.findings(tmp_path) == []


def test_a_resolver_that_asks_many_servers_scans_nothing(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(100):
        scene.udp((SCANNER, 20000 + number * 7), (f"192.0.2.{number + 1}", 53))
    assert scene.findings(tmp_path) == []


def test_traceroute_is_no_scan(tmp_path: Path) -> None:
    scene = Scene()
    for probe in range(60):
        scene.udp((SCANNER, 45678), (HOST, 33434 + probe), ttl=1 + probe // 3)
        if probe > 40:
            refuse(scene, (SCANNER, 45678), (HOST, 33434 + probe))
    assert scene.findings(tmp_path) == []


def test_calls_through_a_media_server_are_no_scan(tmp_path: Path) -> None:
    scene = Scene()
    for turn in range(10):
        for call in range(40):
            scene.udp((SCANNER, 10000 + 2 * call), (HOST, 20000 + 2 * call), b"%d" % turn)
    assert scene.findings(tmp_path) == []
