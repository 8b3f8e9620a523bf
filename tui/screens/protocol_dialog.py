"""The protocol that something is decoded as: a name that is completed while it is typed.

Native dissectors are there at once; tshark is asked behind the window for all those that it has.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING

from textual import on
from textual.app import ComposeResult
from textual.message import Message
from textual.widgets import Input

from dissectors.errors import RemoraError
from tui.panes.completion_list import CompletionList
from tui.panes.one_line import OneLine, Piece
from tui.screens.column_name_dialog import NameInput, Problem
from tui.screens.dialogs import MARGIN, WIDEST, Dialog

if TYPE_CHECKING:
    from dissectors.filters.complete import Completion

Ask = Callable[[], Mapping[str, str]]
"""Gives names and titles of tshark's dissectors; blocks. Raises RemoraError where there are none to be had."""

HINT = "a protocol, such as http; data for none"
MOST_OPTIONS = 200


class Source(OneLine):
    """Whose dissectors can be chosen."""

    words = ""

    def show(self, words: str) -> None:
        self.words = words
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self.words}", "line--dim")]


class ProtocolDialog(Dialog[str]):
    """Ends with a name, or None."""

    class Asked(Message):
        """tshark told its dissectors, or why not."""

        def __init__(self, known: Mapping[str, str], problem: str) -> None:
            super().__init__()
            self.known = known
            self.problem = problem

    def __init__(self, selected: str, native: Mapping[str, str], ask: Ask, value: str = "") -> None:
        """`native` are names and titles; `value` is what is decoded as now."""
        super().__init__(f"Decode {selected} as")
        self._native = native
        self._known: Mapping[str, str] = {}
        self._ask = ask
        self._is_asking = True
        self._wanted = ""
        """A name that was chosen before tshark had answered."""
        self._unasked = ""
        """Why tshark gave no names."""
        self._field = NameInput(self._complete, HINT, value)

    def compose_window(self) -> ComposeResult:
        yield self._field
        yield Problem()
        yield Source()
        yield self._field.options

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        self.set_focus(self._field)
        self._tell_source("tshark is being asked for its dissectors")
        threading.Thread(target=self._ask_tshark, name="ask for dissectors", daemon=True).start()

    def _ask_tshark(self) -> None:
        try:
            self.post_message(self.Asked(self._ask(), ""))
        except RemoraError as error:
            self.post_message(self.Asked({}, str(error)))

    def on_protocol_dialog_asked(self, message: Asked) -> None:
        self._known, self._unasked, self._is_asking = message.known, message.problem, False
        self._tell_source(message.problem or f"{len(message.known):,} by tshark")
        if self._wanted:
            self._end(self._wanted)
        elif self._field.options.is_open:
            self._offer()

    def _tell_source(self, words: str) -> None:
        self.query_one(Source).show(f"{len(self._native)} natively; {words}")

    # Completing.

    def _complete(self, text: str, cursor: int) -> Completion:
        """Names that begin with the text, then those that hold it or whose title does."""
        from dissectors.filters.complete import Completion, Option

        wanted = text.strip().lower()
        names = sorted({*self._native, *self._known}, key=str.lower)
        begin = [name for name in names if name.lower().startswith(wanted)]
        hold = [name for name in names if name not in begin and wanted in f"{name} {self._title(name)}".lower()]
        options = [Option(name, self._title(name)) for name in (*begin, *hold)[:MOST_OPTIONS]]
        return Completion(0, len(text), tuple(options) if wanted else ())

    def _title(self, name: str) -> str:
        if name in self._native:
            return f"{self._native[name]} · native"
        return self._known[name]

    def _offer(self) -> None:
        field = self._field
        field.offer(field.value, field.cursor_position, self._complete(field.value, field.cursor_position))

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self._wanted = ""
        self.query_one(Problem).show("")
        if self._field.wants_options:
            self._offer()

    @on(CompletionList.Picked)
    def _picked(self) -> None:
        self._field.accept()
        self._field.focus()

    # Ending.

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self._end(event.value.strip())

    def _end(self, name: str) -> None:
        known = {*self._native, *self._known}
        found = next((one for one in (name, name.lower()) if one in known), None)
        if found is not None:
            self.dismiss(found)
        elif name and self._is_asking:
            self._wanted = name
        elif first := self._first_beginning(name.lower()):
            self.dismiss(first)
        else:
            self._wanted = ""
            self.query_one(Problem).show(self._problem(name) if name else "the name of a protocol is wanted")

    def _first_beginning(self, text: str) -> str:
        """The name that is offered first for the beginning of one; empty where there is none."""
        names = (name for name in {*self._native, *self._known} if text and name.lower().startswith(text))
        return min(names, key=str.lower, default="")

    def _problem(self, name: str) -> str:
        near = get_close_matches(name.lower(), {*self._native, *self._known}, 3)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        if self._unasked:
            return f"no native dissector that this can lead to is called {name}{hint}"
        return f"no dissector that this can lead to is called {name}{hint}"
