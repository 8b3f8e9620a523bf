"""The filter bar: a line to type a display filter in, which says while typing what is wrong and where.

Whoever builds it tells how a filter is judged and completed; both are asked in a thread, a moment after the last
key, so that typing never waits for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input

from tui.judging import Check, FilterProblem, Judge, Judgement
from tui.panes.completing import Complete
from tui.panes.completion_list import CompletionList
from tui.panes.filter_input import PLACEHOLDER, FilterInput, FilterLeft
from tui.panes.filter_message import FilterMessage
from tui.panes.filter_result import FilterResult, RunState
from tui.panes.one_line import OneLine, Piece

if TYPE_CHECKING:
    from dissectors.filters.complete import Completion

LABEL = " filter "
PATIENCE_SECONDS = 0.08
"""Between the last key and the look at what was typed."""


class FilterLabel(OneLine):
    """The word before the text field."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(LABEL, "line--name")]


class FilterApplied(Message):
    """The user wants this filter; empty shows all packets."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class FilterBar(Vertical):
    """Text field, result, message and completion. Posts `FilterApplied` and `FilterLeft`."""

    class Completed(Message):
        """What can come next in a text."""

        def __init__(self, text: str, cursor: int, completion: Completion) -> None:
            super().__init__()
            self.text, self.cursor, self.completion = text, cursor, completion

    class Judged(Message):
        """What there is to say of a text."""

        def __init__(self, text: str, judgement: Judgement) -> None:
            super().__init__()
            self.text, self.judgement = text, judgement

    def __init__(
        self,
        check: Check,
        history: Sequence[str] = (),
        *,
        judge: Judge | None = None,
        complete: Complete | None = None,
        placeholder: str = PLACEHOLDER,
        id: str | None = None,
    ) -> None:
        """`check` is quick; `judge` and `complete` are asked in a thread. Without `judge` there is only the check."""
        super().__init__(id=id)
        self._check = check
        self._judge: Judge = judge or (lambda text: Judgement(check(text)))
        self.field = FilterInput(complete, history, placeholder)
        self.result = FilterResult()
        self._in_use = ""
        """The filter that was applied last."""
        self._tier_in_use = ""
        """Who has answered it so far; empty as long as only its judgement tells."""
        self._timer: Timer | None = None
        self._judged = ("", Judgement())

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield FilterLabel()
            yield self.field
            yield self.result
        yield FilterMessage()
        yield self.field.options

    # What is in the field.

    @property
    def text(self) -> str:
        return self.field.value

    @text.setter
    def text(self, value: str) -> None:
        self.field.put(value)

    @property
    def in_use(self) -> str:
        """The filter that was applied last; empty for none."""
        return self._in_use

    @in_use.setter
    def in_use(self, text: str) -> None:
        self._in_use, self._tier_in_use = text, ""
        self._show_tier()

    @property
    def history(self) -> list[str]:
        """Filters that were applied, the latest last."""
        return self.field.history

    # What the filter in use does.

    def show_result(self, *pieces: Piece) -> None:
        self.result.show(*pieces)

    def show_work(self, words: str) -> None:
        """How far a sort or a search got; empty when it is over."""
        self.result.show_work(words)

    def show_progress(self, found: int, total: int, examined: float, seconds: float, state: RunState) -> None:
        """How many packets match of how many, and how long it took; or how far it got, as a part of 1."""
        self.result.show_progress(found, total, examined, seconds, state)

    def show_tier_in_use(self, tier: str) -> None:
        """Who has answered the filter in use, which a growing capture asks ever more of."""
        self._tier_in_use = tier
        self._show_tier()

    # What there is to say while typing.

    def show_problem(self, problem: FilterProblem | None) -> None:
        self._say(problem, is_wrong=True)
        self.set_class(problem is not None, "-wrong")

    def _say(self, problem: FilterProblem | None, *, is_wrong: bool) -> None:
        column = problem.column if problem is not None else None
        caret = self.field.place_of(column) if column is not None else 0
        # Who reads the list wants the lines for the list.
        is_brief = not is_wrong and not self.field.has_focus
        self.query_one(FilterMessage).show(problem, caret, is_wrong=is_wrong, is_brief=is_brief)

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._show_tier()
        if event.value.strip():
            self._timer = self.set_timer(PATIENCE_SECONDS, self._look)
        else:
            self.field.close_options()
            self._show_judgement("", Judgement())

    def look_again(self) -> None:
        """More is known by now than when the text was looked at."""
        if self.text.strip():
            self.field.offer_anew()
            self._look()

    def _look(self) -> None:
        field = self.field
        cursor = field.cursor_position if field.wants_options else None
        self.run_worker(partial(self._look_at, field.value, cursor), thread=True, group="filter", exclusive=True)

    def _look_at(self, text: str, cursor: int | None) -> None:
        """In a thread."""
        if cursor is not None and self.field.complete is not None:
            self.post_message(self.Completed(text, cursor, self.field.complete(text, cursor)))
        self.post_message(self.Judged(text, self._judge(text.strip())))

    @on(Completed)
    def _completed(self, message: Completed) -> None:
        message.stop()
        self.field.offer(message.text, message.cursor, message.completion)

    @on(CompletionList.Closed)
    def _options_closed(self, message: CompletionList.Closed) -> None:
        """What was not said as long as words were offered."""
        message.stop()
        self._say_again()

    def on_descendant_focus(self) -> None:
        self._say_again()

    def on_descendant_blur(self) -> None:
        self._say_again()

    def _say_again(self) -> None:
        text, judgement = self._judged
        if text == self.text.strip():
            self._show_judgement(text, judgement)

    @on(CompletionList.Picked)
    def _picked(self, message: CompletionList.Picked) -> None:
        message.stop()
        self.field.accept()
        self.field.focus()

    @on(Judged)
    def _judged_text(self, message: Judged) -> None:
        message.stop()
        if message.text == self.text:
            self._show_judgement(message.text.strip(), message.judgement)

    def _show_judgement(self, text: str, judgement: Judgement) -> None:
        self._judged = (text, judgement)
        problem = judgement.problem
        if problem is not None and self.field.is_unfinished(problem.column):
            problem = None
        self.show_problem(problem)
        if judgement.surprise is not None and not self.field.options.is_open:
            self._say(judgement.surprise, is_wrong=False)
        self.set_class(bool(text) and judgement.problem is None, "-right")
        self.set_class(bool(text) and judgement.surprise is not None, "-surprising")
        self._show_tier()

    def _show_tier(self) -> None:
        judged, judgement = self._judged
        text = self.text.strip()
        is_in_use = text == self._in_use
        tier = self._tier_in_use if is_in_use else ""
        if not tier and judged == text:
            tier = judgement.tier
        self.result.show_tier(tier, is_in_use=is_in_use, in_use=self._in_use)

    # Applying and leaving.

    @on(Input.Submitted)
    def _apply(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value.strip()
        problem = self._check(text) if text else None
        if problem is None:
            self.field.remember(text)
            self.post_message(FilterApplied(text))
        else:
            self.show_problem(problem)

    @on(FilterLeft)
    def _left(self) -> None:
        """What was typed and not applied is gone: the bar says what is in use."""
        self.text = self._in_use
