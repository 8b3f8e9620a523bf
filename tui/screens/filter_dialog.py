"""One line for a display filter, over screens that have no filter bar of their own."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from textual import events, on
from textual.app import ComposeResult
from textual.message import Message as TextualMessage
from textual.timer import Timer
from textual.widgets import Input

from tui.panes.completing import Complete
from tui.panes.completion_list import CompletionList
from tui.panes.entry import Entry
from tui.panes.filter_bar import PATIENCE_SECONDS
from tui.screens.column_name_dialog import Problem
from tui.screens.dialogs import MARGIN, WIDEST, Dialog

if TYPE_CHECKING:
    from dissectors.filters.complete import Completion
    from tui.judging import FilterProblem, Judge

HINT = "a display filter, such as tcp.port == 443; empty for all packets"
CHECKING = "checking the filter ..."


class FilterDialog(Dialog[str]):
    """Ends with a filter, which may be empty, or None."""

    class Looked(TextualMessage):
        """What there is to say of a text, and what can come next in it; `completion` is None once it was entered."""

        def __init__(
            self, text: str, cursor: int, completion: Completion | None, problem: FilterProblem | None
        ) -> None:
            super().__init__()
            self.text, self.cursor, self.completion, self.problem = text, cursor, completion, problem

    def __init__(self, title: str, begin: str, complete: Complete, judge: Judge) -> None:
        """`complete` and `judge` are asked in a thread."""
        super().__init__(title)
        self._complete, self._judge = complete, judge
        self._field = Entry(complete, HINT)
        self._begin = begin
        self._timer: Timer | None = None

    def compose_window(self) -> ComposeResult:
        yield self._field
        yield self._field.options
        yield Problem()

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        self.set_focus(self._field)
        self._field.put(self._begin)

    # While typing.

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._say("")
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PATIENCE_SECONDS, self._look) if self._field.value.strip() else None
        if self._timer is None:
            self._field.close_options()

    def _look(self) -> None:
        self._ask(is_entered=False)

    def _ask(self, *, is_entered: bool) -> None:
        field = self._field
        work = partial(self._look_at, field.value, field.cursor_position, is_entered=is_entered)
        self.run_worker(work, thread=True, group="filter", exclusive=True)

    def _look_at(self, text: str, cursor: int, *, is_entered: bool) -> None:
        """In a thread."""
        completion = None if is_entered else self._complete(text, cursor)
        self.post_message(self.Looked(text, cursor, completion, self._judge(text.strip()).problem))

    @on(Looked)
    def _looked(self, message: Looked) -> None:
        field, problem = self._field, message.problem
        if not self.is_current or message.text != field.value:
            return
        if message.completion is not None:
            if field.wants_options:
                field.offer(message.text, message.cursor, message.completion)
            if problem is not None and not field.is_unfinished(problem.column):
                self._say(problem.message)
        elif problem is not None:
            self._say(problem.message)
        else:
            self.dismiss(message.text.strip())

    @on(CompletionList.Picked)
    def _picked(self, message: CompletionList.Picked) -> None:
        message.stop()
        self._field.accept()
        self._field.focus()

    def _say(self, sentence: str) -> None:
        self.query_one(Problem).show(sentence)

    # The end.

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        """Only tshark may know that it is none, which takes a while."""
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        if self._field.value.strip():
            self._say(CHECKING)
            self._ask(is_entered=True)
        else:
            self.dismiss("")

    def on_key(self, event: events.Key) -> None:
        """Letters typed so fast that the text field was not there yet."""
        if self.focused is None and event.is_printable and event.character is not None:
            event.stop()
            self._field.insert_text_at_cursor(event.character)
