"""A graph on the screen as it is drawn: a plot, the window of x that is in sight, and a cursor, painted where changed.

`GraphPane` has the keys and the mouse; the plot comes from their owner.
"""

from __future__ import annotations

from typing import ClassVar

import numpy as np
from rich.segment import Segment
from rich.style import Style
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from tui.graphs.canvas import COMPONENT_CLASSES, Canvas, style_names
from tui.graphs.drawing import Drawing
from tui.graphs.limits import whole_of
from tui.graphs.plot import Plot
from tui.graphs.reading import Reading, readings
from tui.graphs.sight import in_order
from tui.graphs.window import Window, panned, with_place, within


class GraphView(Widget):
    """One plot at a time. It takes over nothing but x: what y shows follows from what is in sight."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(COMPONENT_CLASSES)
    ALLOW_SELECT: ClassVar[bool] = False

    def __init__(self, plot: Plot | None = None, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.plot = Plot()
        self.cursor: int | None = None
        """Where on x; None until there is one. It may be out of sight."""
        self.whole: Window = (0, 1)
        """All of x that can be shown."""
        self._window: Window | None = None
        self._dragged: Window | None = None
        """A window that is being chosen."""
        self._drawing: Drawing | None = None
        self._canvas: Canvas | None = None
        """The drawing with its cursor."""
        self._strips: dict[int, Strip] = {}
        """Lines without a cursor."""
        self._styles: dict[str, Style] = {}
        self._own_style: Style | None = None
        """While lines are drawn, the pane's own style."""
        self.show(plot or Plot())

    # What is shown.

    def show(self, plot: Plot, *, anew: bool = False) -> None:
        """Show a plot, with the same cursor and window if they are in it; `anew` shows all of it, without a cursor.

        A window at the end of all there was stays at the end.
        """
        before = self.whole
        self.plot = in_order(plot)
        self.whole = whole_of(self.plot)
        old_cursor = self.cursor
        if anew:
            self.cursor = self._window = None
        if self._window is not None:
            grown = self.whole[1] - before[1] if self._window[1] == before[1] else 0
            self._window = self._kept(panned(self._window, self.whole, grown))
        if self.cursor is not None:
            self.cursor = min(max(self.cursor, self.whole[0]), self.whole[1])
        self._draw_anew(old_cursor)

    @property
    def window(self) -> Window:
        """The first and the last x in sight."""
        return self._window or self.whole

    @property
    def is_whole(self) -> bool:
        """Whether all of x is in sight; it stays so while the plot grows."""
        return self._window is None

    def set_window(self, first: int, last: int) -> None:
        """Show a part of x without telling anyone."""
        self._window = self._kept(within((first, last), self.whole))
        self._draw_anew(self.cursor)

    def put_cursor(self, x: int | None) -> None:
        """Set the cursor without telling anyone; the window follows it."""
        before, self.cursor = self.cursor, x if x is None else min(max(x, self.whole[0]), self.whole[1])
        if self.cursor is not None:
            seen = with_place(self.window, self.whole, self.cursor)
            if seen != self.window:
                self._window = self._kept(seen)
                self._draw_anew(before)
                return
        if self.cursor != before:
            self._canvas = None
            for regions in (self._of_cursor(self._drawing, before), self._of_cursor(self._drawing, self.cursor)):
                if regions:
                    self.refresh(*regions)

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
        return None if window == self.whole else window

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
        """The pane's own style."""
        return self._own_style or super().rich_style

    def render_line(self, y: int) -> Strip:
        drawing = self._drawn()
        if self._canvas is None:
            self._canvas = drawing.canvas(self.cursor, self._dragged)
        cell = self._cell(drawing, self.cursor)
        is_body = drawing.layout.top <= y < drawing.layout.top + drawing.layout.lines
        if cell is None or not is_body or self._dragged is not None:
            return self._strip(y, self._canvas)
        # Beside its cell the cursor leaves a line as it was.
        strip = self._strips.get(y)
        if strip is None:
            strip = self._strips[y] = self._strip(y, drawing.canvas())
        code, width = self._canvas.codes[y, cell], self.size.width
        if not code or (cell + 1 < width and not self._canvas.codes[y, cell + 1]):
            return self._strip(y, self._canvas)  # half of a wide character
        style = self._style(style_names(int(self._canvas.styles[y, cell])), self.rich_style)
        return Strip([*strip.crop(0, cell), Segment(chr(code), style), *strip.crop(cell + 1, width)], width)

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

    # What is painted again.

    def _cell(self, drawing: Drawing, x: int | None) -> int | None:
        """The column of the pane's cells that an x is in; None out of sight."""
        column = drawing.x.column(x) if x is not None and drawing.layout.columns else None
        return None if column is None else drawing.layout.left + column

    def _of_cursor(self, drawing: Drawing | None, x: int | None) -> list[Region]:
        """The column that a cursor is in, and the line with its label."""
        cell = self._cell(drawing, x) if drawing is not None else None
        if drawing is None or cell is None:
            return []
        top, lines = drawing.layout.top, drawing.layout.lines
        return [Region(cell, top, 1, lines + 1), Region(0, top + lines + 1, self.size.width, 1)]

    def _draw_anew(self, cursor: int | None) -> None:
        """Plot or window changed: paint the lines that are others now; `cursor` is where it was."""
        before, self._drawing, self._canvas = self._drawing, None, None
        old = before.canvas() if before is not None else None
        if old is None or old.codes.shape != (self.size.height, self.size.width) or not old.codes.size:
            self._strips.clear()
            self.refresh()
            return
        drawing = self._drawn()
        new = drawing.canvas()
        is_other = (old.codes != new.codes).any(axis=1) | (old.styles != new.styles).any(axis=1)
        regions = self._of_cursor(before, cursor) + self._of_cursor(drawing, self.cursor)
        for y in np.flatnonzero(is_other).tolist():
            self._strips.pop(y, None)
            regions.append(Region(0, y, self.size.width, 1))
        if regions:
            self.refresh(*regions)

    def _forget_styles(self) -> None:
        self._styles.clear()
        self._strips.clear()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._forget_styles()

    def on_resize(self) -> None:
        self._drawing = self._canvas = None
        self._strips.clear()
        self.refresh()

    def on_focus(self) -> None:
        self._forget_styles()
        self.refresh()

    def on_blur(self) -> None:
        self._forget_styles()
        self.refresh()
