"""The list of what is wrong: headings by severity, entries that open to their details, a cursor."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual.message import Message

from tui.diagnosis_entries import DETAIL_INDENT, DiagnosisLines, Entry
from tui.panes.lines import LinePane
from tui.safe import fit

MARKED_CELLS = 5
"""Of an entry's line: its marks, coloured by severity."""


class DiagnosisPane(LinePane):
    """Shows `DiagnosisLines`."""

    DEFAULT_CSS = "DiagnosisPane { height: 1fr; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "table--header",
        "tree--cursor",
        "tree--cursor-focused",
        "tree--error",
        "tree--warning",
        "tree--note",
        "text--dim",
    }

    class CursorMoved(Message):
        """The user moved to another line."""

    class Toggled(Message):
        """The user clicked on an entry's mark."""

    def __init__(self, lines: DiagnosisLines, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.lines = lines
        self.empty_lines: tuple[str, ...] = ()
        """Shown as long as there are no entries."""
        self._has_chosen = False
        """The user has gone to an entry, or opened one; else the cursor stays on the first one, whichever that is."""

    @property
    def entry(self) -> Entry | None:
        """The one under the cursor, or that the line under it belongs to."""
        lines = self.lines.lines
        return lines[self.cursor].entry if self.cursor < len(lines) else None

    def come_back(self, cursor: int) -> None:
        """Go on where the user was, whose `lines` these are."""
        self.cursor = cursor
        self._has_chosen = cursor > 1 or bool(self.lines.opened)

    def show(self, entries: list[Entry]) -> None:
        """Show these; the cursor stays on the entry that was chosen, at the same height."""
        self._change(lambda: self.lines.show(entries))

    def toggle(self, *, is_open: bool) -> None:
        """Open or close the entry of the cursor's line, which is then the entry's own."""
        entry = self.entry
        if entry is not None:
            self._has_chosen = True
            place = self.lines.line_of(entry.key)
            if place is not None and not is_open:
                self.cursor = place
            self._change(lambda: self.lines.toggle(entry.key, is_open=is_open))

    def toggle_all(self, *, is_open: bool) -> None:
        """Open or close everything."""
        self.lines.opened = {one.key for one in self.lines.entries} if is_open else set()
        self._change(lambda: self.lines.lay_out(self.lines.width))

    def _change(self, change: object) -> None:
        assert callable(change)
        entry, height = self.entry if self._has_chosen else None, self.cursor - self.first_visible
        start = self.lines.line_of(entry.key) if entry is not None else None
        detail = self.cursor - start if start is not None else 0
        change()
        place = self.lines.line_of(entry.key, detail=detail) if entry is not None else None
        self.lines_changed()
        if self._has_chosen:
            self.put_cursor(place if place is not None else max(min(self.cursor, self.line_count() - 1), 1))
            self.scroll_lines_to(self.cursor - height)
            self.show_line(self.cursor)
        else:
            # A heading is nothing to choose: the first entry stands below it.
            self.put_cursor(1)
            self.scroll_lines_to(0)
        self.refresh()
        self.post_message(self.CursorMoved())

    # What LinePane asks.

    def line_count(self) -> int:
        return len(self.lines.lines)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        shown = self.lines.lines[line]
        text = fit(shown.text, width)
        if line == self.cursor and shown.entry is not None:
            return [(text, self.colours("tree--cursor-focused" if self.has_focus else "tree--cursor"))]
        own = self.colours(f"tree--{shown.severity}")
        if shown.entry is None:
            return [(text, self.colours("table--header"))]
        if shown.is_detail:
            stop = DETAIL_INDENT + len(shown.name)
            return [(text[:stop], self.colours("text--dim")), (text[stop:], self.rich_style)]
        return [(text[:MARKED_CELLS], own), (text[MARKED_CELLS:], self.rich_style)]

    def draw_below(self, line: int, width: int) -> list[tuple[str, Style]]:
        if self.lines.lines or line >= len(self.empty_lines):
            return []
        return [(fit(f" {self.empty_lines[line]}", width), self.colours("text--dim"))]

    def cursor_moved(self) -> None:
        self._has_chosen = True
        self.post_message(self.CursorMoved())

    def clicked(self, line: int, x: int) -> None:
        super().clicked(line, x)
        if x < MARKED_CELLS and not self.lines.lines[line].is_detail:
            self.post_message(self.Toggled())

    def on_resize(self) -> None:
        if self.lines.width != self.drawn_width:
            self._change(lambda: self.lines.lay_out(self.drawn_width))
        super().on_resize()
