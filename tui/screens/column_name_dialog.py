"""A new column: the name of any field, completed while it is typed, or one of the list's own columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.widgets import Input

from tui.panes.completing import CompletingInput
from tui.panes.completion_list import CompletionList
from tui.panes.one_line import OneLine, Piece
from tui.panes.packet_list import COLUMN_TITLES
from tui.panes.text_lines import wrapped
from tui.safe import safe
from tui.screens.dialogs import MARGIN, WIDEST, Dialog

if TYPE_CHECKING:
    from dissectors.filters.complete import Completion

HINT = "a field, such as tcp.window_size_value"


def complete_name(text: str, cursor: int) -> Completion:
    """Names of columns and fields that begin with the text, then those that hold it."""
    from dissectors.filters.complete import Completion, Option, fields_like

    wanted = text.strip().lower()
    own = [Option(name, f"column {title}") for name, title in COLUMN_TITLES.items() if name.startswith(wanted)]
    return Completion(0, len(text), (*own, *fields_like(wanted)) if wanted else ())


class NameInput(CompletingInput):
    """Keys that are about the list go to the list."""

    async def _on_key(self, event: events.Key) -> None:
        if event.key in ("down", "up") and self.options.is_open:
            self.options.move(1 if event.key == "down" else -1)
        elif event.key == "tab":
            self.accept()
        elif event.key == "escape" and self.close_options():
            pass
        elif event.key == "enter":
            if self.options.is_chosen:
                self.accept()
            await self.action_submit()
        else:
            await super()._on_key(event)
            return
        event.stop()
        event.prevent_default()


class Problem(OneLine):
    """What is wrong with the name, on two lines."""

    DEFAULT_CSS = "Problem { height: 2; }"
    sentence = ""

    def show(self, sentence: str) -> None:
        self.sentence = sentence
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        lines = wrapped(safe(self.sentence), max(self.size.width - 2, 1))
        return [(f" {lines[line]}", "line--error")] if line < len(lines) else []


class ColumnNameDialog(Dialog[str]):
    """Ends with a name, or None."""

    def __init__(self, taken: Sequence[str]) -> None:
        """`taken` are columns already."""
        super().__init__("New column")
        self._taken = taken
        self._field = NameInput(complete_name, HINT)

    def compose_window(self) -> ComposeResult:
        yield self._field
        yield Problem()
        yield self._field.options

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        self.set_focus(self._field)

    def _problem(self, name: str) -> str:
        from dissectors.filters.names import field_specs, problem_with

        if name in self._taken:
            return f"{name} is a column already"
        return "" if name in COLUMN_TITLES or field_specs(name) else problem_with(name)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.query_one(Problem).show("")
        field = self._field
        if field.wants_options:
            field.offer(field.value, field.cursor_position, complete_name(field.value, field.cursor_position))

    @on(CompletionList.Picked)
    def _picked(self) -> None:
        self._field.accept()
        self._field.focus()

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        name = event.value.strip()
        problem = self._problem(name) if name else "the name of a field is wanted"
        if problem:
            self.query_one(Problem).show(problem)
        else:
            self.dismiss(name)
