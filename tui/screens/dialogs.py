"""Small windows over a screen, to read, to choose or to type in. Their texts may come from anywhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import ClassVar, TypeVar

from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from tui.keys import bindings
from tui.panes.lines import LinePane
from tui.panes.one_line import OneLine, Piece
from tui.panes.text_lines import Paragraph, TextLines
from tui.safe import fit, safe
from tui.screens.left_once import LeftOnce

R = TypeVar("R")

WIDEST = 76
MARGIN = 4


class Title(OneLine):
    """The window's name, and the key that closes it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self._text}", "line--name")]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [(" Esc ", "line--key"), ("close ", "line--dim")]


class Dialog(LeftOnce[R], ModalScreen[R]):
    """A window in the middle; Esc closes it with None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("dialog")]

    def __init__(self, title: str) -> None:
        super().__init__()
        self._title_text = title

    def compose(self) -> ComposeResult:
        with Vertical(classes="window"):
            yield Title(self._title_text)
            yield from self.compose_window()

    def compose_window(self) -> ComposeResult:
        """What stands below the title."""
        yield from ()

    def action_dialog_close(self) -> None:
        self.dismiss(None)

    def on_click(self, event: events.Click) -> None:
        if event.widget is self:
            self.dismiss(None)


class ReadDialog(Dialog[None]):
    """Paragraphs to read."""

    def __init__(self, title: str, paragraphs: Sequence[Paragraph]) -> None:
        super().__init__(title)
        self._paragraphs = paragraphs

    def compose_window(self) -> ComposeResult:
        yield TextLines(self._paragraphs)

    def on_mount(self) -> None:
        self._fit()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        width = min(self.app.size.width - MARGIN, max(WIDEST, self.app.size.width * 6 // 10))
        lines = self.query_one(TextLines)
        window = self.query_one(".window")
        window.styles.width = width
        lines.styles.height = max(1, min(lines.height_for(width - 4), self.app.size.height - 5))


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose, by its key too."""

    key: str
    label: str
    hint: str = ""


class ChoiceList(LinePane):
    """Choices, one a line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--key", "text--dim", "tree--cursor-focused"}

    def __init__(self, choices: Sequence[Choice]) -> None:
        super().__init__()
        self.choices = choices
        self.drawn_at: float | None = None
        """By the clock of events; None: nobody has seen them yet."""

    def line_count(self) -> int:
        return len(self.choices)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        if self.drawn_at is None:
            self.drawn_at = monotonic()
        choice = self.choices[line]
        label = fit(choice.label, max(len(other.label) for other in self.choices))
        if line == self.cursor:
            cursor = self.colours("tree--cursor-focused")
            return [(fit(f"  {choice.key}  {label}  {choice.hint}", width), cursor)]
        return [
            (f"  {safe(choice.key)}", self.colours("text--key")),
            (f"  {label}  ", self.rich_style),
            (safe(choice.hint), self.colours("text--dim")),
        ]

    def on_click(self, event: events.Click) -> None:
        super().on_click(event)
        if event.y < len(self.choices):
            self.choose(event.y)

    def choose(self, line: int) -> None:
        """End the dialog with a choice."""
        screen = self.screen
        if isinstance(screen, ChoiceDialog):
            screen.dismiss(self.choices[line].key)


class ChoiceDialog(Dialog[str]):
    """Ends with the key of what was chosen, or None."""

    def __init__(self, title: str, choices: Sequence[Choice], sentence: str = "") -> None:
        super().__init__(title)
        self._choices = choices
        self._list = ChoiceList(choices)
        """At hand for keys that come before it is mounted."""
        self._sentence = sentence

    def compose_window(self) -> ComposeResult:
        if self._sentence:
            yield TextLines([Paragraph(self._sentence), Paragraph()])
        yield self._list

    def on_mount(self) -> None:
        width = min(self.app.size.width - MARGIN, WIDEST)
        self.query_one(".window").styles.width = width
        self._list.styles.height = len(self._choices)
        self.set_focus(self._list)
        for text in self.query(TextLines):
            text.can_focus = False
            text.styles.height = text.height_for(width - 4)

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            self.dismiss(self._choices[self._list.cursor].key)
            return
        for choice in self._choices:
            if event.character is not None and event.character == choice.key:
                event.stop()
                self.dismiss(choice.key)


class QuestionDialog(ChoiceDialog):
    """Comes unasked for: a key that was meant for the screen below it, or pressed twice, is no answer."""

    SECONDS_TO_READ: ClassVar[float] = 0.3
    """So long Enter does not answer."""

    def on_key(self, event: events.Key) -> None:
        drawn = self._list.drawn_at
        wait = self.SECONDS_TO_READ if event.key == "enter" else 0
        if drawn is None or event.time < drawn + wait:
            event.stop()
            # Else what it inherits would answer.
            event.prevent_default()


class InputDialog(Dialog[str]):
    """Ends with what was typed, or None. `check` gives a sentence about what is wrong with it, or empty."""

    def __init__(
        self,
        title: str,
        hint: str,
        check: Callable[[str], str],
        value: str = "",
        taken: Callable[[str], None] | None = None,
    ) -> None:
        """`taken` hears of it before the window closes: what it begins goes on while the screen below is painted."""
        super().__init__(title)
        self._hint = hint
        self._check = check
        self._value = value
        self._taken = taken

    def compose_window(self) -> ComposeResult:
        field = Input(safe(self._value), placeholder=safe(self._hint), compact=True)
        field.cursor_blink = False
        yield field
        yield Message()

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        self.set_focus(self.query_one(Input))

    def on_key(self, event: events.Key) -> None:
        """Letters typed so fast that the text field was not there yet."""
        if event.is_printable and event.character is not None:
            event.stop()
            self.query_one(Input).insert_text_at_cursor(event.character)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self.query_one(Message).show(self._check(event.value) if event.value else "")

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        problem = self._check(event.value)
        if problem:
            self.query_one(Message).show(problem)
        else:
            if self._taken is not None:
                self._taken(event.value)
            self.dismiss(event.value)


class Message(OneLine):
    """What is wrong with what was typed."""

    sentence = ""

    def show(self, sentence: str) -> None:
        self.sentence = sentence
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self.sentence}", "line--error")]
