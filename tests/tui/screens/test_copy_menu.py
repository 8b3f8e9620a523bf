"""The menu of copies."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyApp, ToyTable, toy_frames
from tui import copying
from tui.copying import Copy
from tui.screens.copy_menu import offer_copies

WAYS = [Copy("a", "one thing", "first\nline \x1b[2J" + "x" * 100), Copy("b", "another", "second")]


async def test_each_way_shows_how_it_begins_and_is_copied_by_its_key(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tui.app.write_copy", lambda text: copying.write_copy(text, tmp_path))
    app = ToyApp(ToyTable(toy_frames(1)))
    async with app.run_test(size=(80, 24)) as pilot:
        offer_copies(app, WAYS)
        await pilot.pause()
        assert "a  one thing  first line ␛[2J" + "x" * 25 in screen_text(app)
        assert "x" * 26 not in screen_text(app)
        await pilot.press("b")
        await pilot.pause()
        assert app.clipboard == "second"


async def test_escape_copies_nothing() -> None:
    app = ToyApp(ToyTable(toy_frames(1)))
    async with app.run_test(size=(80, 24)) as pilot:
        offer_copies(app, WAYS)
        await pilot.pause()
        await pilot.press("escape")
        assert app.clipboard == ""
