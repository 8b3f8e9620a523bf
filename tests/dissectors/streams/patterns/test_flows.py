"""What is usual in a flow, and how many are remembered."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.streams.patterns import flows
from dissectors.streams.patterns.flows import Flows
from tests.dissectors.streams.patterns.scenes import ACK, RST, SYN, Scene
from tests.dissectors.streams.patterns.test_batch import batch_of

CLIENT, SERVER = ("10.0.0.9", 30000), ("10.0.0.1", 80)


def test_time_to_live_count_and_next_number(tmp_path: Path) -> None:
    scene = Scene()
    scene.tcp(CLIENT, SERVER, SYN, 1000, ttl=50)
    scene.tcp(CLIENT, SERVER, ACK, 1001, 1, bytes(7), ttl=50)
    scene.tcp(SERVER, CLIENT, ACK, 1, 1008, ttl=40)
    scene.tcp(SERVER, CLIENT, ACK, 1, 1008, ttl=41)
    scene.tcp(SERVER, CLIENT, RST, 77, ttl=1)
    batch, kept = batch_of(scene, tmp_path), Flows()
    kept.add(batch)
    here, there = (int(key) for key in kept.keys(batch)[[0, 2]])
    one, other = kept.of(here), kept.of(there)
    assert one is not None
    assert other is not None
    assert (one["ttl"], one["varies"], one["count"], one["next"], one["has_syn"]) == (50, False, 2, 1008, True)
    assert (other["ttl"], other["varies"], other["count"], other["next"]) == (40, True, 2, 1)
    assert kept.ends(here) == (CLIENT, SERVER)


def test_the_oldest_are_forgotten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flows, "MOST_KEPT", 16)
    scene = Scene()
    for number in range(50):
        scene.tcp((f"10.0.1.{number}", 30000), SERVER, SYN, number)
    batch, kept = batch_of(scene, tmp_path), Flows()
    kept.add(batch)
    keys = kept.keys(batch)
    assert kept.of(int(keys[0])) is None
    assert kept.ends(int(keys[0])) is None
    assert kept.of(int(keys[-1])) is not None
    assert kept.usual(keys)["count"].tolist()[-1] == 1
    assert kept.usual(keys)["count"].tolist()[0] == 0
