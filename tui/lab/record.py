"""A scene captured while it plays, and saved: `remora lab SCENE -w FILE`, and how the samples are made."""

from __future__ import annotations

import queue
import socket
import time
from pathlib import Path

from dissectors.privilege import drop_privilege
from tui.capture.client import BrokerClient
from tui.capture.events import Event, Failed, Started
from tui.lab.scenes import Scene
from tui.lab.stage import Say, SceneError

SECONDS_TO_START = 10.0
SECONDS_OF_QUIET = 0.2
"""A scene's last packets (an ACK that waits for data to go with) leave within this time."""


class NotCaptured(SceneError):
    """The scene was ready and the capture was not."""


def record(scene: Scene, family: socket.AddressFamily, path: Path, say: Say, *, overwrite: bool = False) -> int:
    """Capture a scene into `path`; how many frames. Gives up this process's privilege on the way.

    Raises SceneError, NotCaptured, or CaptureFileError where the file cannot be written.
    """
    stage = scene.prepare(family, say)
    events: queue.Queue[Event] = queue.Queue()
    broker = BrokerClient.spawn()
    notice = drop_privilege()
    if notice:
        say(notice)
    # Only now: numpy, which it imports, starts threads, and a thread would keep the privilege.
    from tui.capture.session import LiveCapture

    live = LiveCapture(broker, events.put)
    try:
        live.start((scene.interface,), capture_filter=scene.capture_filter(stage))
        _wait_until_started(events)
        scene.run(stage, say)
        time.sleep(SECONDS_OF_QUIET)
        live.stop()
        if not live.wait_stopped(SECONDS_TO_START):
            raise NotCaptured("The capture does not end")
        return live.save(path, overwrite=overwrite)
    finally:
        live.discard()
        broker.close()
        stage.close()


def _wait_until_started(events: queue.Queue[Event]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        try:
            event = events.get(timeout=max(0.0, deadline - time.monotonic()))
        except queue.Empty:
            break
        if isinstance(event, Started):
            return
        if isinstance(event, Failed):
            raise NotCaptured(event.text)
    raise NotCaptured("The capture did not start in time")
