"""Help, palette and quitting are there on every screen."""

from __future__ import annotations

import pytest

from tests.tui.screens.real import RealApp
from tests.tui.screens.test_conversations import until
from tests.tui.snapshots import screen_lines

TITLES = {"": "Packet list", "2": "Conversations", "5": "Diagnosis", "f": "Followed conversation", "L": "Ladder"}


@pytest.mark.parametrize("screen", TITLES)
async def test_the_help_tells_first_what_keys_do_where_one_is(screen: str) -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*screen, "question_mark")
        await until(pilot, lambda: TITLES[screen] in "".join(screen_lines(app)[3:5]))


@pytest.mark.parametrize("screen", TITLES)
async def test_q_quits(screen: str) -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(*screen, "q")
        await pilot.pause()
        assert not app.is_running
