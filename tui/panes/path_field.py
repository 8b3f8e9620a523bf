"""A text field for the name of a file: Tab completes it, and the names it could become stand below."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from rich.style import Style
from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import Input

from tui.completion import Candidate, as_path, candidates, completed
from tui.panes.lines import LinePane
from tui.safe import fit, safe


class CandidateList(LinePane):
    """Names that what was typed could become. The cursor is on none until it is moved."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--dim", "tree--cursor-focused"}
    can_focus = False

    def __init__(self) -> None:
        super().__init__()
        self.candidates: list[Candidate] = []
        self.is_chosen = False
        """Whether the cursor is on a name."""

    def show(self, found: list[Candidate]) -> None:
        self.candidates, self.is_chosen = found, False
        self.lines_changed()
        self.put_cursor(0)
        self.refresh()

    def line_count(self) -> int:
        return len(self.candidates)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        candidate = self.candidates[line]
        if self.is_chosen and line == self.cursor:
            return [(fit(f" {candidate.name}", width), self.colours("tree--cursor-focused"))]
        style = self.rich_style if candidate.is_folder else self.colours("text--dim")
        return [(fit(f" {candidate.name}", width), style)]

    def move(self, step: int) -> None:
        """Move the cursor, from none to the first name."""
        if not self.candidates:
            return
        self.put_cursor(self.cursor + step if self.is_chosen else 0)
        self.is_chosen = True
        self.refresh()

    def clicked(self, line: int, x: int) -> None:
        self.put_cursor(line)
        self.is_chosen = True
        self.refresh()
        field = self.parent
        if isinstance(field, PathField):
            field.submit()


class PathInput(Input):
    """The field itself; keys that are about names go to the whole."""

    async def on_key(self, event: events.Key) -> None:
        field = self.parent
        if not isinstance(field, PathField):
            return
        if event.key == "tab" and field.complete():
            event.stop()
            event.prevent_default()
        elif event.key in ("down", "up"):
            event.stop()
            event.prevent_default()
            field.candidate_list.move(1 if event.key == "down" else -1)


class PathField(Vertical):
    """Posts `Chosen` when Enter is pressed on a name, typed or picked from the list."""

    DEFAULT_CSS = "PathField { height: auto; } PathField CandidateList { height: 8; }"

    class Chosen(Message):
        """The user wants this file."""

        def __init__(self, path: Path) -> None:
            super().__init__()
            self.path = path

    class Changed(Message):
        """Another name stands in the field."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, value: str = "", hint: str = "", *, list_lines: int = 8) -> None:
        super().__init__()
        self.input = PathInput(safe(value), placeholder=safe(hint), compact=True)
        self.candidate_list = CandidateList()
        self.candidate_list.styles.height = list_lines

    def compose(self) -> ComposeResult:
        yield self.input
        yield self.candidate_list

    @property
    def path(self) -> Path:
        """What is typed or picked."""
        chosen = self.candidate_list
        if chosen.is_chosen and chosen.candidates:
            return chosen.candidates[chosen.cursor].path
        return as_path(self.input.value)

    def complete(self) -> bool:
        """Add what all candidates have in common; False if there was nothing to add."""
        text = completed(self.input.value)
        if text == self.input.value:
            return False
        self.input.value = text
        self.input.cursor_position = len(text)
        return True

    def submit(self) -> None:
        """A folder is gone into, a file is chosen."""
        path, picked = self.path, self.candidate_list.is_chosen
        if path.is_dir() and safe(str(path)) == str(path):
            if picked or not self.input.value.endswith("/"):
                self.input.value = f"{path}/"
                self.input.cursor_position = len(self.input.value)
            return
        self.post_message(self.Chosen(path))

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        self.candidate_list.show(candidates(event.value))
        self.post_message(self.Changed(event.value))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.submit()
