"""A window with lines to go through and what its keys do; as high as its lines, as long as there is room."""

from __future__ import annotations

from typing import Final, TypeVar

from textual.app import ComposeResult

from tui.panes.lines import LinePane
from tui.screens.dialogs import MARGIN, WIDEST, Dialog
from tui.screens.key_hints import KeyHints

R = TypeVar("R")

MOST_LINES: Final = 14
AROUND: Final = 6
"""Lines of the screen that are not the pane's."""


class LinesDialog(Dialog[R]):
    """Subclasses change the lines."""

    def __init__(self, title: str, lines: LinePane, hints: KeyHints) -> None:
        super().__init__(title)
        self._pane = lines
        self._hints = hints

    def compose_window(self) -> ComposeResult:
        yield self._pane
        yield self._hints

    def on_mount(self) -> None:
        self.query_one(".window").styles.width = min(self.app.size.width - MARGIN, WIDEST)
        self.fit_lines()
        self.set_focus(self._pane)

    def fit_lines(self) -> None:
        """There are other lines than before."""
        room = min(MOST_LINES, self.app.size.height - AROUND)
        self._pane.styles.height = max(1, min(self._pane.line_count(), room))
        self._pane.lines_changed()
