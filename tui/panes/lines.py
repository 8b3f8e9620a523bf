"""What the list, the tree and the bytes have in common: lines drawn when seen, a cursor, keys, wheel and mouse.

A pane never holds what it shows; `line_count` and `draw_line` ask its source. Only lines that changed are
painted again.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from tui.keys import bindings

SECOND_PRESS_SECONDS = 0.5
"""How long `g` waits for another `g`."""


class LinePane(ScrollView, can_focus=True, inherit_bindings=False):
    """A scrolling pane of lines with a cursor. Subclasses draw the lines and say what the keys mean to them."""

    DEFAULT_CSS = """
    LinePane { overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("panes")]
    header_lines: int = 0
    """Lines at the top that do not scroll."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.cursor = 0
        """The line that keys act on; 0 also where there is no line."""
        self._waits_for_g = False
        self._own_style: Style | None = None
        """While lines are drawn, the pane's own style."""

    # What subclasses say.

    def line_count(self) -> int:
        """How many lines there are to scroll through, the header not counted."""
        raise NotImplementedError

    def draw_line(self, line: int, width: int) -> Iterable[tuple[str, Style]]:
        """Safe text and style of the pieces of one line, at most `width` cells."""
        raise NotImplementedError

    def draw_header(self, width: int) -> Iterable[tuple[str, Style]]:
        return ()

    def draw_below(self, line: int, width: int) -> Iterable[tuple[str, Style]]:
        """The lines of the pane that are left, 0 right below the last line."""
        return ()

    def cursor_moved(self) -> None:
        """Called when the user moved the cursor to another line."""

    # What is on the screen.

    @property
    def visible_height(self) -> int:
        """Lines that scroll, of those on the screen."""
        return max(self.size.height - self.header_lines, 0)

    @property
    def drawn_width(self) -> int:
        """Cells of a line, the scroll bar not included."""
        return max(self.size.width - self.scrollbar_size_vertical, 0)

    @property
    def first_visible(self) -> int:
        return self.scroll_offset.y

    def visible_lines(self) -> range:
        first = self.first_visible
        return range(first, min(first + self.visible_height, self.line_count()))

    def colours(self, *names: str) -> Style:
        """The style of a component class, for segments."""
        return self.get_component_rich_style(*names)

    @property
    def rich_style(self) -> Style:
        """The pane's own style."""
        return self._own_style or super().rich_style

    def render_lines(self, crop: Region) -> list[Strip]:
        # Textual makes the style anew whenever it is asked for: 65 µs for each of the pieces of a line.
        self._own_style = super().rich_style
        try:
            return super().render_lines(crop)
        finally:
            self._own_style = None

    def render_line(self, y: int) -> Strip:
        width = self.drawn_width
        line = y - self.header_lines + self.first_visible
        if y < self.header_lines:
            pieces = self.draw_header(width)
        elif line < self.line_count():
            pieces = self.draw_line(line, width)
        else:
            pieces = self.draw_below(line - self.line_count(), width)
        strip = Strip([Segment(text, style) for text, style in joined(pieces)])
        return strip.adjust_cell_length(width, self.rich_style).crop(0, width)

    def lines_changed(self) -> None:
        """The number of lines changed: scroll bar and scroll limits follow, without a new layout."""
        height = self.line_count() + self.header_lines
        if height != self.virtual_size.height:
            # Assigning virtual_size would lay out the whole screen again: 8 ms instead of 4.
            self.set_reactive(Widget.virtual_size, Size(self.size.width, height))
            if self.show_vertical_scrollbar:
                self.vertical_scrollbar.window_virtual_size = height
                self.vertical_scrollbar.refresh()
            if self.scroll_offset.y > self.max_scroll_y:
                self.scroll_y = self.scroll_target_y = self.max_scroll_y

    def repaint_lines(self, start: int, stop: int) -> None:
        """Paint the lines `start` to `stop` (not included) again, where they are on the screen."""
        first = max(start, self.first_visible)
        last = min(stop, self.first_visible + self.visible_height)
        if first < last:
            top = first - self.first_visible + self.header_lines
            self.refresh(Region(0, top, self.size.width, last - first))

    def on_resize(self) -> None:
        self.lines_changed()
        self.show_line(self.cursor)

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    # The cursor.

    def put_cursor(self, line: int) -> bool:
        """Set the cursor without telling anyone; True if it moved."""
        line = max(0, min(line, self.line_count() - 1))
        before, self.cursor = self.cursor, line
        self.repaint_lines(before, before + 1)
        self.repaint_lines(line, line + 1)
        self.show_line(line)
        return line != before

    def move_cursor(self, line: int) -> None:
        """Set the cursor as the user's doing."""
        self._waits_for_g = False
        if self.put_cursor(line):
            self.cursor_moved()

    def show_line(self, line: int) -> None:
        """Scroll as little as needed to have a line on the screen."""
        height = self.visible_height
        if height <= 0:
            return
        top = self.first_visible
        if line < top:
            top = line
        elif line >= top + height:
            top = line - height + 1
        self.scroll_lines_to(top)

    def show_line_in_context(self, line: int) -> None:
        """Have a line on the screen; one that was out of sight comes to the middle."""
        if line not in self.visible_lines():
            self.scroll_lines_to(line - self.visible_height // 2)

    def scroll_lines_to(self, top: int) -> None:
        """Make `top` the first visible line, as far as there are lines."""
        target = max(0, min(top, self.line_count() - self.visible_height))
        if target != self.first_visible:
            self.scroll_target_y = self.scroll_y = target

    def action_move_up(self) -> None:
        self.move_cursor(self.cursor - 1)

    def action_move_down(self) -> None:
        self.move_cursor(self.cursor + 1)

    def action_page_up(self) -> None:
        self.move_cursor(self.cursor - max(self.visible_height - 1, 1))

    def action_page_down(self) -> None:
        self.move_cursor(self.cursor + max(self.visible_height - 1, 1))

    def action_go_first(self) -> None:
        self.move_cursor(0)

    def action_go_last(self) -> None:
        self.move_cursor(self.line_count() - 1)

    def on_key(self, event: events.Key) -> None:
        if event.key != "g":
            return
        event.stop()
        if self._waits_for_g:
            self._waits_for_g = False
            self.action_go_first()
        else:
            self._waits_for_g = True
            self.set_timer(SECOND_PRESS_SECONDS, self._forget_g)

    def _forget_g(self) -> None:
        self._waits_for_g = False

    # The mouse.

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_lines_to(self.first_visible + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        event.prevent_default()
        self.scroll_lines_to(self.first_visible - 3)

    def on_click(self, event: events.Click) -> None:
        line = event.y - self.header_lines + self.first_visible
        if event.y >= self.header_lines and line < self.line_count():
            self.clicked(line, event.x)

    def clicked(self, line: int, x: int) -> None:
        """The user clicked on a line, `x` cells from the pane's left edge."""
        self.move_cursor(line)


def joined(pieces: Iterable[tuple[str, Style]]) -> list[tuple[str, Style]]:
    """The same line in as few pieces as can be, each of which costs the terminal some thirty bytes of style."""
    found: list[tuple[str, Style]] = []
    texts: list[str] = []
    current: Style | None = None
    for text, style in pieces:
        if current is None or not (style is current or (text.isspace() and _blank_alike(style, current))):
            if current is not None:
                found.append(("".join(texts), current))
            texts, current = [], style
        texts.append(text)
    if current is not None:
        found.append(("".join(texts), current))
    return found


@lru_cache(maxsize=512)
def _blank_alike(one: Style, other: Style) -> bool:
    """Whether nobody can tell blanks in these styles apart."""
    drawn = (one.reverse, one.underline, one.underline2, one.strike, one.overline)
    return (
        one.bgcolor == other.bgcolor
        and not any(drawn)
        and not any((other.reverse, other.underline, other.underline2, other.strike, other.overline))
    )
