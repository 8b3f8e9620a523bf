"""What keys do with counters: explain one, hide those at zero, wait, count anew, copy, save."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, cast

from tui import wording
from tui.completion import as_path
from tui.copying import Copy
from tui.counter_view import details
from tui.file_saving import problem_with
from tui.printing.counters import as_object
from tui.screens.copy_menu import offer_copies
from tui.screens.dialogs import InputDialog, ReadDialog
from tui.screens.every_screen import EveryScreen

if TYPE_CHECKING:
    from tui.file_saving import Write
    from tui.screens.counters import CountersScreen
    from tui.sockets.counters import Counters


class CounterActions(EveryScreen):
    """Mixed into the counters screen, which holds rows and cursor."""

    @property
    def _counters_screen(self) -> CountersScreen:
        return cast("CountersScreen", self)

    def action_explain(self) -> None:
        """Tell in full what the counter under the cursor counts; of an interface all of its counters."""
        screen = self._counters_screen
        subject = screen.view.subject(screen.table.cursor)
        if subject is not None:
            title = subject if isinstance(subject, str) else f"Interface {subject.interface}"
            self._remora.push_screen(ReadDialog(title, details.paragraphs(screen.view.history, subject)))

    def action_zeros(self) -> None:
        """Show those at zero, or hide them again."""
        screen = self._counters_screen
        rows = screen.view.rows
        rows.hides_zeros = not rows.hides_zeros
        rows.arrange()
        screen.show_rows()

    def action_pause(self) -> None:
        """Look no more, and go on."""
        screen = self._counters_screen
        screen.view.is_paused = not screen.view.is_paused
        screen.show_state()

    async def action_look_now(self) -> None:
        """Look without waiting for the second to be over, also while paused."""
        await self._counters_screen.look()

    def action_begin_anew(self) -> None:
        """Count growth from now on."""
        screen = self._counters_screen
        if screen.view.history.latest is not None:
            screen.view.begin_anew()
            screen.show_rows()

    def action_copy(self) -> None:
        """Offer the row, the name, and what it means."""
        screen = self._counters_screen
        view, row = screen.view, screen.table.cursor
        subject = view.subject(row)
        if subject is None:
            return
        ways = [
            Copy("n", "the name", details.title_of(subject)),
            Copy("r", "the row", view.rows.text_of(row)),
            Copy("m", "what it means", details.explanation(view.history, subject)),
        ]
        offer_copies(self._remora, ways)

    def action_save(self) -> None:
        """Save all counters, with what has grown since the start."""
        history, app = self._counters_screen.view.history, self._remora
        now, first = history.latest, history.first
        if now is None or first is None:
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                app.save_file(as_path(name), counter_saving(now, first))

        app.push_screen(InputDialog("Save counters", "a new file, for JSON", problem_with, "counters.json"), chosen)


def counter_saving(now: Counters, first: Counters) -> Write:
    """Writes one JSON object, as `remora counters --json --interval` prints it."""

    def write(file: BinaryIO, is_stopped: Callable[[], bool]) -> str:
        told = as_object(now, first)
        file.write(json.dumps(told, indent=1).encode() + b"\n")
        return wording.counted(len(told["counters"]), "counter")

    return write
