"""A graph on the screen: a cursor on x, and a window that is zoomed and panned by keys and mouse.

It draws what its owner shows; the owner learns by messages where the cursor is and what is in sight.
"""

from __future__ import annotations

from typing import ClassVar, Final

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.binding import BindingType
from textual.geometry import Region
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tui.graphs.canvas import COMPONENT_CLASSES, Canvas, style_names
from tui.graphs.drawing import Drawing
from tui.graphs.limits import whole_of
from tui.graphs.plot import Plot
from tui.graphs.reading import Reading, readings
from tui.graphs.sight import in_order
from tui.graphs.window import Window, panned, with_place, within, zoomed
from tui.keys import bindings

FAR: Final = 10
"""Columns that the cursor jumps."""


class GraphPane(Widget, can_focus=True, inherit_bindings=False):
    """One plot at a time. It takes over nothing but x: what y shows follows from what is in sight."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENT_CLASSES)
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("graph")]
    ALLOW_SELECT: ClassVar[bool] = False

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

        def __init__(self, pane: GraphPane, x: int) -> None:
            super().__init__(pane)
            self.x = x

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

    def __init__(self, plot: Plot | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.plot = Plot()
        self.cursor: int | None = None
        """Where on x; None until there is one. It may be out of sight."""
        self._whole: Window = (0, 1)
        self._window: Window | None = None
        self._drawing: Drawing | None = None
        self._canvas: Canvas | None = None
        """The drawing with its cursor."""
        self._strips: dict[int, Strip] = {}
        """Lines without a cursor."""
        self._styles: dict[str, Style] = {}
        self._own_style: Style | None = None
        """While lines are drawn, the pane's own style."""
        self._pressed: int | None = None
        """The x at which the mouse button went down."""
        self._dragged: Window | None = None
        self.show(plot or Plot())

    # What is shown.

    def show(self, plot: Plot, *, anew: bool = False) -> None:
        """Show a plot, with the same cursor and window if they are in it; `anew` shows all of it, without a cursor.

        A window at the end of all there was stays at the end.
        """
        before = self._whole
        self.plot = in_order(plot)
        self._whole = whole_of(self.plot)
        if anew:
            self.cursor = self._window = None
        if self._window is not None:
            grown = self._whole[1] - before[1] if self._window[1] == before[1] else 0
            self._window = self._kept(panned(self._window, self._whole, grown))
        if self.cursor is not None:
            self.cursor = min(max(self.cursor, self._whole[0]), self._whole[1])
        self._draw_anew()

    @property
    def window(self) -> Window:
        """The first and the last x in sight."""
        return self._window or self._whole

    @property
    def is_whole(self) -> bool:
        """Whether all of x is in sight; it stays so while the plot grows."""
        return self._window is None

    def set_window(self, first: int, last: int) -> None:
        """Show a part of x without telling anyone."""
        self._window = self._kept(within((first, last), self._whole))
        self._draw_anew()

    def put_cursor(self, x: int | None) -> None:
        """Set the cursor without telling anyone; the window follows it."""
        if x is not None:
            x = min(max(x, self._whole[0]), self._whole[1])
            seen = with_place(self.window, self._whole, x)
            if seen != self.window:
                self._window = self._kept(seen)
                self.cursor = x
                self._draw_anew()
                return
        before, self.cursor = self.cursor, x
        if x != before:
            self._repaint_cursor(before)
            self._repaint_cursor(x)

    def readings(self) -> list[Reading]:
        """What each series says under the cursor; nothing without one."""
        return [] if self.cursor is None else readings(self.plot, self.cursor)

    @property
    def body_columns(self) -> int:
        """Columns of cells that there are for points; 0 before there is a size."""
        return self._drawn().layout.columns

    @property
    def column_span(self) -> int:
        """How much of x one of them is."""
        return self._drawn().x.column_span

    def _kept(self, window: Window) -> Window | None:
        return None if window == self._whole else window

    # Drawing.

    def _drawn(self) -> Drawing:
        if self._drawing is None:
            size = self.size
            self._drawing = Drawing(self.plot, size.width, size.height, window=self.window, is_plain=self.app.no_color)
        return self._drawing

    def render_lines(self, crop: Region) -> list[Strip]:
        # Textual makes the pane's own style anew whenever it is asked for: 65 µs for each line.
        self._own_style = super().rich_style
        try:
            return super().render_lines(crop)
        finally:
            self._own_style = None

    @property
    def rich_style(self) -> Style:
        return self._own_style or super().rich_style

    def render_line(self, y: int) -> Strip:
        if self._canvas is None:
            self._canvas = self._drawn().canvas(self.cursor, self._dragged)
        place, cell = self._drawn().layout, self._cursor_cell()
        if cell is None or not place.top <= y < place.top + place.lines or self._dragged is not None:
            return self._strip(y, self._canvas)
        # Beside its cell the cursor leaves a line as it was.
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(y, self._drawn().canvas())
        code, style = self._canvas.codes[y, cell], self._canvas.styles[y, cell]
        if not code or (cell + 1 < self.size.width and not self._canvas.codes[y, cell + 1]):
            return self._strip(y, self._canvas)  # half of a wide character
        segment = Segment(chr(code), self._style(style_names(int(style)), self.rich_style))
        width = self.size.width
        return Strip([*strip.crop(0, cell), segment, *strip.crop(cell + 1, width)], width)

    def _cursor_cell(self) -> int | None:
        """The column of cells of the pane that the cursor is drawn in; None for none."""
        drawing = self._drawn()
        column = drawing.x.column(self.cursor) if self.cursor is not None and drawing.layout.columns else None
        return None if column is None else drawing.layout.left + column

    def _strip(self, y: int, canvas: Canvas) -> Strip:
        plain = self.rich_style
        line = canvas.line(y) if y < len(canvas.codes) else []
        strip = Strip([Segment(text, self._style(names, plain)) for text, names in line])
        return strip.adjust_cell_length(self.size.width, plain)

    def _style(self, names: str, plain: Style) -> Style:
        found = self._styles.get(names)
        if found is None:
            # Textual gives of several component classes only the last one's colours.
            found = plain
            for name in names.split():
                found += self.get_component_rich_style(name, partial=True)
            self._styles[names] = found
        return found

    def _draw_anew(self) -> None:
        self._drawing = self._canvas = None
        self._strips.clear()
        self.refresh()

    def _repaint_cursor(self, x: int | None) -> None:
        """The column that a cursor was or is in, and the line with its label."""
        self._canvas = None
        if self._drawing is None or x is None:
            return
        place, column = self._drawing.layout, self._drawing.x.column(x)
        if column is not None:
            self.refresh(
                Region(place.left + column, place.top, 1, place.lines + 1),
                Region(0, place.top + place.lines + 1, self.size.width, 1),
            )

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._forget_styles()

    def _forget_styles(self) -> None:
        self._styles.clear()
        self._strips.clear()

    def on_resize(self) -> None:
        self._draw_anew()

    def on_focus(self) -> None:
        self._forget_styles()
        self.refresh()

    def on_blur(self) -> None:
        self._forget_styles()
        self.refresh()

    # What the user does.

    def move_cursor(self, x: int) -> None:
        """Put the cursor somewhere as the user's doing."""
        before, window = self.cursor, self.window
        self.put_cursor(x)
        if self.cursor is not None and self.cursor != before:
            self.post_message(self.CursorMoved(self, self.cursor))
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
        is_seen = around is not None and first <= around <= last
        place = around if is_seen and around is not None else (first + last) // 2
        self.move_window(zoomed(self.window, self._whole, place, to=to, of=of))

    def _pan(self, part: int) -> None:
        first, last = self.window
        self.move_window(panned(self.window, self._whole, (last - first) // part))

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
        self.move_window(self._whole)

    def action_pan_left(self) -> None:
        self._pan(-2)

    def action_pan_right(self) -> None:
        self._pan(2)

    def action_go_first(self) -> None:
        self.move_cursor(self._whole[0])

    def action_go_last(self) -> None:
        self.move_cursor(self._whole[1])

    def action_choose(self) -> None:
        if self.cursor is not None:
            self.post_message(self.Chosen(self, self.cursor))

    # The mouse.

    def _x_under(self, event: events.MouseEvent) -> int:
        drawing = self._drawn()
        return drawing.x.x_at(event.x - drawing.layout.left)

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
            self.move_cursor(pressed)
        else:
            self._canvas = None
            self.refresh()
            self.move_window(within(dragged, self._whole))

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
