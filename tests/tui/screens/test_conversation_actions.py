"""Keys on a conversation: its packets, what was said, its ladder, copies, and all of them in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.dissectors.streams.frames import capture_of
from tests.tui.fake_sockets import LISTENER, owned, pretend
from tests.tui.screens.real import RealApp
from tests.tui.screens.some_frames import FRAMES
from tests.tui.screens.test_conversations import SomeApp, open_conversations, until
from tests.tui.snapshots import screen_text
from tui import copying
from tui.panes.filter_bar import FilterBar
from tui.screens.conversations import ConversationsScreen
from tui.screens.follow import FollowScreen
from tui.screens.ladder import LadderScreen
from tui.screens.packets import PacketsScreen
from tui.screens.sockets import SocketsScreen
from tui.sockets.entry import Endpoint, Socket


@pytest.fixture
def app(tmp_path: Path) -> SomeApp:
    return SomeApp(capture_of(FRAMES, tmp_path))


async def test_enter_shows_its_packets(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("j", "enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen) and len(app.packets.displayed) == 2)
        assert app.packets.query_one(FilterBar).in_use == "tcp.stream == 1"


async def test_copies(app: SomeApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tui.app.write_copy", lambda text: copying.write_copy(text, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_conversations(pilot, app)
        for key, text in (("d", "tcp.stream == 0"), ("a", "10.0.0.2:1000"), ("b", "10.0.0.1:80")):
            await pilot.press("y", key)
            assert app.clipboard == text
        await pilot.press("y", "r")
        assert app.clipboard.startswith("0\t10.0.0.2:1000\t10.0.0.1:80\t2\t")


async def test_saving_the_rows_in_their_order(app: SomeApp, tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("S", "ctrl+s", "ctrl+u")
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, path.exists)
        assert [one["stream"] for one in json.loads(path.read_text())] == [1, 0]
        await until(pilot, lambda: "2 conversations saved" in screen_text(app))


async def test_it_is_followed_and_left_again_where_it_was() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "127.0.0.1:34564" in screen_text(app))
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, FollowScreen))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))


async def test_what_is_chosen_while_following_is_shown_among_the_packets() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "127.0.0.1:34564" in screen_text(app))
        await pilot.press("f")
        await until(pilot, lambda: isinstance(app.screen, FollowScreen))
        await pilot.press("x")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        assert "tcp.stream" in app.packets.query_one(FilterBar).in_use


async def test_its_ladder_leads_to_a_packet() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "127.0.0.1:34564" in screen_text(app))
        await pilot.press("L")
        await until(pilot, lambda: isinstance(app.screen, LadderScreen) and "SYN" in screen_text(app))
        await pilot.press("j", "j", "enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        assert app.packets.shown_row == 2


async def test_the_verdict_is_told_in_full_and_copied(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tui.app.write_copy", lambda text: copying.write_copy(text, tmp_path))
    app = RealApp("refused.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: "refused" in screen_text(app))
        await pilot.press("e")
        await until(pilot, lambda: "proved by packets  1, 2" in screen_text(app))
        await pilot.press("escape", "y", "v")
        assert app.clipboard.startswith("127.0.0.1:41474 ↔ 127.0.0.1:45363: ")


async def test_of_addresses_alone_no_verdict_is_known(app: SomeApp) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("shift+tab", "e")
        await until(pilot, lambda: "Nothing is known" in screen_text(app))


@pytest.mark.parametrize("key", ["f", "L"])
async def test_what_has_no_stream_is_neither_followed_nor_drawn(app: SomeApp, key: str) -> None:
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("shift+tab", key)
        await until(pilot, lambda: "Only TCP and UDP conversations" in screen_text(app))
        assert isinstance(app.screen, ConversationsScreen)


async def test_without_any_conversation_keys_do_nothing(tmp_path: Path) -> None:
    app = SomeApp(capture_of([], tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "f", "L", "y", "e", "enter")
        assert isinstance(app.screen, ConversationsScreen)


async def test_its_socket_and_back_to_it(app: SomeApp) -> None:
    ends = Endpoint("10.0.0.2", 1000), Endpoint("10.0.0.1", 80)
    found = owned(Socket("tcp", "ipv4", "ESTABLISHED", *ends, 0, 0, 0, 7, 107), "curl", 61)
    pretend(app, LISTENER, found)
    async with app.run_test(size=(100, 30)) as pilot:
        await open_conversations(pilot, app)
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen) and app.screen.entry is not None)
        assert isinstance(app.screen, SocketsScreen)
        await until(pilot, lambda: app.screen.entry.found == found)  # type: ignore[attr-defined]
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen))
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen))
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        assert len(app.screen_stack) == 1


async def test_only_tcp_and_udp_have_sockets() -> None:
    app = RealApp("ping.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("2")
        await until(pilot, lambda: isinstance(app.screen, ConversationsScreen) and app.screen.record is not None)
        await pilot.press("s")
        assert [notification.message for notification in app._notifications] == [
            "Only TCP and UDP conversations have sockets."
        ]
