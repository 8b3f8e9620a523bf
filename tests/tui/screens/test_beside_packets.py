"""From a screen over the packets to another one, by way of the packets."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from textual.screen import Screen

from tests.tui.fake_sockets import pretend
from tests.tui.screens.real import RealApp
from tests.tui.waiting_for import until
from tui.screens.conversations import ConversationsScreen
from tui.screens.diagnosis import DiagnosisScreen
from tui.screens.packets import PacketsScreen
from tui.screens.sockets import SocketsScreen
from tui.screens.statistics import StatisticsScreen

SCREENS: dict[str, type[Screen[Any]]] = {
    "1": PacketsScreen,
    "2": ConversationsScreen,
    "3": SocketsScreen,
    "4": StatisticsScreen,
    "5": DiagnosisScreen,
}


def is_shown(app: RealApp, screen: type[Screen[Any]]) -> bool:
    return isinstance(app.screen, screen) and app.screen.is_mounted


@pytest.mark.parametrize("keys", ["24", "4253", "431"])
async def test_each_takes_the_place_of_the_one_before(keys: str) -> None:
    app = RealApp()
    pretend(app)
    async with app.run_test(size=(80, 24)) as pilot:
        for key in keys:
            await pilot.press(key)
            await until(pilot, partial(is_shown, app, SCREENS[key]))
            await pilot.pause()
            assert len(app.screen_stack) == 1 + (key != "1")
