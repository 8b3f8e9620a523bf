"""Scans of TCP ports, and programs that only look like them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dissectors.streams.patterns.scenes import ACK, FIN, PSH, RST, SYN, URG, Scene, kinds, unguessable

SCANNER, HOST = "10.0.0.9", "10.0.0.1"


def probe(scene: Scene, host: str, port: int, flags: int, answer: int | None, source: str = SCANNER) -> None:
    scene.tcp((source, 40000 + port % 1000), (host, port), flags, 7 * port)
    if answer is not None:
        scene.tcp((host, port), (source, 40000 + port % 1000), answer, unguessable(port), 7 * port + 1)


def test_half_open_scan_of_one_host(tmp_path: Path) -> None:
    scene = Scene()
    for port in range(20, 60):
        probe(scene, HOST, port, SYN, SYN | ACK if port in (22, 53) else RST | ACK)
        if port in (22, 53):
            scene.tcp((SCANNER, 40000 + port), (HOST, port), RST, 7 * port + 1)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.title) == ("syn-scan", "Port scan, SYN (half-open), vertical")
    assert "40 TCP ports of 10.0.0.1" in found.sentence
    assert "38 refused" in found.sentence
    assert "2 answered (22, 53), and were left half-open" in found.sentence
    assert (found.hosts, found.packets[0], found.count) == ((SCANNER, HOST), 1, 40)
    assert found.filter == f"ip.src == {SCANNER} && ip.dst == {HOST} && tcp.flags.syn == 1 && tcp.flags.ack == 0"


def test_connect_scan_of_one_host_over_ipv6(tmp_path: Path) -> None:
    scene, scanner, host = Scene(), "2001:db8::9", "2001:db8::1"
    for port in range(20, 60):
        probe(scene, host, port, SYN, SYN | ACK if port == 22 else RST | ACK, scanner)
        if port == 22:
            scene.tcp((scanner, 40022), (host, 22), ACK, 155, 1)
            scene.tcp((scanner, 40022), (host, 22), FIN | ACK, 155, 1)
    (found,) = scene.findings(tmp_path)
    assert (found.title, found.hosts) == ("Port scan, connect, vertical", (scanner, host))


@pytest.mark.parametrize(
    ("flags", "kind"),
    [(FIN, "fin-scan"), (0, "null-scan"), (FIN | PSH | URG, "xmas-scan")],
    ids=["FIN", "NULL", "XMAS"],
)
def test_segments_that_no_tcp_sends_are_told_when_few(flags: int, kind: str, tmp_path: Path) -> None:
    scene = Scene()
    for port in (21, 22, 23, 25, 80):
        probe(scene, HOST, port, flags, None if port == 22 else RST | ACK)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.count) == (kind, 5)
    assert "4 refused, 1 did not answer" in found.sentence
    assert found.filter.endswith(f"tcp.flags == 0x{flags:03x}")


def test_lone_acks_to_known_ports_are_a_scan(tmp_path: Path) -> None:
    scene = Scene()
    for port in range(10, 40):
        probe(scene, HOST, port, ACK, RST)
    assert kinds(scene.findings(tmp_path)) == ["ack-scan"]


def test_one_port_of_many_hosts(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(1, 60):
        probe(scene, f"10.0.1.{number}", 445, SYN, RST | ACK if number % 3 == 0 else None)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.title, found.ports) == ("syn-scan", "Port scan, SYN, horizontal", (445,))
    assert "TCP port 445 of 59 hosts" in found.sentence


def test_a_scan_is_found_in_whatever_steps_it_comes(tmp_path: Path) -> None:
    scene = Scene()
    for port in range(20, 60):
        probe(scene, HOST, port, SYN, RST | ACK)
    assert scene.findings(tmp_path, steps=[1, 2, 30, 1]) == scene.findings(tmp_path)


def test_a_browser_with_six_connections_to_many_servers_scans_nothing(tmp_path: Path) -> None:
    scene = Scene()
    for server in range(40):
        for place in range(6):
            scene.conversation(("10.0.0.9", 20000 + 6 * server + place), (f"192.0.2.{server + 1}", 443))
    assert scene.findings(tmp_path) == []


def test_a_load_balancer_that_asks_its_servers_scans_nothing(tmp_path: Path) -> None:
    scene = Scene()
    for turn in range(3):
        for number in range(50):
            here, there = ("10.0.0.9", 20000 + 50 * turn + number), (f"10.0.1.{number + 1}", 8080)
            scene.tcp(here, there, SYN, unguessable((here, there)))
            scene.tcp(there, here, SYN | ACK, unguessable((there, here)), 1)
            scene.tcp(here, there, ACK, 1, 1)
            scene.tcp(here, there, RST | ACK, 1, 1)
    assert scene.findings(tmp_path) == []


def test_a_host_without_a_network_repeats_its_syns(tmp_path: Path) -> None:
    scene = Scene()
    for pause in (1, 2, 4):
        for number in range(45):
            scene.tcp(("10.0.0.9", 20000 + number), (f"192.0.2.{number + 1}", 443), SYN, number * 7919)
        scene.wait(pause)
    assert scene.findings(tmp_path) == []


def test_a_swarm_with_many_who_are_gone_is_no_scan(tmp_path: Path) -> None:
    scene = Scene()
    for pause in (1, 2, 4):
        for number in range(60):
            here, there = ("10.0.0.9", 20000 + number), (f"192.0.2.{number + 1}", 6881)
            if number % 3 == 0 and pause > 1:
                continue
            scene.tcp(here, there, SYN, unguessable(number))
            if number % 3 == 0:
                scene.tcp(there, here, RST | ACK, 0, 1)
        scene.wait(pause)
    assert scene.findings(tmp_path) == []


def test_a_client_that_tries_one_closed_port_again_and_again_scans_nothing(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(60):
        here = (SCANNER, 20000 + number)
        scene.tcp(here, (HOST, 5432), SYN, number * 7919)
        scene.tcp((HOST, 5432), here, RST | ACK, 0, number * 7919 + 1)
    assert scene.findings(tmp_path) == []


def test_connections_that_began_before_the_capture_are_no_ack_scan(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(60):
        scene.tcp((HOST, 80), (SCANNER, 40000 + number), ACK, number * 7919, 1)
        if number % 2:
            scene.tcp((SCANNER, 40000 + number), (HOST, 80), RST, 1)
    assert scene.findings(tmp_path) == []


def test_slow_tries_are_not_told(tmp_path: Path) -> None:
    scene = Scene()
    for port in range(20, 60):
        probe(scene, HOST, port, SYN, RST | ACK)
        scene.wait(10)
    assert scene.findings(tmp_path) == []
