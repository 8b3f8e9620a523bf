"""Every scene plays to its end, on both families, and closes what it opened."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from tui.lab.scenes import SCENES, Scene
from tui.lab.stage import SceneError

FAMILIES = {"v4": socket.AF_INET, "v6": socket.AF_INET6}
WITHOUT_ROOT = [scene for scene in SCENES.values() if scene.interface == "lo" and scene.name != "ping"]


@pytest.fixture(scope="module")
def plays() -> Iterator[dict[tuple[str, str], Future[list[str]]]]:
    """What each scene says, by its name and family; all play at once, as most of them wait most of the time."""

    def play(scene: Scene, family: socket.AddressFamily) -> list[str]:
        said: list[str] = []
        stage = scene.prepare(family)
        try:
            scene.run(stage, said.append)
        finally:
            stage.close()
        assert any(str(stage.port) in words for words in said), said
        return said

    with ThreadPoolExecutor(len(WITHOUT_ROOT) * len(FAMILIES)) as pool:
        yield {
            (scene.name, family): pool.submit(play, scene, FAMILIES[family])
            for scene in WITHOUT_ROOT
            for family in FAMILIES
        }


@pytest.mark.parametrize("family", FAMILIES)
@pytest.mark.parametrize("scene", WITHOUT_ROOT, ids=lambda scene: scene.name)
def test_scene_plays_and_says_so(plays: dict[tuple[str, str], Future[list[str]]], scene: Scene, family: str) -> None:
    assert plays[scene.name, family].result()


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
