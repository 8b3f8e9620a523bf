"""Filters that the user saved under names: to use one, to save the one in the bar, to discard one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import ClassVar

from rich.style import Style
from textual.binding import BindingType

from tui.keys import Keys, bindings
from tui.panes.lines import LinePane
from tui.safe import fit, safe
from tui.screens.dialogs import InputDialog
from tui.screens.key_hints import KeyHints
from tui.screens.lines_dialog import LinesDialog

MOST_NAME = 40

Changed = Callable[[Mapping[str, str]], None]
"""Called with all saved filters whenever one is added or discarded."""


class SavedLines(LinePane):
    """Names and filters, one a line, in alphabetical order."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--dim", "tree--cursor-focused"}

    def __init__(self, saved: Mapping[str, str]) -> None:
        super().__init__()
        self.saved = dict(saved)

    @property
    def names(self) -> list[str]:
        return sorted(self.saved, key=str.lower)

    @property
    def chosen(self) -> str | None:
        """The name under the cursor; None where nothing is saved."""
        names = self.names
        return names[self.cursor] if self.cursor < len(names) else None

    def line_count(self) -> int:
        return len(self.saved)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        names = self.names
        name = f"  {fit(names[line], min(max(len(name) for name in names), MOST_NAME))}  "
        text = fit(self.saved[names[line]], max(width - len(name), 0))
        if line == self.cursor:
            return [(name + text, self.colours("tree--cursor-focused"))]
        return [(name, self.rich_style), (text, self.colours("text--dim"))]

    def draw_below(self, line: int, width: int) -> list[tuple[str, Style]]:
        nothing = not self.saved and line == 0
        return [(fit("  No filter is saved yet.", width), self.colours("text--dim"))] if nothing else []

    def clicked(self, line: int, x: int) -> None:
        self.put_cursor(line)
        screen = self.screen
        if isinstance(screen, SavedFiltersDialog):
            screen.action_use_saved()


class SavedFiltersDialog(LinesDialog[str]):
    """Ends with the filter to use, or None."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("saved")]

    def __init__(self, keys: Keys, saved: Mapping[str, str], text: str, changed: Changed) -> None:
        """`text` is what can be saved; empty for nothing."""
        self._lines = SavedLines(saved)
        super().__init__("Saved filters", self._lines, KeyHints(keys, "saved"))
        self._text = text
        self._tell = changed

    def action_use_saved(self) -> None:
        if self._lines.chosen is not None:
            self.dismiss(self._lines.saved[self._lines.chosen])

    def action_save_filter(self) -> None:
        if not self._text:
            self.app.notify("There is no filter in the bar.", markup=False)
            return
        self.app.push_screen(InputDialog("Save the filter as", safe(self._text), self._problem), self._save)

    @staticmethod
    def _problem(name: str) -> str:
        if not name.strip():
            return "a name"
        return "" if len(name.strip()) <= MOST_NAME else f"at most {MOST_NAME} characters"

    def _save(self, name: str | None) -> None:
        if name is not None:
            self._lines.saved[name.strip()] = self._text
            self._changed(name.strip())

    def action_discard_saved(self) -> None:
        if self._lines.chosen is not None:
            del self._lines.saved[self._lines.chosen]
            self._changed(self._lines.chosen or "")

    def _changed(self, name: str) -> None:
        self.fit_lines()
        names = self._lines.names
        self._lines.put_cursor(names.index(name) if name in names else len(names) - 1)
        self._lines.refresh()
        self._tell(dict(self._lines.saved))
