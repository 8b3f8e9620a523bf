"""To the counters from the screens that lead there, and back."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tests.tui.counting import Machine, look
from tests.tui.fake_machine import FakeMachine
from tests.tui.screens.real import RealApp
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.screens import counters
from tui.screens.conversations import ConversationsScreen
from tui.screens.counters import CountersScreen
from tui.screens.packets import PacketsScreen
from tui.screens.sockets import SocketsScreen
from tui.screens.welcome import WelcomeScreen
from tui.viewer_app import ViewerApp


@pytest.fixture(autouse=True)
def no_looks_by_the_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(counters, "SECONDS_BETWEEN_LOOKS", 3600)


async def shown(pilot: Pilot[str]) -> None:
    await until(pilot, lambda: isinstance(pilot.app.screen, CountersScreen))
    await until(pilot, lambda: "TcpInSegs" in screen_text(pilot.app))


async def test_from_packets_and_conversations_and_back() -> None:
    app = RealApp()
    machine = Machine(look())
    app.counter_source = machine
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("I")
        await shown(pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, PacketsScreen)
        await pilot.press("2")
        conversations = app.screen
        assert isinstance(conversations, ConversationsScreen)
        conversations.action_counters()
        await shown(pilot)
        await pilot.press("escape")
        assert app.screen is conversations
    assert not machine.is_open


async def test_from_the_start_screen_and_the_sockets() -> None:
    app = ViewerApp(machine=FakeMachine())
    app.counter_source = Machine(look())
    async with app.run_test(size=(100, 30)) as pilot:
        assert isinstance(app.screen, WelcomeScreen)
        await pilot.press("c")
        await shown(pilot)
        await pilot.press("escape", "3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen))
        await pilot.press("c")
        await shown(pilot)
        await pilot.press("escape")
        assert isinstance(app.screen, SocketsScreen)


async def test_the_palette_offers_them() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)):
        assert "Counters" in [command.title for command in app.get_system_commands(app.screen)]
