"""A line to type words in that rows must have: they are looked for with each key, and stay when the line is left."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.events import Paste
from textual.message import Message
from textual.widgets import Input

from tui.keys import bindings
from tui.panes.one_line import OneLine, Piece
from tui.safe import safe


class WordsLabel(OneLine):
    """The word before the text field."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(" words ", "line--name")]


class WordsInput(Input):
    """Keys are those of the place "words"."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("words")]

    def __init__(self) -> None:
        super().__init__(placeholder="only rows that have these words", compact=True, select_on_focus=False)
        # A cursor that blinks is painted twice a second, over a slow line too.
        self.cursor_blink = False

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = event.text.strip().splitlines()
        if lines:
            self.replace(safe(lines[0]), *sorted(self.selection))

    def action_keep_words(self) -> None:
        """Back to the rows; the words stay."""
        self.post_message(WordsField.Left())

    def action_drop_words(self) -> None:
        """Back to all rows."""
        self.value = ""
        self.post_message(WordsField.Left())

    def action_clear_words(self) -> None:
        """Empty the line."""
        self.value = ""


class WordsField(Horizontal):
    """Hidden while there are no words and nobody types. Posts `Typed` and `Left`."""

    class Typed(Message):
        """There are other words."""

        def __init__(self, words: str) -> None:
            super().__init__()
            self.words = words

    class Left(Message):
        """The user is done with it."""

    def compose(self) -> ComposeResult:
        yield WordsLabel()
        yield WordsInput()

    @property
    def field(self) -> WordsInput:
        return self.query_one(WordsInput)

    def open(self, words: str) -> None:
        """Let the user type."""
        self.display = True
        self.field.value = safe(words)
        self.field.cursor_position = len(self.field.value)
        # At once: letters typed behind the key would go elsewhere.
        self.screen.set_focus(self.field)

    def close(self) -> None:
        """Hide it, unless there are words."""
        self.display = bool(self.field.value)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.post_message(self.Typed(event.value))
