"""The ladder on the screen: lines drawn when they are seen, a cursor on an arrow, and what that arrow says in full."""

from __future__ import annotations

from typing import ClassVar

from rich.style import Style
from textual import events
from textual.message import Message

from dissectors.errors import RemoraError
from dissectors.streams.ladders.ladder import Arrow, Gap, Ladder, Line
from dissectors.transport.tcp_header import flag_names
from tui.ladder_drawing import LadderDrawing, Layout, Strokes
from tui.ladder_words import change_words, gap_words, meanings_of
from tui.panes.lines import LinePane
from tui.panes.one_line import OneLine, Piece
from tui.panes.packet_list import KINDS
from tui.safe import fit, safe
from tui.time_format import TimeFormat, interval

SIDES = ("left", "right")
SIDEWAYS_STEP = 13
"""Cells: half of the least way between two lifelines."""


class LadderPane(LinePane):
    """One ladder. Columns that do not fit are scrolled to."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "ladder--title",
        "ladder--number",
        "ladder--time",
        "ladder--life",
        "ladder--state",
        "ladder--opens",
        "ladder--closes",
        "ladder--data",
        "ladder--bare",
        "ladder--reset",
        "ladder--trouble",
        "ladder--gap",
        "ladder--mark",
        "ladder--note",
        "table--cursor",
        "table--cursor-focused",
        *(f"table--{kind}" for kind in KINDS),
    }
    header_lines = 1

    class CursorMoved(Message):
        """The user moved to another line."""

    def __init__(self, ladder: Ladder, strokes: Strokes, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._strokes = strokes
        self._drawing = LadderDrawing(ladder, strokes)
        self._places: Layout | None = None
        self.sideways = 0
        """Cells of the body that are out of sight on the left."""
        self.follows = False
        """The cursor stays on the last line while lines are added."""
        self.empty_line = ""
        """Shown as long as there are no lines."""

    @property
    def ladder(self) -> Ladder:
        return self._drawing.ladder

    def show(self, ladder: Ladder) -> None:
        """Show another ladder, from its beginning."""
        time_format = self._drawing.time_format
        self._drawing = LadderDrawing(ladder, self._strokes)
        self._drawing.time_format = time_format
        self.sideways = self.cursor = 0
        self.follows = False
        self._places = None
        self.lines_changed()
        self.scroll_lines_to(0)
        self.refresh()

    def lines_added(self, before: int) -> None:
        """The ladder has more lines than the `before` that there were."""
        places, self._places = self._places, None
        self.lines_changed()
        if before < self.first_visible + self.visible_height or places != self.places:
            self.refresh()
        if self.follows and self.line_count():
            self.put_cursor(self.line_count() - 1)
            self.cursor_moved()

    @property
    def time_format(self) -> TimeFormat:
        return self._drawing.time_format

    def tell_time(self, time_format: TimeFormat) -> None:
        """Change what the times count from."""
        self._drawing.time_format = time_format
        self._places = None
        self.refresh()

    @property
    def places(self) -> Layout:
        if self._places is None:
            self._places = self._drawing.layout(max(self.drawn_width - 1, 1))
        return self._places

    # Drawing.

    def line_count(self) -> int:
        return len(self.ladder)

    def draw_header(self, width: int) -> list[tuple[str, Style]]:
        style = self.colours("ladder--title")
        pieces = self._drawing.header(self.places, self.sideways)
        return [(" ", style), *((text, style) for text, _ in pieces), (" ", style)]

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        try:
            pieces = self._drawing.draw(line, self.places, self.sideways)
        except (RemoraError, OSError) as error:
            pieces = [(safe(f"{self.ladder.row(line) + 1} [{error}]"), "table--unreadable")]
        if line == self.cursor:
            cursor = self.colours("table--cursor-focused" if self.has_focus else "table--cursor")
            return [(fit(" " + "".join(text for text, _ in pieces), width), cursor)]
        drawn = [(text, self.colours(name) if name else self.rich_style) for text, name in pieces]
        return [(" ", self.rich_style), *drawn]

    def draw_below(self, line: int, width: int) -> list[tuple[str, Style]]:
        if self.line_count() or line:
            return []
        return [(fit("  " + self.empty_line, width), self.rich_style)]

    def on_resize(self) -> None:
        self._places = None
        self.scroll_sideways(self.sideways)
        super().on_resize()

    # The cursor, and scrolling sideways.

    @property
    def line(self) -> Line | None:
        """The line under the cursor; None without lines. Raises CaptureFileError where the packet is gone."""
        return self.ladder.line(self.cursor) if self.line_count() else None

    def cursor_moved(self) -> None:
        self.post_message(self.CursorMoved())

    def move_cursor(self, line: int) -> None:
        self.follows = False
        super().move_cursor(line)
        self._show_ends()

    def action_go_last(self) -> None:
        super().action_go_last()
        self.follows = True

    def scroll_sideways(self, cells: int) -> None:
        """Show the body from so many cells on, as far as there are columns."""
        layout = self.places
        cells = max(0, min(cells, layout.whole - layout.body))
        if cells != self.sideways:
            self.sideways = cells
            self.refresh()

    def action_move_left(self) -> None:
        self.scroll_sideways(self.sideways - SIDEWAYS_STEP)

    def action_move_right(self) -> None:
        self.scroll_sideways(self.sideways + SIDEWAYS_STEP)

    def _show_ends(self) -> None:
        """Have the arrow under the cursor in sight, its beginning above all."""
        layout = self.places
        if not self.line_count() or layout.whole <= layout.body:
            return
        source, target = self.ladder.ends(self.cursor)
        for end in (target, source):
            if end is not None:
                x = layout.columns[end]
                # Its title, half of which stands on either side, comes into sight too.
                least, most = x + layout.columns[0] + 1 - layout.body, x - layout.columns[0]
                if not least <= self.sideways <= most:
                    self.scroll_sideways(least if self.sideways < least else most)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        self.follows = False
        super().on_mouse_scroll_down(event)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        self.follows = False
        super().on_mouse_scroll_up(event)


class ArrowLines(OneLine):
    """The arrow under the cursor in two lines: from where to where and what, then states and what marks mean."""

    DEFAULT_CSS = "ArrowLines { height: 2; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._lines: tuple[list[Piece], list[Piece]] = ([], [])

    def show(self, ladder: Ladder, line: int, found: Line | None) -> None:
        """`found` is the ladder's line of that number."""
        if found is None:
            self._lines = ([], [])
        elif isinstance(found, Gap):
            self._lines = _gap_lines(ladder, found)
        else:
            self._lines = (_route(ladder, found), _told(ladder, line, found))
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return self._lines[line] if line < len(self._lines) else []


