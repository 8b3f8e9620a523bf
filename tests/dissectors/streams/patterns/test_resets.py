"""Resets in another's name, and those that hosts send themselves."""

from __future__ import annotations

from pathlib import Path

from tests.dissectors.streams.patterns.scenes import ACK, PSH, RST, SYN, Scene

CLIENT, SERVER = ("10.0.0.9", 30000), ("192.0.2.1", 80)
HERE, THERE = 1_000_000, 900_000_000


def talk(turns: int = 5) -> Scene:
    scene = Scene()
    scene.tcp(CLIENT, SERVER, SYN, HERE)
    scene.tcp(SERVER, CLIENT, SYN | ACK, THERE, HERE + 1, ttl=52)
    scene.tcp(CLIENT, SERVER, ACK, HERE + 1, THERE + 1)
    for turn in range(turns):
        more(scene, turn)
    return scene


def more(scene: Scene, turn: int) -> None:
    scene.tcp(SERVER, CLIENT, PSH | ACK, THERE + 1 + 100 * turn, HERE + 1, bytes(100), ttl=52)
    scene.tcp(CLIENT, SERVER, ACK, HERE + 1, THERE + 101 + 100 * turn)


def test_a_reset_from_elsewhere_that_the_server_knows_nothing_of(tmp_path: Path) -> None:
    scene = talk()
    scene.tcp(SERVER, CLIENT, RST, THERE + 501, ttl=117)
    for turn in (5, 6, 7):
        more(scene, turn)
    (found,) = scene.findings(tmp_path)
    assert (found.kind, found.packets, found.hosts[0]) == ("forged-reset", (14,), SERVER[0])
    assert "time to live 117 where the flow has 52" in found.sentence
    assert "came behind as if nothing had been" in found.sentence
    assert found.filter == "tcp.stream == 0 && tcp.srcport == 80 && tcp.flags.reset == 1"


def test_blind_resets_sweep_the_numbers(tmp_path: Path) -> None:
    scene = talk()
    for place in range(10):
        scene.tcp(SERVER, CLIENT, RST, 64_000_000 * place, ttl=52)
    (found,) = scene.findings(tmp_path)
    assert (found.title, found.count) == ("Blind resets", 10)
    assert "10 sequence numbers far from the one that was due" in found.sentence


def test_it_is_found_in_whatever_steps_it_comes(tmp_path: Path) -> None:
    scene = talk()
    scene.tcp(SERVER, CLIENT, RST, THERE + 501, ttl=117)
    scene.wait(2)
    more(scene, 5)
    assert scene.findings(tmp_path, steps=[3, 10, 1, 1]) == scene.findings(tmp_path) != []


def test_what_was_under_way_when_a_proxy_reset_the_connection(tmp_path: Path) -> None:
    scene = talk()
    scene.tcp(SERVER, CLIENT, RST, THERE + 501, ttl=255)
    more(scene, 5)
    more(scene, 6)
    assert scene.findings(tmp_path) == []


def test_a_host_that_resets_falls_silent(tmp_path: Path) -> None:
    scene = talk()
    scene.tcp(SERVER, CLIENT, RST, THERE + 501, ttl=117)
    assert scene.findings(tmp_path) == []


def test_resets_for_each_segment_of_a_closed_connection(tmp_path: Path) -> None:
    scene = talk()
    for turn in range(5, 25):
        scene.tcp(SERVER, CLIENT, PSH | ACK, THERE + 1 + 1400 * turn, HERE + 1, bytes(1400), ttl=52)
        scene.tcp(CLIENT, SERVER, RST, HERE + 1)
    assert scene.findings(tmp_path) == []


def test_a_flow_whose_time_to_live_varies_tells_nothing(tmp_path: Path) -> None:
    scene = talk()
    scene.tcp(SERVER, CLIENT, ACK, THERE + 501, HERE + 1, ttl=60)
    scene.tcp(SERVER, CLIENT, RST, THERE + 501, ttl=117)
    for turn in (5, 6, 7):
        more(scene, turn)
    assert scene.findings(tmp_path) == []
