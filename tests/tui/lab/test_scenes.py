"""Every scene plays to its end, on both families, and closes what it opened."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tui.lab.scenes import SCENES, Scene
from tui.lab.stage import SceneError

FAMILIES = [socket.AF_INET, socket.AF_INET6]
WITHOUT_ROOT = [scene for scene in SCENES.values() if scene.interface == "lo" and scene.name != "ping"]


@pytest.mark.parametrize("family", FAMILIES, ids=["v4", "v6"])
@pytest.mark.parametrize("scene", WITHOUT_ROOT, ids=lambda scene: scene.name)
def test_scene_plays_and_says_so(scene: Scene, family: socket.AddressFamily) -> None:
    said: list[str] = []
    stage = scene.prepare(family)
    try:
        scene.run(stage, said.append)
    finally:
        stage.close()
    assert said
    assert any(str(stage.port) in words for words in said)


def test_ping_plays_where_it_may(require_root: None) -> None:
    said: list[str] = []
    stage = SCENES["ping"].prepare(socket.AF_INET)
    SCENES["ping"].run(stage, said.append)
    stage.close()
    assert len(said) == 3


def test_filters_name_the_port_and_the_errors() -> None:
    stage = SCENES["udp-unreachable"].prepare(socket.AF_INET6)
    assert SCENES["udp-unreachable"].capture_filter(stage) == f"udp port {stage.port} or icmp6"
    stage = SCENES["refused"].prepare(socket.AF_INET)
    assert SCENES["refused"].capture_filter(stage) == f"tcp port {stage.port}"


def test_broken_scene_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(stage: object) -> None:
        raise ConnectionResetError("gone")

    scene = Scene("broken", "t", "l", breaks, "tcp")
    stage = scene.prepare()
    with pytest.raises(SceneError, match="broken broke off"):
        scene.run(stage)
    stage.close()


def test_names_are_words_for_the_command_line() -> None:
    for name, scene in SCENES.items():
        assert name == scene.name
        assert name.replace("-", "").isalpha()
        assert scene.title
        assert scene.look_for.endswith(".")


def test_every_scene_has_a_sample(samples: Path) -> None:
    assert set(SCENES) <= {path.stem for path in samples.iterdir()}
