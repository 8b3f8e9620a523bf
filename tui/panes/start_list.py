"""The lines of the start screen: the cursor goes from one thing that can be chosen to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.style import Style
from textual.message import Message

from tui.panes.lines import LinePane
from tui.safe import fit, safe
from tui.start_entries import StartLine


class StartList(LinePane):
    """Posts `Moved` and `Chosen`."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text--head",
        "text--key",
        "text--dim",
        "text--strong",
        "text--good",
        "text--error",
        "tree--cursor-focused",
        "tree--cursor",
    }

    class Moved(Message):
        """The cursor is on another line."""

    class Chosen(Message):
        """The user clicked on the thing under the cursor."""

        def __init__(self, line: StartLine) -> None:
            super().__init__()
            self.line = line

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines: list[StartLine] = []

    @property
    def selected(self) -> StartLine | None:
        """The line under the cursor, if it can be chosen."""
        line = self.lines[self.cursor] if self.cursor < len(self.lines) else None
        return line if line is not None and line.target is not None else None

    def show(self, lines: Sequence[StartLine]) -> None:
        """Show other lines; the cursor stays on the same thing."""
        before = self.selected
        self.lines = list(lines)
        self.lines_changed()
        self.refresh()
        same = [index for index, line in enumerate(lines) if before is not None and _is_same(line, before)]
        wanted = same[0] if same else self._next(min(self.cursor, len(lines) - 1), 1)
        if wanted is not None:
            self.put_cursor(wanted)
        self.post_message(self.Moved())

    def line_count(self) -> int:
        return len(self.lines)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        shown = self.lines[line]
        texts = [(fit(text, cells) if cells else safe(text), style) for text, cells, style in shown.pieces]
        if line == self.cursor and shown.target is not None:
            name = "tree--cursor-focused" if self.has_focus else "tree--cursor"
            return [(fit("".join(text for text, _ in texts), width), self.colours(name))]
        return [(text, self.colours(style) if style else self.rich_style) for text, style in texts]

    def cursor_moved(self) -> None:
        self.post_message(self.Moved())

    def _next(self, line: int, step: int) -> int | None:
        """The nearest line from this one on that can be chosen, else the nearest the other way."""
        for order in (step, -step):
            at = line
            while 0 <= at < len(self.lines):
                if self.lines[at].target is not None:
                    return at
                at += order
        return None

    def move_cursor(self, line: int) -> None:
        line = max(0, min(line, len(self.lines) - 1))
        wanted = self._next(line, 1 if line >= self.cursor else -1)
        if wanted is not None:
            super().move_cursor(wanted)
        if wanted is not None and all(known.target is None for known in self.lines[:wanted]):
            self.scroll_lines_to(0)  # the first heading too

    def clicked(self, line: int, x: int) -> None:
        if self.lines[line].target is None:
            return
        is_second = line == self.cursor
        super().clicked(line, x)
        if is_second and self.selected is not None:
            self.post_message(self.Chosen(self.selected))


def _is_same(line: StartLine, other: StartLine) -> bool:
    mine, its = line.target, other.target
    if mine is None or type(mine) is not type(its):
        return False
    return getattr(mine, "name", mine) == getattr(its, "name", its)
