"""For what a thread or a timer does: look until it is there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from tests.tui.snapshots import screen_text

LOOKS = 1000


async def until(pilot: Pilot[Any], holds: Callable[[], bool]) -> None:
    """Let the application go on until something holds; fails with what is on the screen."""
    for _ in range(LOOKS):
        if holds():
            return
        await pilot.pause(0.01)
    raise AssertionError(screen_text(pilot.app))
