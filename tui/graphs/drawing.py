"""A graph as lines of text and styles: title and legend, an axis on the left, one below, and what is between them.

The pane draws it anew when window, size or points change; its cursor is laid upon a copy. Text is made safe here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from rich.cells import cell_len

from tui.graphs.canvas import CHOSEN, SPACE, UNDER_CURSOR, Canvas, Line, series_style, style_number
from tui.graphs.labels import exact_text
from tui.graphs.legend import APART, legend, other_axes, reach_words, shade_of, style_of, symbol_of, width
from tui.graphs.limits import values_of, whole_of
from tui.graphs.plot import Axis, Plot, Series
from tui.graphs.raster import FULL, blocks, braille, dots, shaded
from tui.graphs.scale import XScale, YScale
from tui.graphs.sight import in_order, sight
from tui.graphs.ticks import Tick, x_ticks, y_ticks
from tui.safe import cut, safe

LEAST_FOR_AXIS, LEAST_FOR_HEADER, LEAST_FOR_WORDS, LEAST_FOR_TWO_HEADERS = 3, 5, 9, 14
"""Lines of a graph from which on it has these."""
LEAST_FOR_GRID: Final = (6, 8)
"""Lines that are drawn in, from which on there is a grid: with colours and without."""
PART_FOR_LABELS: Final = 3
"""Labels may have a third of the columns, else they do without units, else there are none."""
MARKS_APART, PLAIN_MARKS_APART = 24, 12
"""Columns from mark to mark on one line, where several lines have to be told apart."""
CELLS_FOR_A_MARK: Final = 2
"""Columns for each cell with points, from which on these are their series' mark: single dots are hardly seen."""
LEAST_FOR_ALONE: Final = 5
"""Columns, with one on either side, from which on a cell may stand alone."""
NO_POINTS, NONE_HERE = "nothing to draw", "nothing here"

