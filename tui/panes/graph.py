"""A graph on the screen: its cursor is moved and its window is zoomed and panned by keys and mouse.

Its owner shows the plots, and learns by messages where the cursor is and what is in sight.
"""

from __future__ import annotations

from typing import ClassVar, Final

from textual import events
from textual.binding import BindingType
from textual.message import Message

from tui.graphs.window import Window, middle_of, panned_by_part, within, zoomed
from tui.keys import bindings
from tui.panes.graph_view import GraphView

FAR: Final = 10
"""Columns that the cursor jumps."""
Band = tuple[float, float]
"""The least and the greatest y of one line of cells."""


class GraphPane(GraphView, can_focus=True, inherit_bindings=False):
    """A graph to move about in."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("graph")]

    class _Said(Message):
        """Something that the user did in the pane."""

        def __init__(self, pane: GraphPane) -> None:
            super().__init__()
            self.pane = pane

        @property
        def control(self) -> GraphPane:
            return self.pane

    class CursorMoved(_Said):
        """The user put the cursor somewhere else."""

        def __init__(self, pane: GraphPane, x: int, band: Band | None = None) -> None:
            """`band`: the values of the line that was clicked on; None for keys."""
            super().__init__(pane)
            self.x, self.band = x, band

    class WindowChanged(_Said):
        """Another part of x is in sight: its owner may have finer points for it."""

        def __init__(self, pane: GraphPane, first: int, last: int) -> None:
            super().__init__(pane)
            self.first, self.last = first, last

    class Chosen(_Said):
        """Enter or a double click."""

        def __init__(self, pane: GraphPane, x: int) -> None:
            super().__init__(pane)
            self.x = x

    # What the user does.

    _pressed: int | None = None
    """The x at which the mouse button went down."""

    def move_cursor(self, x: int, band: Band | None = None) -> None:
        """Put the cursor somewhere as the user's doing; `band` are the values of the line clicked on."""
        before, window = self.cursor, self.window
        self.put_cursor(x)
        if self.cursor is not None and (self.cursor != before or band is not None):
            self.post_message(self.CursorMoved(self, self.cursor, band))
        self._tell_of_window(window)

    def move_window(self, window: Window) -> None:
        """Show a part of x as the user's doing."""
        before = self.window
        if window != before:
            self.set_window(*window)
            self._tell_of_window(before)

    def _tell_of_window(self, before: Window) -> None:
        if self.window != before:
            self.post_message(self.WindowChanged(self, *self.window))

    def _move_columns(self, columns: int) -> None:
        drawing = self._drawn()
        scale, count = drawing.x, drawing.layout.columns
        here = scale.column(self.cursor) if self.cursor is not None else None
        if self.cursor is None or here is None:
            # The first press brings it into sight.
            self.move_cursor(scale.x_at(0 if columns > 0 else count - 1))
            return
        column = here + columns
        x = scale.x_at(column)
        if not 0 <= column < count:
            x += (column - min(max(column, 0), count - 1)) * scale.column_span
        # Several columns may show the same x.
        self.move_cursor(max(x, self.cursor + 1) if columns > 0 else min(x, self.cursor - 1))

    def _zoom(self, to: int, of: int, around: int | None) -> None:
        first, last = self.window
        is_logarithmic = self.plot.x.logarithmic
        is_seen = around is not None and first <= around <= last
        place = around if is_seen and around is not None else middle_of(self.window, logarithmic=is_logarithmic)
        self.move_window(zoomed(self.window, self.whole, place, to=to, of=of, logarithmic=is_logarithmic))

    def _pan(self, part: int) -> None:
        self.move_window(panned_by_part(self.window, self.whole, part, logarithmic=self.plot.x.logarithmic))

    def action_move_left(self) -> None:
        self._move_columns(-1)

    def action_move_right(self) -> None:
        self._move_columns(1)

    def action_jump_left(self) -> None:
        self._move_columns(-FAR)

    def action_jump_right(self) -> None:
        self._move_columns(FAR)

    def action_zoom_in(self) -> None:
        self._zoom(1, 2, self.cursor)

    def action_zoom_out(self) -> None:
        self._zoom(2, 1, self.cursor)

    def action_show_whole(self) -> None:
        self.move_window(self.whole)

    def action_pan_left(self) -> None:
        self._pan(-2)

    def action_pan_right(self) -> None:
        self._pan(2)

    def action_go_first(self) -> None:
        self.move_cursor(self.whole[0])

    def action_go_last(self) -> None:
        self.move_cursor(self.whole[1])

    def action_choose(self) -> None:
        if self.cursor is not None:
            self.post_message(self.Chosen(self, self.cursor))

    # The mouse.

    def _x_under(self, event: events.MouseEvent) -> int:
        drawing = self._drawn()
        return drawing.x.x_at(event.x - drawing.layout.left)

    def _band_under(self, event: events.MouseEvent) -> Band | None:
        drawing = self._drawn()
        line = event.y - drawing.layout.top
        return drawing.y.band(line) if 0 <= line < drawing.layout.lines else None

    def on_mouse_down(self, event: events.MouseDown) -> None:
        if event.button == 1:
            self._pressed = self._x_under(event)
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        if self._pressed is not None:
            self._drag(self._pressed, self._x_under(event))

    def _drag(self, start: int, stop: int) -> None:
        scale = self._drawn().x
        dragged = None if scale.column(start) == scale.column(stop) else (min(start, stop), max(start, stop))
        if dragged != self._dragged:
            self._dragged = dragged
            self._canvas = None
            self.refresh()

    def on_mouse_up(self, event: events.MouseUp) -> None:
        if self._pressed is None:
            return
        self.release_mouse()
        pressed, dragged = self._pressed, self._dragged
        self._pressed = self._dragged = None
        if dragged is None:
            self.move_cursor(pressed, self._band_under(event))
        else:
            self._canvas = None
            self.refresh()
            self.move_window(within(dragged, self.whole))

    def on_click(self, event: events.Click) -> None:
        if event.chain == 2:
            self.action_choose()

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        event.prevent_default()
        self._zoom(4, 5, self._x_under(event))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        event.prevent_default()
        self._zoom(5, 4, self._x_under(event))

    def on_mouse_scroll_left(self, event: events.MouseScrollLeft) -> None:
        event.stop()
        self._pan(-8)

    def on_mouse_scroll_right(self, event: events.MouseScrollRight) -> None:
        event.stop()
        self._pan(8)
