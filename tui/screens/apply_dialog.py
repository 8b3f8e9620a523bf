"""Apply as filter: what is asked about, how it goes together with the filter in use, and the text that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType

from dissectors.filters.apply import WAYS, joined
from tui.keys import bindings
from tui.panes.one_line import OneLine, Piece
from tui.screens.dialogs import MARGIN, WIDEST, Choice, ChoiceList, Dialog

KEYS_OF_WAYS = dict(zip(WAYS, ("i", "n", "a", "A", "o", "O"), strict=True))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the user chose."""

    text: str
    """The whole filter."""
    is_applied: bool
    """At once; else it is only put into the bar."""


class Subject(OneLine):
    """What is asked about, one of several."""

    def __init__(self, subjects: Sequence[str]) -> None:
        super().__init__()
        self.subjects = subjects
        self.number = 0

    @property
    def text(self) -> str:
        return self.subjects[self.number]

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [("  ", ""), (self.text, "line--strong")]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        if len(self.subjects) == 1:
            return []
        return [(f"  {self.number + 1} of {len(self.subjects)}", "line--dim"), (" ← → ", "line--key")]


class Hint(OneLine):
    """What else the keys do."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [
            (" Enter ", "line--key"),
            ("apply ", "line--dim"),
            (" p ", "line--key"),
            ("only put it into the filter bar ", "line--dim"),
        ]


class WayList(ChoiceList):
    """The ways, each with the filter that it gives."""

    def choose(self, line: int) -> None:
        screen = self.screen
        if isinstance(screen, ApplyDialog):
            screen.end(line, is_applied=True)


class ApplyDialog(Dialog[Wanted]):
    """Ends with the filter that is wanted, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("apply")]

    def __init__(self, subjects: Sequence[str], in_use: str) -> None:
        """`subjects` are filters of their own, at least one; `in_use` is what they can be joined to."""
        super().__init__("Apply as filter")
        self._subject = Subject(subjects)
        self._in_use = in_use
        self._ways = [way for way in WAYS if in_use.strip() or way.startswith("is")]
        self._list = WayList(self._choices())

    def compose_window(self) -> ComposeResult:
        yield self._subject
        yield self._list
        yield Hint()

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, max(WIDEST, self._widest()))
        self._list.styles.height = len(self._ways)
        self.set_focus(self._list)

    def _widest(self) -> int:
        return max(len(choice.label) + len(choice.hint) for choice in self._list.choices) + 12

    def _choices(self) -> list[Choice]:
        subject = self._subject.text
        return [Choice(KEYS_OF_WAYS[way], way, joined(self._in_use, subject, way)) for way in self._ways]

    def _go_on(self, step: int) -> None:
        self._subject.number = (self._subject.number + step) % len(self._subject.subjects)
        self._list.choices = self._choices()
        self._subject.refresh()
        self._list.refresh()

    def action_previous_subject(self) -> None:
        self._go_on(-1)

    def action_next_subject(self) -> None:
        self._go_on(1)

    def action_prepare(self) -> None:
        self.end(self._list.cursor, is_applied=False)

    def on_key(self, event: events.Key) -> None:
        if event.key == "enter":
            event.stop()
            self.end(self._list.cursor, is_applied=True)
            return
        for line, choice in enumerate(self._list.choices):
            if event.character == choice.key:
                event.stop()
                self.end(line, is_applied=True)

    def end(self, line: int, *, is_applied: bool) -> None:
        """Close with the filter of a line."""
        self.dismiss(Wanted(self._list.choices[line].hint, is_applied))
