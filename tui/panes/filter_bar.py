"""The filter bar: a line to type a display filter in, which says while typing what is wrong and where."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.events import Paste
from textual.widgets import Input

from tui import wording
from tui.keys import bindings
from tui.messages import FilterApplied, FilterLeft
from tui.panes.one_line import OneLine, Piece
from tui.safe import safe

LABEL = " filter "
PLACEHOLDER = "show only packets that match, for example: tcp.port == 80"
MOST_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class FilterProblem:
    """Why a text is no filter."""

    message: str
    column: int | None = None
    """Of the character where it goes wrong, from 0; None where there is no such place."""


RunState = Literal["working", "stopped", "finished"]
Check = Callable[[str], FilterProblem | None]


class FilterInput(Input):
    """The text field; what is pasted goes through the gate, as the terminal gets to see it."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filter")]

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = event.text.strip().splitlines()
        if lines:
            self.replace(safe(lines[0]), *sorted(self.selection))

    async def action_apply_filter(self) -> None:
        await self.action_submit()

    def action_clear_filter(self) -> None:
        self.value = ""

    def action_older_filter(self) -> None:
        self.query_ancestor(FilterBar).recall(-1)

    def action_newer_filter(self) -> None:
        self.query_ancestor(FilterBar).recall(1)

    def action_leave_filter(self) -> None:
        self.post_message(FilterLeft())


class FilterResult(OneLine):
    """Right of the text field: what the filter in use lets pass."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pieces: list[Piece] = []
        self.work: list[Piece] = []
        """What else is at work."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [*self.pieces, *self.work]

    def fit(self) -> None:
        """Be as wide as the pieces, and draw them."""
        self.styles.width = sum(cell_len(safe(text)) for text, _ in self.left_pieces())
        self.refresh()


class FilterMessage(OneLine):
    """Below the text field, while something is wrong: what, with a caret under the place."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.problem: FilterProblem | None = None
        self.display = False

    def show(self, problem: FilterProblem | None) -> None:
        self.problem = problem
        self.display = problem is not None
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if self.problem is None:
            return []
        message = self.problem.message
        if self.problem.column is None:
            return [(f"{' ' * len(LABEL)}{message}", "line--error")]
        caret = len(LABEL) + self.problem.column
        room = self.size.width - caret - 3
        if len(message) <= room or room >= caret:
            return [(" " * caret, ""), ("^", "line--key"), (f" {message}", "line--error")]
        return [(message[: caret - 1].rjust(caret - 1), "line--error"), (" ", ""), ("^", "line--key")]


class FilterBar(Vertical):
    """Text field, result and message. Posts `FilterApplied` and `FilterLeft`."""

    def __init__(self, check: Check, history: Sequence[str] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._check = check
        self.history = list(history)
        """Filters that were applied, the latest last."""
        self._recalled = len(self.history)

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield FilterLabel()
            field = FilterInput(placeholder=PLACEHOLDER, compact=True, select_on_focus=False)
            # A cursor that blinks is painted twice a second, over a slow line too.
            field.cursor_blink = False
            yield field
            yield FilterResult()
        yield FilterMessage()

    @property
    def text(self) -> str:
        return self.query_one(FilterInput).value

    @text.setter
    def text(self, value: str) -> None:
        self.query_one(FilterInput).value = safe(value)

    def show_result(self, *pieces: Piece) -> None:
        result = self.query_one(FilterResult)
        result.pieces = list(pieces)
        result.fit()

    def show_work(self, words: str) -> None:
        """How far a sort or a search got; empty when it is over."""
        result = self.query_one(FilterResult)
        result.work = [(words, "line--warning")] if words else []
        result.fit()

    def show_progress(self, found: int, total: int, examined: float, seconds: float, state: RunState) -> None:
        """How many packets match of how many, and how long it took; or how far it got, as a part of 1."""
        done = wording.percent(examined)
        if state == "working":
            self.show_result((f" {wording.count(found)} so far · {done} · Esc stops ", "line--dim"))
        elif state == "stopped":
            self.show_result((" ■ ", "line--warning"), (f"{wording.count(found)} · stopped at {done} ", "line--strong"))
        else:
            self.show_result(
                (" ✓ ", "line--good"),
                (f"{wording.count(found)} of {wording.count(total)}", "line--strong"),
                (f" · {wording.duration(seconds)} ", "line--dim"),
            )

    def show_problem(self, problem: FilterProblem | None) -> None:
        self.query_one(FilterMessage).show(problem)
        self.set_class(problem is not None, "-wrong")

    def remember(self, text: str) -> None:
        """Make a filter the latest of the history."""
        if text:
            self.history = [*(old for old in self.history if old != text), text][-MOST_REMEMBERED:]
        self._recalled = len(self.history)

    def recall(self, step: int) -> None:
        """Put an older (-1) or newer (1) filter into the text field."""
        position = self._recalled + step
        if not 0 <= position <= len(self.history):
            return
        self._recalled = position
        field = self.query_one(FilterInput)
        field.value = safe(self.history[position]) if position < len(self.history) else ""
        field.cursor_position = len(field.value)

    @on(Input.Changed)
    def _validate(self, event: Input.Changed) -> None:
        event.stop()
        text = event.value.strip()
        problem = self._check(text) if text else None
        self.show_problem(problem)
        self.set_class(bool(text) and problem is None, "-right")

    @on(Input.Submitted)
    def _apply(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        problem = self._check(text) if text else None
        if problem is None:
            self.remember(text)
            self.post_message(FilterApplied(text))
        else:
            self.show_problem(problem)


class FilterLabel(OneLine):
    """The word before the text field."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(LABEL, "line--name")]
