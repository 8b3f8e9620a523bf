"""Words typed to look for rows."""

from __future__ import annotations

from textual.events import Paste

from tests.tui.panes.hosts import Host
from tui.panes.words_field import WordsField


class FieldHost(Host):
    def on_words_field_typed(self, message: WordsField.Typed) -> None:
        self.heard.append(message.words)

    def on_words_field_left(self) -> None:
        self.heard.append("left")


async def test_each_key_tells_the_words_and_enter_keeps_them() -> None:
    words = WordsField()
    app = FieldHost(words)
    async with app.run_test() as pilot:
        words.close()
        assert not words.display
        words.open("a")
        await pilot.press("b", "space", "c", "enter")
        await pilot.pause()
        words.close()
        assert app.heard == ["a", "ab", "ab ", "ab c", "left"]
        assert words.display


async def test_escape_drops_them() -> None:
    words = WordsField()
    app = FieldHost(words)
    async with app.run_test() as pilot:
        words.open("tcp")
        await pilot.press("escape")
        await pilot.pause()
        words.close()
        assert set(app.heard) == {"tcp", "", "left"}
        assert not words.display


async def test_what_is_pasted_goes_through_the_gate() -> None:
    words = WordsField()
    app = FieldHost(words)
    async with app.run_test() as pilot:
        words.open("")
        words.field.post_message(Paste("x\x1b[2J\nsecond"))
        await pilot.pause()
        assert words.field.value == "x␛[2J"
        await pilot.press("ctrl+u")
        assert words.field.value == ""
