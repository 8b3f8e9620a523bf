"""SYN floods, and busy, dead and probed listeners that are none."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.dissectors.streams.patterns.scenes import ACK, SYN, Scene, kinds, unguessable

VICTIM = ("10.0.0.1", 80)
VICTIM_V6 = ("2001:db8::1", 80)


def flood(victim: tuple[str, int] = VICTIM, *, answered: bool = True) -> Scene:
    scene = Scene()
    for number in range(150):
        source = (f"2001:db8:{number:x}::7" if ":" in victim[0] else f"198.51.{number}.7", 4000 + number)
        scene.tcp(source, victim, SYN, number * 7919)
        if answered:
            scene.tcp(victim, source, SYN | ACK, unguessable(number), number * 7919 + 1)
    return scene


@pytest.mark.parametrize("victim", [VICTIM, VICTIM_V6], ids=["IPv4", "IPv6"])
def test_half_open_handshakes_from_many_addresses_are_a_flood(victim: tuple[str, int], tmp_path: Path) -> None:
    (found,) = flood(victim).findings(tmp_path)
    assert (found.kind, found.severity, found.certainty) == ("syn-flood", "error", "likely")
    assert (found.count, found.packets[:3], found.hosts, found.ports) == (150, (1, 3, 5), (victim[0],), (80,))
    assert "150 addresses" in found.sentence
    assert "150 of them were answered and never finished" in found.sentence


def test_unanswered_syns_of_one_host_are_told_with_doubt(tmp_path: Path) -> None:
    scene = Scene()
    for port in range(120):
        scene.tcp(("10.0.0.9", 40000 + port), VICTIM, SYN, 1)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.severity, found.certainty) == ("syn-flood", "warning", "possible")
    assert "No SYN was answered" in found.doubt
    assert "one address, 10.0.0.9" in found.sentence


def test_a_flood_is_found_in_whatever_steps_it_comes(tmp_path: Path) -> None:
    assert flood().findings(tmp_path, steps=[1, 100, 7, 50]) == flood().findings(tmp_path)


def test_the_latest_handshakes_of_a_live_capture_may_still_finish(tmp_path: Path) -> None:
    assert flood().findings(tmp_path, more_may_come=True) == []
    later = flood().wait(5)
    later.udp(("10.0.0.5", 1), ("10.0.0.6", 2))
    assert kinds(later.findings(tmp_path, more_may_come=True)) == ["syn-flood"]


def test_a_busy_web_server_is_not_flooded(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(400):
        client = (f"192.0.2.{number % 250 + 1}", 20000 + number)
        scene.conversation(client, VICTIM)
        if number % 10 == 0:  # some give up
            scene.tcp((client[0], 60000), VICTIM, SYN, number)
    assert scene.findings(tmp_path) == []


def test_clients_of_a_dead_server_repeat_their_syn(tmp_path: Path) -> None:
    scene = Scene()
    for pause in (1, 2, 4):
        for number in range(150):
            scene.tcp((f"192.0.2.{number + 1}", 30000), VICTIM, SYN, number * 7919)
        scene.wait(pause)
    assert scene.findings(tmp_path) == []


def test_refused_handshakes_are_not_half_open(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(150):
        client = (f"192.0.2.{number + 1}", 30000)
        scene.tcp(client, VICTIM, SYN, number)
        scene.tcp(VICTIM, client, 0x14, 0, number + 1)
    assert scene.findings(tmp_path) == []


def test_a_slow_trickle_of_half_open_handshakes_is_not_a_flood(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(150):
        scene.tcp((f"198.51.100.{number}", 4000), VICTIM, SYN, number * 7919)
        scene.wait(1)
    assert scene.findings(tmp_path) == []
