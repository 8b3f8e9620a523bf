"""A window that wants a word typed."""

from __future__ import annotations

from textual.app import App

from tests.tui.snapshots import screen_text
from tui.panes.text_lines import Paragraph
from tui.screens.typed_dialog import TypedDialog


async def test_it_tells_everything_and_ends_with_the_word_only() -> None:
    ended: list[str | None] = []
    dialog = TypedDialog(
        "Do it?",
        [Paragraph("What is to be done, " * 10), Paragraph("[bold]\x1b[2J", head="  whose  ")],
        "type yes",
        lambda text: "" if text == "yes" else "type yes to do it",
    )
    app: App[None] = App()
    async with app.run_test(size=(80, 24)) as pilot:
        app.push_screen(dialog, ended.append)
        await pilot.pause()
        shown = screen_text(app)
        assert "Do it?" in shown
        assert shown.count("What is to be done") > 5
        assert "[bold]␛[2J" in shown
        assert "type yes" in shown
        await pilot.press("n", "o", "enter")
        assert "type yes to do it" in screen_text(app)
        assert ended == []
        await pilot.press("ctrl+u", "y", "e", "s", "enter")
        assert ended == ["yes"]
