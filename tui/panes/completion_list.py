"""What can come next in a text that is being typed: a list below the cursor, over whatever is there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.message import Message
from textual.widget import Widget

from tui.panes.lines import LinePane
from tui.safe import fit, safe

if TYPE_CHECKING:
    from dissectors.filters.complete import Completion, Option

MOST_LINES = 8
MOST_NAME_CELLS = 44


class CompletionList(LinePane):
    """Options, one a line, with their titles. The cursor is on none until it is moved."""

    DEFAULT_CSS = """
    CompletionList { overlay: screen; display: none; width: 40; height: 1; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"text--dim", "tree--cursor-focused"}
    can_focus = False

    class Picked(Message):
        """The user clicked on an option."""

    class Closed(Message):
        """Nothing is offered any more."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.options: tuple[Option, ...] = ()
        self.is_chosen = False
        """Whether the cursor is on an option."""
        self._name_cells = 0

    @property
    def is_open(self) -> bool:
        return bool(self.display)

    @property
    def option(self) -> Option | None:
        """The one under the cursor, or the first where it is on none."""
        return self.options[self.cursor] if self.options else None

    def open(self, completion: Completion, left: int) -> None:
        """Show options, from so many cells of the screen on; none close the list."""
        self.options, self.is_chosen = completion.options, False
        if not self.options:
            self.close()
            return
        self._name_cells = min(max(cell_len(safe(option.text)) for option in self.options), MOST_NAME_CELLS)
        left -= self.parent.content_region.x if isinstance(self.parent, Widget) else 0
        titles = max(cell_len(safe(option.title)) for option in self.options)
        width = min(self._name_cells + titles + 5, self.screen.size.width)
        self.styles.width = width
        self.styles.height = min(len(self.options), MOST_LINES)
        self.styles.offset = (max(0, min(left - 1, self.screen.size.width - width)), 0)
        self.display = True
        self.lines_changed()
        self.put_cursor(0)
        self.scroll_lines_to(0)
        self.refresh()

    def close(self) -> bool:
        """True if it was open."""
        was_open = self.is_open
        self.display = False
        if was_open:
            self.post_message(self.Closed())
        self.options, self.is_chosen = (), False
        return was_open

    def move(self, step: int) -> None:
        """Move the cursor: from none to the first option, and from the first back to none."""
        if step < 0 and self.is_chosen and self.cursor == 0:
            self.is_chosen = False
        elif step > 0 or self.is_chosen:
            self.put_cursor(self.cursor + step if self.is_chosen else 0)
            self.is_chosen = True
        self.refresh()

    def line_count(self) -> int:
        return len(self.options)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        option = self.options[line]
        name = f" {fit(option.text, self._name_cells)}  "
        if self.is_chosen and line == self.cursor:
            return [(fit(name + option.title, width), self.colours("tree--cursor-focused"))]
        return [(name, self.rich_style), (safe(option.title), self.colours("text--dim"))]

    def clicked(self, line: int, x: int) -> None:
        self.put_cursor(line)
        self.is_chosen = True
        self.post_message(self.Picked())
