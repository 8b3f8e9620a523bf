"""The window in which the list's columns are put in order: which, in what order, how wide."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from rich.style import Style
from textual.binding import BindingType

from tui.keys import Keys, bindings
from tui.panes.lines import LinePane
from tui.panes.packet_list import COLUMN_NAMES, COLUMN_TITLES
from tui.safe import fit
from tui.screens.column_name_dialog import ColumnNameDialog
from tui.screens.key_hints import KeyHints
from tui.screens.lines_dialog import LinesDialog

Changed = Callable[[Sequence[str], Mapping[str, int]], None]
"""Called with every change: names in order, and the widths of those that have one of their own."""

NARROWEST, USUAL = 3, 16
TITLE_CELLS = 28


class ColumnLines(LinePane):
    """The columns, one a line."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--dim", "tree--cursor-focused"}

    def __init__(self, names: Sequence[str], widths: Mapping[str, int]) -> None:
        super().__init__()
        self.names = list(names)
        self.widths = dict(widths)

    def line_count(self) -> int:
        return len(self.names)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        name = self.names[line]
        own = self.widths.get(name)
        text = f"  {fit(COLUMN_TITLES.get(name, name), TITLE_CELLS)}  "
        hint = fit(f"{own} cells wide" if own else "as wide as needed", width - TITLE_CELLS - 4)
        if line == self.cursor:
            return [(text + hint, self.colours("tree--cursor-focused"))]
        return [(text, self.rich_style), (hint, self.colours("text--dim"))]


class ColumnsDialog(LinesDialog[None]):
    """Every change takes effect at once."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("columns")]

    def __init__(
        self,
        keys: Keys,
        names: Sequence[str],
        widths: Mapping[str, int],
        changed: Changed,
        *,
        usual: Sequence[str] = COLUMN_NAMES,
        drawn: Mapping[str, int] | None = None,
        chosen: int = 0,
    ) -> None:
        """`usual` are those to go back to, `chosen` is the one to begin with; `drawn` is how wide they are now."""
        self._lines = ColumnLines(names, widths)
        self._lines.cursor = max(0, min(chosen, len(names) - 1))
        super().__init__("Columns", self._lines, KeyHints(keys, "columns", 2))
        self._tell = changed
        self._usual = usual
        self._drawn = drawn or {}

    @property
    def _chosen_name(self) -> str | None:
        lines = self._lines
        return lines.names[lines.cursor] if lines.names else None

    def _changed(self, cursor: int) -> None:
        self.fit_lines()
        self._lines.put_cursor(cursor)
        self._lines.refresh()
        self._tell(tuple(self._lines.names), dict(self._lines.widths))

    def _move(self, step: int) -> None:
        names, here = self._lines.names, self._lines.cursor
        there = here + step
        if 0 <= there < len(names):
            names[here], names[there] = names[there], names[here]
            self._changed(there)

    def _widen(self, step: int) -> None:
        if self._chosen_name is not None:
            usual = self._drawn.get(self._chosen_name, USUAL)
            before = self._lines.widths.get(self._chosen_name, usual)
            self._lines.widths[self._chosen_name] = max(NARROWEST, before + step)
            self._changed(self._lines.cursor)

    def action_column_up(self) -> None:
        self._move(-1)

    def action_column_down(self) -> None:
        self._move(1)

    def action_narrower(self) -> None:
        self._widen(-1)

    def action_wider(self) -> None:
        self._widen(1)

    def action_usual_width(self) -> None:
        if self._chosen_name is not None and self._lines.widths.pop(self._chosen_name, None) is not None:
            self._changed(self._lines.cursor)

    def action_remove_column(self) -> None:
        if len(self._lines.names) > 1:
            self._lines.widths.pop(self._lines.names.pop(self._lines.cursor), None)
            self._changed(self._lines.cursor)

    def action_new_column(self) -> None:
        self.app.push_screen(ColumnNameDialog(self._lines.names), self._add)

    def _add(self, name: str | None) -> None:
        if name is not None:
            place = self._lines.cursor + 1
            self._lines.names.insert(place, name)
            self._changed(place)

    def action_usual_columns(self) -> None:
        self._lines.names[:] = self._usual
        self._lines.widths.clear()
        self._changed(0)
