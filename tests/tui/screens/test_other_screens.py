"""From the packets to the screens beside them, and back."""

from __future__ import annotations

from textual import events

from tests.tui.screens.real import RealApp
from tui.panes.filter_bar import FilterBar
from tui.screens.conversations import ConversationsScreen
from tui.screens.packets import PacketsScreen


async def test_conversations_and_back() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        assert isinstance(app.screen, ConversationsScreen)
        await pilot.press("1")
        assert isinstance(app.screen, PacketsScreen)
        assert app.packets.query_one(FilterBar).in_use == ""


async def test_the_key_is_harmless_before_there_are_panes() -> None:
    app = RealApp()
    async with app.run_test(size=(80, 24)) as pilot:
        screen = app.get_default_screen()
        app.push_screen(screen)
        assert not screen.is_mounted
        await app.on_event(events.Key("2", "2"))
        await pilot.pause()
        assert screen.is_mounted


async def test_the_digit_is_a_digit_in_the_filter_bar() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", "2")
        assert isinstance(app.screen, PacketsScreen)
        assert app.packets.query_one(FilterBar).text == "2"
