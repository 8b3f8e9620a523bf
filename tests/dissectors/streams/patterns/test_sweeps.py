"""A machine that asks for every address of a link, and routers that ask for many that are there."""

from __future__ import annotations

from pathlib import Path

from tests.dissectors.streams.patterns.scenes import Scene, card

ASKER = "10.0.0.9"


def test_asking_for_many_addresses_that_nobody_has(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(1, 101):
        scene.arp(1, card(ASKER), ASKER, f"10.0.0.{number + 100}")
        if number % 20 == 0:
            scene.arp(2, card(f"10.0.0.{number + 100}"), f"10.0.0.{number + 100}", ASKER, card(ASKER))
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.count, found.packets[0]) == ("arp-sweep", 100, 1)
    assert "100 addresses between 10.0.0.101 and 10.0.0.200" in found.sentence
    assert "5 of them were heard" in found.sentence
    assert found.filter == "arp.opcode == 1 && arp.src.hw_mac == 02:0a:00:00:09:01"


def test_a_router_asks_for_those_that_are_there(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(1, 101):
        scene.arp(1, card(ASKER), ASKER, f"10.0.0.{number + 100}")
        scene.arp(2, card(f"10.0.0.{number + 100}"), f"10.0.0.{number + 100}", ASKER, card(ASKER))
    assert scene.findings(tmp_path) == []


def test_asking_again_for_one_that_is_gone_is_no_sweep(tmp_path: Path) -> None:
    scene = Scene()
    for _ in range(200):
        scene.arp(1, card(ASKER), ASKER, "10.0.0.77")
    assert scene.findings(tmp_path) == []


def test_questions_are_remembered_from_one_batch_to_the_next(tmp_path: Path) -> None:
    scene = Scene()
    for number in range(1, 101):
        scene.arp(1, card(ASKER), ASKER, f"10.0.0.{number + 100}")
    assert scene.findings(tmp_path, steps=[1, 60, 2]) == scene.findings(tmp_path)
