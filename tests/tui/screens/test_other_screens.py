"""From the packets to the screens beside them, and back."""

from __future__ import annotations

from textual import events
from textual.message import Message

from tests.tui.screens.real import RealApp
from tests.tui.screens.test_conversations import until
from tui.panes.filter_bar import FilterBar
from tui.screens.conversations import ConversationsScreen
from tui.screens.diagnosis import DiagnosisScreen
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


async def test_when_the_packets_close_nobody_works_for_the_others_any_more() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2", "5")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        tally, run = app.packets._conversations, app.packets._diagnosis
    assert tally is not None
    assert run is not None
    for worker in (tally.tally, run.run):
        assert worker is not None
        posted: list[Message] = []
        worker.post = posted.append
        worker.extend(1_000_000)
        assert posted == []
        assert not worker.is_working
