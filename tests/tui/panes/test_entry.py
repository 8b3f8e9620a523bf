"""A completing text field of a dialog with several lines."""

from __future__ import annotations

from textual import on
from textual.app import App, ComposeResult
from textual.widgets import Input

from dissectors.filters.complete import Completion, Option
from tui.panes.entry import Entry


def complete(text: str, cursor: int) -> Completion:
    return Completion(0, len(text), tuple(Option(name, "") for name in ("alpha", "alpine") if name.startswith(text)))


class Entries(App[None]):
    def __init__(self) -> None:
        super().__init__()
        self.first, self.second = Entry(complete), Entry(None)
        self.submitted: list[str] = []

    def compose(self) -> ComposeResult:
        yield self.first
        yield self.first.options
        yield self.second
        yield self.second.options

    @on(Input.Changed)
    def _typed(self) -> None:
        if self.first.wants_options:
            text, cursor = self.first.value, self.first.cursor_position
            self.first.offer(text, cursor, complete(text, cursor))

    @on(Input.Submitted)
    def _submitted(self, message: Input.Submitted) -> None:
        self.submitted.append(message.value)


async def test_tab_and_arrows_go_on_where_nothing_is_offered() -> None:
    app = Entries()
    async with app.run_test() as pilot:
        app.first.focus()
        await pilot.press("down")
        assert app.focused is app.second
        await pilot.press("up")
        assert app.focused is app.first
        await pilot.press("tab")
        assert app.focused is app.second


async def test_words_that_are_offered_are_put_in() -> None:
    app = Entries()
    async with app.run_test() as pilot:
        app.first.focus()
        await pilot.press("a", "l", "down", "down", "enter")
        assert app.first.value == "alpine "
        await pilot.press("ctrl+u", "a", "tab")
        assert app.first.value == "alpha "
        await pilot.press("enter")
        assert app.submitted == ["alpha "]


async def test_escape_closes_what_is_offered_first() -> None:
    app = Entries()
    async with app.run_test() as pilot:
        app.first.focus()
        await pilot.press("a")
        assert app.first.options.is_open
        await pilot.press("escape")
        assert not app.first.options.is_open
