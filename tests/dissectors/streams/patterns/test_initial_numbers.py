"""Initial sequence numbers that follow a rule, and numbers as RFC 6528 wants them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.dissectors.streams.patterns.scenes import ACK, SYN, Scene, unguessable

CLIENT, SERVER = "10.0.0.9", "10.0.0.1"


def connections(number: Callable[[int, int], int], count: int = 30, pause: float = 0.0, side: str = SERVER) -> Scene:
    """Handshakes; `number` gives a host's number from the connection's and from the time in nanoseconds."""
    scene = Scene()
    for place in range(count):
        here, there = (CLIENT, 30000 + place), (SERVER, 80)
        chosen = number(place, scene.now) & 0xFFFFFFFF
        asks, answers = (chosen, unguessable(place)) if side == CLIENT else (unguessable(place), chosen)
        scene.tcp(here, there, SYN, asks)
        scene.tcp(there, here, SYN | ACK, answers, asks + 1)
        scene.tcp(here, there, ACK, asks + 1, answers + 1)
        scene.wait(pause * (1 + place % 3))
    return scene


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (lambda place, now: 4_294_000_000 + 64_000 * place, "grow by about 64,000 from one connection to the next"),
        (lambda place, now: 1, "are always the same"),
        (lambda place, now: 64_000 * place + unguessable(place) % 5000, "grow by about 6"),
    ],
    ids=["64K rule, around 2**32", "constant", "small random steps"],
)
@pytest.mark.parametrize("side", [CLIENT, SERVER])
def test_numbers_that_follow_a_rule(rule: Callable[[int, int], int], words: str, side: str, tmp_path: Path) -> None:
    (found,) = connections(rule, side=side).findings(tmp_path)
    assert (found.kind, found.hosts, found.count) == ("predictable-numbers", (side,), 30)
    assert words in found.sentence
    assert "interquartile range" in found.sentence


def test_numbers_that_follow_a_clock(tmp_path: Path) -> None:
    (found,) = connections(lambda place, now: now // 4000, pause=1.7).findings(tmp_path)
    assert "grow by a clock of about 250,0" in found.sentence or "grow by a clock of about 249,9" in found.sentence


def test_numbers_that_nobody_can_guess(tmp_path: Path) -> None:
    assert connections(lambda place, now: unguessable(("server", place)), 500).findings(tmp_path) == []


def test_too_few_connections_prove_nothing(tmp_path: Path) -> None:
    assert connections(lambda place, now: 1, count=19).findings(tmp_path) == []


def test_the_same_endpoints_again_count_once(tmp_path: Path) -> None:
    """RFC 6528 §3: between the same endpoints the number goes on with a clock."""
    scene = Scene()
    for place in range(60):
        number = 1000 + 64_000 * place
        scene.tcp((CLIENT, 30000), (SERVER, 80), SYN, number)
        scene.tcp((SERVER, 80), (CLIENT, 30000), SYN | ACK, number, number + 1)
        scene.tcp((CLIENT, 30000), (SERVER, 80), ACK, number + 1, number + 1)
    assert scene.findings(tmp_path) == []


def test_hosts_behind_a_translator_mix_their_numbers(tmp_path: Path) -> None:
    scene = connections(lambda place, now: unguessable(place % 7) + 64_000 * place, 200, side=CLIENT)
    assert scene.findings(tmp_path) == []
