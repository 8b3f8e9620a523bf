"""What keys do with sockets, and between their screen and the others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.fake_sockets import ABROAD, ALL, LISTENER, LOCAL, OF_CLIENT, OF_SERVER, SocketsApp
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.screens.dialogs import ChoiceDialog
from tui.screens.sockets import SocketsScreen
from tui.screens.welcome import WelcomeScreen


@pytest.fixture(autouse=True)
def state_here(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))


async def test_s_goes_to_the_other_end_and_back() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(app.sockets.view.seen) == len(ALL))
        app.put_cursor(OF_CLIENT)
        await pilot.press("s")
        assert app.here == OF_SERVER
        await pilot.press("s")
        assert app.here == OF_CLIENT
        assert app.told == []


@pytest.mark.parametrize(
    ("found", "words"), [(LISTENER, "A listener has no other end"), (ABROAD, "on another machine, or has closed")]
)
async def test_where_there_is_no_other_end_it_is_told(found: object, words: str) -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(app.sockets.view.seen) == len(ALL))
        app.put_cursor(found)  # type: ignore[arg-type]
        await pilot.press("s")
        assert words in app.told[-1]
        assert app.here == found


async def test_copies_of_a_socket() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(app.sockets.view.seen) == len(ALL))
        app.put_cursor(LOCAL)
        await pilot.press("y")
        assert isinstance(app.screen, ChoiceDialog)
        shown = screen_text(app)
        assert "a line as of ss" in shown
        assert "/run/one" in shown
        await pilot.press("p")
        assert app.clipboard == "44"
        app.put_cursor(OF_CLIENT)
        await pilot.press("y", "r")
        assert "127.0.0.1:1234" in app.clipboard
        assert "telnet" in app.clipboard


async def test_as_the_first_screen_it_stays_until_the_start_screen_is_wanted() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(app.sockets.view.seen) == len(ALL))
        await pilot.press("escape")
        assert isinstance(app.screen, SocketsScreen)
        await pilot.press("2")
        assert "no packets yet" in app.told[-1]
        await pilot.press("5")
        assert isinstance(app.screen, SocketsScreen)
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen))
        assert app.sockets.packets is None
        await pilot.press("1")
        await until(pilot, lambda: isinstance(app.screen, WelcomeScreen))
        assert len(app.screen_stack) == 1


async def test_keys_on_a_heading_and_on_nothing_are_harmless() -> None:
    app = SocketsApp()
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: len(app.sockets.view.seen) == len(ALL))
        await pilot.press("v", "home")
        await until(pilot, lambda: app.sockets.line is not None and app.sockets.entry is None)
        rows = app.sockets.view.rows.picture
        await pilot.press("f", "L", "s", "y", "K")
        assert isinstance(app.screen, SocketsScreen)
        await pilot.press("enter")
        await until(pilot, lambda: len(app.sockets.view.rows.picture.lines) != len(rows.lines))
        app.source.sockets = ()
        await pilot.press("v", "v", "r")
        await until(pilot, lambda: app.sockets.line is None or app.sockets.entry is not None)
        await pilot.press("enter", "f", "s", "y", "K")
