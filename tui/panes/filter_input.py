"""The filter bar's text field: completion, history, and what is pasted goes through the gate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType
from textual.events import Paste
from textual.message import Message

from tui.keys import bindings
from tui.panes.completing import Complete, CompletingInput
from tui.safe import safe

PLACEHOLDER = "show only packets that match, for example: tcp.port == 80"
MOST_REMEMBERED = 100


class FilterLeft(Message):
    """The user leaves the filter bar without applying."""


class FilterInput(CompletingInput):
    """Keys are those of the place "filter"."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("filter")]

    class Entered(Message):
        """Somebody is about to type."""

    class SavedWanted(Message):
        """The user wants to see the saved filters."""

    def __init__(
        self, complete: Complete | None = None, history: Sequence[str] = (), placeholder: str = PLACEHOLDER
    ) -> None:
        super().__init__(complete, placeholder)
        self.history = list(history)
        """Filters that were applied, the latest last."""
        self._recalled = len(self.history)

    def on_focus(self) -> None:
        super().on_focus()
        self.post_message(self.Entered())

    def remember(self, text: str) -> None:
        """Make a filter the latest of the history."""
        if text:
            self.history = [*(old for old in self.history if old != text), text][-MOST_REMEMBERED:]
        self._recalled = len(self.history)

    def recall(self, step: int) -> None:
        """Put an older (-1) or newer (1) filter into the field."""
        position = self._recalled + step
        if 0 <= position <= len(self.history):
            self._recalled = position
            self.put(self.history[position] if position < len(self.history) else "")

    def _on_paste(self, event: Paste) -> None:
        event.stop()
        event.prevent_default()
        lines = event.text.strip().splitlines()
        if lines:
            self.replace(safe(lines[0]), *sorted(self.selection))

    async def action_apply_filter(self) -> None:
        """Enter on an option puts it in; else the filter is applied."""
        if not (self.options.is_chosen and self.accept()):
            self.options.close()
            await self.action_submit()

    async def action_accept_completion(self) -> None:
        if not self.accept():
            await self.screen.run_action("next_pane")

    def action_clear_filter(self) -> None:
        self.put("")
        self._recalled = len(self.history)

    def action_older_filter(self) -> None:
        if self.options.is_open and self.options.is_chosen:
            self.options.move(-1)
        else:
            self.recall(-1)

    def action_newer_filter(self) -> None:
        if self.options.is_open:
            self.options.move(1)
        else:
            self.recall(1)

    def action_saved_filters(self) -> None:
        self.post_message(self.SavedWanted())

    def action_leave_filter(self) -> None:
        if not self.close_options():
            self.post_message(FilterLeft())
