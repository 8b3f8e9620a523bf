from __future__ import annotations

import dataclasses
import socket
import threading
from collections.abc import Callable
from typing import cast

import pytest

from tui.lab.performance import Performance
from tui.lab.scenes import SCENES, Scene
from tui.lab.stage import SceneError, Stage
from tui.live_source import LiveSource


class Live:
    """Remembers that it was stopped."""

    def __init__(self) -> None:
        self.stopped = threading.Event()

    def stop(self) -> None:
        self.stopped.set()

    def wait_stopped(self, timeout_seconds: float) -> bool:
        return True


class Source:
    """A capture that begins when the test says so."""

    def __init__(self) -> None:
        self.started = threading.Event()
        self.is_running = True
        self.live = Live()


class Watcher:
    """What the screen is told."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.over = threading.Event()

    def tell(self, words: str, is_over: bool) -> None:
        if is_over:
            self.over.set()
        else:
            self.words.append(words)


def scene(play: Callable[[Stage], None]) -> Scene:
    return dataclasses.replace(SCENES["udp"], play=play)


@pytest.fixture
def stage() -> Stage:
    return Stage(socket.AF_INET, 0, "127.0.0.1", socket.socket(socket.AF_INET, socket.SOCK_DGRAM))


def start(played: Scene, stage: Stage, source: Source, watcher: Watcher) -> Performance:
    performance = Performance(played, stage, cast(LiveSource, source))
    performance.start(watcher.tell)
    return performance


def test_it_is_played_when_the_capture_has_begun_and_not_before(stage: Stage) -> None:
    source, watcher = Source(), Watcher()
    seen: list[bool] = []
    performance = start(
        scene(lambda on: (seen.append(source.started.is_set()), on.say("acts"))[1]), stage, source, watcher
    )
    source.started.set()
    performance.join(20)
    assert seen == [True]
    assert watcher.words == performance.steps == ["acts"]
    assert watcher.over.is_set()
    assert source.live.stopped.is_set()
    assert stage.bound.fileno() == -1


def test_it_is_not_played_for_a_capture_that_failed(stage: Stage) -> None:
    source, watcher = Source(), Watcher()
    source.is_running = False
    source.started.set()
    performance = start(scene(lambda on: on.say("acts")), stage, source, watcher)
    performance.join(20)
    assert watcher.words == []
    assert watcher.over.is_set()


def test_a_scene_that_breaks_off_says_why(stage: Stage) -> None:
    def play(on: Stage) -> None:
        raise SceneError("the port was taken away")

    source, watcher = Source(), Watcher()
    source.started.set()
    start(scene(play), stage, source, watcher).join(20)
    assert watcher.words == ["the port was taken away"]
    assert watcher.over.is_set()


def test_nobody_waits_for_it_when_the_screen_is_left(stage: Stage) -> None:
    source, watcher = Source(), Watcher()
    performance = start(scene(lambda on: on.say("acts")), stage, source, watcher)
    performance.end()
    source.started.set()
    performance.join(20)
    assert watcher.words == []
    assert stage.bound.fileno() == -1