GRID, AXIS, LABEL, TITLE, WORDS, CURSOR, CURSOR_LABEL = (
    style_number(f"graph--{name}") for name in ("grid", "axis", "label", "title", "words", "cursor", "cursor-label")
)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand."""

    top: int
    """Lines of title and legend."""
    left: int
    """Columns of labels and axis."""
    columns: int
    """Of what is drawn."""
    lines: int
    axis: bool
    """Below what is drawn there are two lines for the axis of x."""
    words: int
    """Lines of remarks at the bottom."""


class Drawing:
    """One graph at one size, from one x to another."""

    def __init__(
        self, plot: Plot, columns: int, rows: int, *, window: tuple[int, int] | None = None, is_plain: bool = False
    ) -> None:
        """`window` is what of x is shown, None for all; `is_plain` tells series apart by marks alone."""
        self.plot = in_order(plot)
        self.is_plain = is_plain
        self._canvas = Canvas(max(columns, 0), max(rows, 0))
        first, last = window or whole_of(self.plot)
        ends = {axis: values_of(self.plot, (first, last), axis) for axis in other_axes(self.plot)}
        self._headers = self._header(columns, rows, {axis: reach_words(axis, *of) for axis, of in ends.items()})
        words = min(len(plot.lines_of_words), rows // 6) if rows >= LEAST_FOR_WORDS and self._has_points else 0
        has_axis = rows >= LEAST_FOR_AXIS
        lines = max(rows - len(self._headers) - 2 * has_axis - words, 0)
        self.y = YScale(*values_of(self.plot, (first, last)), lines, plot.y.logarithmic)
        self._others = {axis: YScale(*of, lines, axis.logarithmic) for axis, of in ends.items()}
        # Where nothing is, or nothing is known yet, there are no numbers to be read off.
        ticks, labels = self._y_ticks(columns) if self._has_points else ([], 0)
        left = labels + 2 if labels else 0
        self.layout = Layout(len(self._headers), left, max(columns - left, 0), lines, has_axis, words)
        self.x = XScale(first, last, self.layout.columns, plot.x.logarithmic)
        self._x_ticks = x_ticks(plot.x, self.x, left) if has_axis else []
        self._draw(ticks)

    @property
    def _has_points(self) -> bool:
        return any(len(one.x) for one in self.plot.series) or bool(self.plot.marks)

    # What is laid upon it.

    def canvas(self, cursor: int | None = None, chosen: tuple[int, int] | None = None) -> Canvas:
        """All of it, with a cursor at an x and a window that is being chosen, from one x to another."""
        column = self.x.column(cursor) if cursor is not None and self.layout.columns else None
        if column is None and chosen is None:
            return self._canvas
        canvas = self._canvas.copy()
        place = self.layout
        body = np.s_[place.top : place.top + place.lines]
        if chosen is not None:
            sides = [self.x.column(min(max(x, self.x.first), self.x.last)) or 0 for x in chosen]
            canvas.styles[body, place.left + min(sides) : place.left + max(sides) + 1] |= CHOSEN
        if column is not None and cursor is not None:
            self._draw_cursor(canvas, cursor, column)
        return canvas

    def _draw_cursor(self, canvas: Canvas, cursor: int, column: int) -> None:
        place, at = self.layout, self.layout.left + column
        for line in range(place.top, place.top + place.lines):
            code = int(canvas.codes[line, at])
            if code in (SPACE, FULL) or int(canvas.styles[line, at]) & 0xFF == GRID:
                canvas.place(line, at, ord("│"), CURSOR)
            else:
                canvas.styles[line, at] |= UNDER_CURSOR
        if not place.axis:
            return
        below = place.top + place.lines
        canvas.put(below, at, "┴", CURSOR)
        text = exact_text(cursor, self.x.column_span, self.plot.x.unit, max(abs(self.x.first), abs(self.x.last)))
        label = f" {text} "
        start = max(min(column - len(label) // 2, place.columns - len(label)), -place.left)
        canvas.codes[below + 1], canvas.styles[below + 1] = SPACE, 0
        end = start + len(label)
        kept = [one for one in self._x_ticks if one.start > end or one.start + len(one.label) < start]
        self._write_x_labels(canvas, kept)
        canvas.put(below + 1, place.left + start, label, CURSOR_LABEL)

    # All else.

    def _header(self, columns: int, rows: int, reaches: Mapping[Axis, str]) -> list[Canvas]:
        """Title and legend, in one line if they have room there; `reaches` tell how far other axes go."""
        # Of ticks alone it might not be noticed.
        title = ", ".join(filter(None, (safe(self.plot.y.title), "logarithmic" * self.plot.y.logarithmic)))
        entries = legend(self.plot, columns, reaches, is_plain=self.is_plain)
        if rows < LEAST_FOR_HEADER or not (title or entries):
            return []
        needed = cell_len(title) + width(entries) + (APART if title and entries else 0)
        lines = 2 if needed > columns and title and entries and rows >= LEAST_FOR_TWO_HEADERS else 1
        found = [Canvas(columns, 1) for _ in range(lines)]
        if lines == 1 and title and entries and needed > columns:
            # The legend is needed more.
            title = cut(title, max(columns - width(entries) - APART, 0)) if columns - width(entries) > 8 else ""
        found[0].put(0, 0, cut(title, columns), TITLE)
        place = columns - width(entries) if lines == 1 else 0
        for symbol, name, style in entries:
            found[-1].put(0, place, symbol, style)
            found[-1].put(0, place + 2, name, LABEL)
            place += cell_len(f"{symbol} {name}".rstrip()) + APART
        return found

    def _y_ticks(self, columns: int) -> tuple[list[Tick], int]:
        """Ticks, and the cells that their labels need; 0 for no labels."""
        for short in (False, True):
            ticks = y_ticks(self.plot.y, self.y, short=short)
            needed = max((len(tick.label) for tick in ticks), default=0)
            if needed + 2 <= columns // PART_FOR_LABELS:
                return ticks, needed
        return ticks, 0

    def _draw(self, ticks: list[Tick]) -> None:
        canvas, place = self._canvas, self.layout
        for line, header in enumerate(self._headers):
            canvas.codes[line], canvas.styles[line] = header.codes[0], header.styles[0]
        if not place.columns or not place.lines:
            return
        self._draw_axes(ticks)
        is_empty = True
        for series in self.plot.series:
            is_empty &= not self._draw_series(series)
        is_empty &= not self._draw_marks()
        first_words = safe(self.plot.lines_of_words[0]) if self.plot.lines_of_words else NO_POINTS
        if is_empty:
            words = cut(f" {NONE_HERE if self._has_points else first_words} ", place.columns)
            start = place.left + max((place.columns - cell_len(words)) // 2, 0)
            canvas.put(place.top + (place.lines - 1) // 2, start, words, WORDS)
        for line, words in enumerate(self.plot.lines_of_words[: place.words]):
            canvas.put(place.top + place.lines + 2 + line, 0, cut(words, place.left + place.columns), WORDS)

    def _draw_axes(self, ticks: list[Tick]) -> None:
        canvas, place = self._canvas, self.layout
        columns = [tick.cell for tick in self._x_ticks]
        # Of a few lines most would be grid; in text that is pasted somewhere it would seem to be points.
        for line in [place.top + tick.cell for tick in ticks if place.lines >= LEAST_FOR_GRID[self.is_plain]]:
            if self.is_plain:
                for column in columns:
                    canvas.put(line, place.left + column, "·", GRID)
            else:
                canvas.put(line, place.left, "┈" * place.columns, GRID)
        if place.left:
            at = place.left - 1
            for line in range(place.top, place.top + place.lines):
                canvas.put(line, at, "│", AXIS)
            for tick in ticks:
                canvas.put(place.top + tick.cell, at, "┤", AXIS)
                canvas.put(place.top + tick.cell, at - 1 - len(tick.label), tick.label, LABEL)
        if place.axis:
            below = place.top + place.lines
            canvas.put(below, place.left, "─" * place.columns, AXIS)
            if place.left:
                canvas.put(below, place.left - 1, "└", AXIS)
            for column in columns:
                canvas.put(below, place.left + column, "┬", AXIS)
            self._write_x_labels(canvas, self._x_ticks)

    def _write_x_labels(self, canvas: Canvas, ticks: list[Tick]) -> None:
        place = self.layout
        line = place.top + place.lines + 1
        for tick in ticks:
            canvas.put(line, place.left + tick.start, tick.label, LABEL)
        # The axis says what it is behind its last label, where there is room.
        title = safe(self.plot.x.title)
        end = max((tick.start + len(tick.label) for tick in ticks), default=0)
        if title and cell_len(title) + APART <= place.columns - end:
            canvas.put(line, place.left + place.columns - cell_len(title), title, TITLE)

    def _draw_series(self, series: Series) -> bool:
        """Whether anything of it was in sight."""
        canvas, place = self._canvas, self.layout
        scale = self.y if series.axis is None else self._others[series.axis]
        seen = sight(series, self.x, logarithmic=scale.logarithmic)
        symbol = ord(symbol_of(series, self.plot, is_plain=self.is_plain))
        if series.shape == "bars":
            codes = blocks(seen, scale)
            shade = shade_of(series, self.plot) if self.is_plain else FULL
            codes = shaded(codes, shade) if shade != FULL else codes
            canvas.draw(codes, place.left, place.top, style_of(series))
        else:
            codes = braille(dots(seen, scale))
            is_marked = series.shape == "marks" or (series.shape == "points" and self._are_marked(codes))
            if is_marked or series.shape in ("line", "steps"):
                codes = np.where(codes > 0 if is_marked else _alone(codes), np.uint32(symbol), codes)
            canvas.draw(codes, place.left, place.top, style_of(series))
            if is_marked:
                return bool(codes.any())
        self._mark_now_and_then(series, codes)
        return seen.limits() is not None

    def _are_marked(self, codes: np.typing.NDArray[np.uint32]) -> bool:
        """Points are drawn as their mark where it is to tell them apart, and where dots were too few to be seen."""
        is_few = int(np.count_nonzero(codes)) <= self.layout.columns // CELLS_FOR_A_MARK
        return is_few or (self.is_plain and len(self.plot.series) > 1)

    def _mark_now_and_then(self, series: Series, codes: np.typing.NDArray[np.uint32]) -> None:
        """Its mark upon what was drawn, where there are others to be told from."""
        alike = [one for one in self.plot.series if (one.shape == "bars") == (series.shape == "bars")]
        alike = [one for one in alike if one.shape != "marks"]
        if len(alike) < 2 or (self.is_plain and series.shape == "bars"):
            return
        apart = PLAIN_MARKS_APART if self.is_plain else MARKS_APART
        start = apart // 2 + next(place for place, one in enumerate(alike) if one is series) * apart // len(alike)
        symbol, style = ord(symbol_of(series, self.plot, is_plain=self.is_plain)), series_style(series.order)
        for column in range(start % apart, self.layout.columns, apart):
            lines = np.flatnonzero(codes[:, column])
            if len(lines):
                line = int(lines[0] if series.shape == "bars" else lines[len(lines) // 2])
                self._canvas.place(self.layout.top + line, self.layout.left + column, symbol, style)

    def _draw_marks(self) -> bool:
        place, found = self.layout, False
        for mark in self.plot.marks:
            column = self.x.column(mark.x)
            line = 0 if mark.y is None else self.y.line(mark.y)
            if column is None or line is None:
                continue
            text = safe(mark.text)[:1]
            style = style_number(mark.style) if mark.order is None else series_style(mark.order)
            if cell_len(text) == 1:
                self._canvas.place(place.top + line, place.left + column, ord(text), style)
                found = True
        return found


def _alone(codes: np.typing.NDArray[np.uint32]) -> np.typing.NDArray[np.bool_]:
    """The cells without others beside, above or below them: of a line that is broken there, a dot nobody would see."""
    is_drawn = codes > 0
    columns = np.pad(is_drawn.sum(axis=0), 1)
    if len(columns) <= LEAST_FOR_ALONE:
        return np.zeros_like(is_drawn)
    found: np.typing.NDArray[np.bool_] = is_drawn & ((columns[:-2] + columns[2:] == 0) & (columns[1:-1] == 1))
    return found


def drawn(plot: Plot, columns: int, rows: int, cursor: int | None = None, is_plain: bool = False) -> list[Line]:
    """A graph in so many lines of so many cells, all of it, with a cursor at an x if there is one."""
    return Drawing(plot, columns, rows, is_plain=is_plain).canvas(cursor).lines()
