"""Below the filter's text field: what is wrong with it, or what it likely does not mean, with a caret at the place."""

from __future__ import annotations

from textual import events

from tui.judging import FilterProblem
from tui.panes.one_line import OneLine, Piece
from tui.panes.text_lines import wrapped
from tui.safe import safe

INDENT = 8
"""Of a message without a place: below the text, not below the label."""
MOST_LINES = 3


class FilterMessage(OneLine):
    """Shown while there is something to say."""

    DEFAULT_CSS = "FilterMessage { height: auto; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.problem: FilterProblem | None = None
        self.display = False
        self._caret = 0
        self._is_brief = False
        self._style_name = ""
        self._lines: list[list[Piece]] = []

    def show(
        self, problem: FilterProblem | None, caret: int = 0, *, is_wrong: bool = True, is_brief: bool = False
    ) -> None:
        """Say something; `caret` is the place's cell from the screen's left edge. In brief is on one line."""
        self.problem, self._caret, self._is_brief = problem, caret, is_brief
        self._style_name = "line--error" if is_wrong else "line--warning"
        self.display = problem is not None
        self._lay_out()

    def on_resize(self, event: events.Resize) -> None:
        self._lay_out()

    def _lay_out(self) -> None:
        self._lines = self._laid_out(self.app.size.width) if self.problem is not None else []
        self.styles.height = max(len(self._lines), 1)
        self.refresh()

    def _laid_out(self, width: int) -> list[list[Piece]]:
        assert self.problem is not None
        message, caret = safe(self.problem.message), self._caret
        if self._is_brief:
            return [[(" " * INDENT + message, self._style_name)]]
        if self.problem.column is None or not 0 <= caret < width:
            return self._wrapped(message, width)
        if len(message) <= width - caret - 3:
            return [[(" " * caret, ""), ("^", "line--key"), (f" {message}", self._style_name)]]
        if len(message) < caret:
            return [[(message.rjust(caret - 1), self._style_name), (" ", ""), ("^", "line--key")]]
        return [[(" " * caret, ""), ("^", "line--key")], *self._wrapped(message, width)]

    def _wrapped(self, message: str, width: int) -> list[list[Piece]]:
        lines = wrapped(message, max(width - INDENT - 1, 1))[:MOST_LINES]
        return [[(" " * INDENT + line, self._style_name)] for line in lines]

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return self._lines[line] if line < len(self._lines) else []
