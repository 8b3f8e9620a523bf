"""A window that says what is about to be done, and wants a word typed before it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from textual.app import ComposeResult

from tui.panes.text_lines import Paragraph, TextLines
from tui.screens.dialogs import MARGIN, WIDEST, InputDialog


class TypedDialog(InputDialog):
    """Ends with what was typed, or None; `check` as `InputDialog` has it."""

    def __init__(self, title: str, paragraphs: Sequence[Paragraph], hint: str, check: Callable[[str], str]) -> None:
        super().__init__(title, hint, check)
        self._paragraphs = paragraphs

    def compose_window(self) -> ComposeResult:
        yield TextLines(self._paragraphs)
        yield from super().compose_window()

    def on_mount(self) -> None:
        """Besides what the window around the text field does."""
        width = min(self.app.size.width - MARGIN, WIDEST)
        lines = self.query_one(TextLines)
        lines.can_focus = False
        lines.styles.height = lines.height_for(width - 4)
