"""Pings to everybody in a victim's name, and ordinary ones."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from tests.dissectors.streams.patterns.scenes import EVERYONE, Scene

VICTIM = "10.0.0.5"


def ping(scene: Scene, source: str, destination: str, *, reply: bool = False, to: bytes | None = None) -> None:
    six = ":" in source
    kind = (129 if reply else 128) if six else (0 if reply else 8)
    scene.ip(source, destination, 58 if six else 1, struct.pack("!BBHHH", kind, 0, 0, 1, 1), to=to)


@pytest.mark.parametrize(
    ("goal", "to"), [("255.255.255.255", EVERYONE), ("10.0.0.255", EVERYONE), ("10.0.0.255", None)],
    ids=["all", "the link's", "another link's"],
)  # fmt: skip
def test_broadcast_echo_in_a_victims_name(goal: str, to: bytes | None, tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(40):
        ping(scene, VICTIM, goal, to=to)
        for number in range(10, 20):
            ping(scene, f"10.0.0.{number}", VICTIM, reply=True)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.certainty, found.count, found.hosts) == ("smurf", "likely", 40, (VICTIM, goal))
    assert "10 hosts answered it" in found.sentence


def test_all_nodes_over_ipv6(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(40):
        ping(scene, "fe80::5", "ff02::1")
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.certainty) == ("smurf", "possible")


def test_ping_by_hand_at_its_usual_pace_is_nothing(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(60):
        ping(scene, VICTIM, "10.0.0.255", to=EVERYONE)
        for number in range(10, 20):
            ping(scene, f"10.0.0.{number}", VICTIM, reply=True)
        scene.wait(1)
    assert scene.findings(tmp_path) == []


def test_a_host_whose_address_ends_in_255_may_be_pinged(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(100):
        ping(scene, VICTIM, "10.0.1.255")
        ping(scene, "10.0.1.255", VICTIM, reply=True)
    assert scene.findings(tmp_path) == []


def test_pings_are_counted_from_one_batch_to_the_next(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(40):
        ping(scene, VICTIM, "255.255.255.255", to=EVERYONE)
    assert scene.findings(tmp_path, steps=[1, 28, 3]) == scene.findings(tmp_path)
