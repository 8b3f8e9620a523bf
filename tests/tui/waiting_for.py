"""For what a thread or a timer does: look until it is there."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from textual.pilot import Pilot

from tests.tui.snapshots import screen_text
from tests.tui.terminal import PATIENCE_SECONDS
from tui.screens.dialogs import ChoiceList


async def until(pilot: Pilot[Any], holds: Callable[[], object]) -> None:
    """Let the application go on until something holds; fails with what is on the screen."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not holds():
        assert time.monotonic() < deadline, screen_text(pilot.app)
        await pilot.pause(0.01)


async def until_asked(pilot: Pilot[Any]) -> None:
    """Let the application go on until choices are drawn: before, no key answers a question."""
    await until(pilot, lambda: any(one.drawn_at is not None for one in pilot.app.screen.query(ChoiceList)))
