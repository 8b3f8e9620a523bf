"""From the packets to the screens beside them, and back."""

from __future__ import annotations

import pytest
from textual import events
from textual.message import Message

from tests.tui.fake_sockets import LISTENER, owned, pretend
from tests.tui.screens.real import RealApp
from tests.tui.screens.test_conversations import until
from tui.panes.filter_bar import FilterBar
from tui.screens import other_screens
from tui.screens.conversations import ConversationsScreen
from tui.screens.diagnosis import DiagnosisScreen
from tui.screens.packets import PacketsScreen
from tui.screens.sockets import SocketsScreen
from tui.screens.statistics import StatisticsScreen
from tui.socket_view.wanted import NONE
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.seen import Seen


async def test_conversations_and_back() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        assert isinstance(app.screen, ConversationsScreen)
        await pilot.press("1")
        assert isinstance(app.screen, PacketsScreen)
        assert app.packets.query_one(FilterBar).in_use == ""


async def test_the_largest_screen_is_read_before_it_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[str] = []
    monkeypatch.setattr(other_screens, "import_module", read.append)
    monkeypatch.setattr("tui.screens.packets.SECONDS_BEFORE_READING_AHEAD", 0.01)
    async with RealApp().run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: read == [StatisticsScreen.__module__])


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
        await pilot.press("2", "4")
        await until(pilot, lambda: isinstance(app.screen, StatisticsScreen))
        await pilot.press("5")
        await until(pilot, lambda: isinstance(app.screen, DiagnosisScreen))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        tally, run, statistics = app.packets._conversations, app.packets._diagnosis, app.packets._statistics
    assert tally is not None
    assert run is not None
    assert statistics is not None
    for worker in (tally.tally, run.run, statistics.run):
        assert worker is not None
        posted: list[Message] = []
        worker.post = posted.append
        worker.extend(1_000_000)
        assert posted == []
        assert not worker.is_working


# The sockets.

NC, OTHER_NC = Endpoint("127.0.0.1", 34564), Endpoint("127.0.0.1", 1234)
"""The ends in the sample."""
OF_NC = owned(Socket("tcp", "ipv4", "ESTABLISHED", NC, OTHER_NC, 0, 0, 0, 21, 121), "nc", 51)
OF_OTHER_NC = owned(Socket("tcp", "ipv4", "ESTABLISHED", OTHER_NC, NC, 0, 0, 0, 22, 122), "nc", 52)


def chosen(app: RealApp) -> Seen | None:
    """The socket under the cursor, where sockets are shown."""
    return app.screen.entry if isinstance(app.screen, SocketsScreen) else None


def told(app: RealApp) -> list[str]:
    return [notification.message for notification in app._notifications]


async def test_sockets_and_back_from_each_of_the_others() -> None:
    app = RealApp()
    pretend(app)
    async with app.run_test(size=(100, 30)) as pilot:
        for keys, leaving in ((("3",), "1"), (("2", "3"), "escape"), (("5", "3"), "1"), (("2", "3", "5", "3"), "1")):
            for key in keys:
                before = app.screen
                await pilot.press(key)
                await until(pilot, lambda before=before: app.screen is not before and app.screen.is_mounted)
                await pilot.pause()
            await until(pilot, lambda: isinstance(app.screen, SocketsScreen))
            assert app.screen.packets is app.packets  # type: ignore[attr-defined]
            await pilot.press(leaving)
            await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
            assert len(app.screen_stack) == 1


async def test_from_the_sockets_to_conversations() -> None:
    app = RealApp()
    pretend(app)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "2")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        assert len(app.screen_stack) == 2


async def test_s_goes_to_the_senders_socket_and_then_to_the_other() -> None:
    app = RealApp()
    pretend(app, LISTENER, OF_OTHER_NC, OF_NC)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("j", "s")
        await until(pilot, lambda: (seen := chosen(app)) is not None and seen.found == OF_OTHER_NC)
        await pilot.press("s")
        await until(pilot, lambda: (seen := chosen(app)) is not None and seen.found == OF_NC)
        assert told(app) == []
        await pilot.press("1", "home", "s")
        await until(pilot, lambda: (seen := chosen(app)) is not None and seen.found == OF_NC)


async def test_a_filter_that_hides_the_socket_is_taken_off() -> None:
    app = RealApp()
    pretend(app, LISTENER, OF_NC)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("3", "i", "1", "s")
        await until(pilot, lambda: (seen := chosen(app)) is not None and seen.found == OF_NC)
        assert any("all sockets are shown" in words for words in told(app))


async def test_a_socket_that_is_gone_is_told() -> None:
    app = RealApp()
    pretend(app, owned(Socket("tcp", "ipv4", "LISTEN", Endpoint("0.0.0.0", 9), cookie=1)))
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: told(app) == [NONE])


async def test_a_packet_without_a_conversation_has_no_socket() -> None:
    app = RealApp("ping.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("s")
        await until(pilot, lambda: any("belongs to no TCP or UDP conversation" in words for words in told(app)))
        assert isinstance(app.screen, PacketsScreen)