def _gap_lines(ladder: Ladder, gap: Gap) -> tuple[list[Piece], list[Piece]]:
    source, target = ladder.titles[gap.source], ladder.titles[gap.target]
    return (
        [(f" {gap_words(gap)}", "line--error"), (f"  {source} → {target}", "line--name")],
        [(f" packet {gap.row + 1} begins behind them", "line--dim")],
    )


def _route(ladder: Ladder, arrow: Arrow) -> list[Piece]:
    titles = ladder.titles
    pieces: list[Piece] = [(f" {arrow.row + 1}", "line--strong")]
    if arrow.source is not None and arrow.target is not None:
        pieces.append((f"  {titles[arrow.source]} → {titles[arrow.target]}", "line--name"))
    segment = arrow.segment
    if segment is None:
        return [*pieces, (f"  {arrow.protocol} {arrow.info}", "")]
    numbers = [f"seq {segment.sequence}", f"len {segment.length}", f"win {segment.window}"]
    if segment.acknowledgment is not None:
        numbers.insert(1, f"ack {segment.acknowledgment}")
    return [*pieces, (f"  {flag_names(segment.flags)}", "line--strong"), (f"  {' · '.join(numbers)}", "")]


def _told(ladder: Ladder, line: int, arrow: Arrow) -> list[Piece]:
    pieces: list[Piece] = []
    if line and arrow.time is not None:
        before = ladder.table.time(ladder.row(line - 1))
        if before is not None:
            pieces.append((f" +{interval(arrow.time - before)} s ", "line--dim"))
    for change in arrow.changes:
        pieces += [(f" {SIDES[change.side]} ", "line--dim"), (f"{change_words(change)} ", "line--good")]
    if arrow.segment is not None:
        pieces += [(f" {meaning} ", "line--warning") for meaning in meanings_of(arrow.segment)]
    changed = {change.side for change in arrow.changes}
    states = {side: ladder.state(line, side) for side in (0, 1) if ladder.has_states and side not in changed}
    if len(states) == 2 and states[0] is states[1] and states[0] is not None:
        return [*pieces, (f" both {states[0].value}", "line--dim")]
    return [*pieces, *((f" {SIDES[side]} {state.value}", "line--dim") for side, state in states.items() if state)]
