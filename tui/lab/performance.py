"""A scene of the lab played while it is captured: in a thread, when the capture has begun, and once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from tui.lab.scenes import Scene
from tui.lab.stage import SceneError, Stage

if TYPE_CHECKING:
    from tui.live_source import LiveSource

SECONDS_TO_START = 10.0
SECONDS_OF_QUIET = 0.2
"""A scene's last packets (an ACK that waits for data to go with) leave within this time."""


class Performance:
    """Owns the stage, which is closed when the scene is over and its capture has stopped."""

    def __init__(self, scene: Scene, stage: Stage, source: LiveSource) -> None:
        self.scene = scene
        self.steps: list[str] = []
        """What has happened so far, in words."""
        self._stage = stage
        self._source = source
        self._is_ending = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self, tell: Callable[[str, bool], None]) -> None:
        """Play; `tell` hears each step, and with True that the scene is over. It is called from the thread."""
        self._thread = threading.Thread(target=self._run, args=(tell,), name=f"scene {self.scene.name}", daemon=True)
        self._thread.start()

    def join(self, timeout_seconds: float | None = None) -> None:
        if self._thread is not None:
            self._thread.join(timeout_seconds)

    def end(self) -> None:
        """Nobody watches any more: do not wait for the capture."""
        self._is_ending.set()

    def _run(self, tell: Callable[[str, bool], None]) -> None:
        def say(words: str) -> None:
            self.steps.append(words)
            tell(words, False)

        try:
            self._source.started.wait(SECONDS_TO_START)
            if self._source.is_running and not self._is_ending.is_set():
                self.scene.run(self._stage, say)
                self._is_ending.wait(SECONDS_OF_QUIET)
        except SceneError as error:
            say(str(error))
        finally:
            self._source.live.stop()
            self._source.live.wait_stopped(SECONDS_TO_START)
            self._stage.close()
            tell("", True)
