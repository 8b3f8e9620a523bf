"""What two sides said, in one of the forms; lines are made when they are drawn, and each belongs to a packet.

The screen gives it a view (`tui.exchange_view`); what lines there are is known by `tui.exchange_lines` and
`tui.text_index`.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.style import Style
from textual.binding import BindingType
from textual.message import Message

from dissectors.errors import RemoraError
from dissectors.streams.following.parts import DATA
from tui.exchange_lines import EqualLines, Line, Lines
from tui.exchange_text import (
    BASE64_WIDTH,
    C_WIDTH,
    HEX_GROUP,
    HEX_WIDTH,
    MARKS,
    Form,
    ascii_text,
    c_line,
    gap_words,
    hex_offset,
    printable_text,
)
from tui.keys import bindings
from tui.panes.lines import LinePane
from tui.safe import cut, safe
from tui.text_index import TAB, TextLines

if TYPE_CHECKING:
    from tui.exchange_view import ExchangeView

LONGEST_LINE = 4096
"""Bytes of a line that are read at most; no pane is as wide."""
GUTTER = 2
YAML_INDENT = 6
YAML_HEADS = 4

Span = tuple[int, int]
Pieces = Iterator[tuple[str, bool]]
"""Texts, and whether they were found."""


class ExchangePane(LinePane):
    """A scrolling exchange with a cursor."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("follow")]
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "exchange--client",
        "exchange--server",
        "exchange--gap",
        "exchange--found",
        "table--cursor",
        "table--cursor-focused",
    }

    class Moved(Message):
        """The cursor is on another line."""

    def __init__(self, view: ExchangeView, form: Form, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.view = view
        self.form: Form = form
        self.found: Span | None = None
        """Positions of what was found last."""
        self.follows = False
        """The cursor stays on the last line while lines are added."""
        self.empty_words: Sequence[str] = ()
        """Shown as long as there are no lines."""
        self._counts: list[int] = []
        self._lines: Lines | None = None
        self._width = 0

    # What is shown.

    def show(self, view: ExchangeView, form: Form) -> None:
        """Show another view or form; the byte under the cursor stays under it, where it is there."""
        part, position = self.cursor_part(), self._cursor_position()
        same_bytes = view.said is self.view.said
        if same_bytes and view.side != self.view.side and part is not None:
            position = view.position_of(part)
        elif not same_bytes and part is not None:
            row = int(self.view.said.parts.rows[part])
            position = view.position_of_row(row) or 0
        self.view, self.form, self.found = view, form, None
        self._lines = None
        self.lines_changed()
        self.go_to(position)
        self.refresh()

    def grown(self) -> None:
        """The view has taken in more."""
        before = self.line_count()
        self.lines.refresh()
        self._more_lines(before)

    def work(self, seconds: float) -> bool:
        """Find further lines, as `Lines.work`."""
        before = self.line_count()
        has_more = self.lines.work(seconds)
        self._more_lines(before)
        return has_more

    def _more_lines(self, before: int) -> None:
        self.lines_changed()
        if self.follows:
            self.put_cursor(self.line_count() - 1)
        # The line that was last may have become longer.
        self.repaint_lines(max(before - 1, 0), self.first_visible + self.visible_height)

    @property
    def lines(self) -> Lines:
        if self._lines is None or self._width != self.drawn_width:
            before, self._width = self._lines, self.drawn_width
            self._lines = self._made(max(self._width - GUTTER, 8))
            if before is not None and self.cursor < before.count():
                # Other lines, but the same byte under the cursor.
                self.cursor = self._lines.line_at(before.line(self.cursor).start)
        return self._lines

    def _made(self, width: int) -> Lines:
        match self.form:
            case "hex":
                return EqualLines(self.view, HEX_WIDTH)
            case "raw":
                return EqualLines(self.view, max(width // 2 // HEX_GROUP, 1) * HEX_GROUP)
            case "c":
                return EqualLines(self.view, C_WIDTH, by_part=True, heads=1)
            case "yaml":
                room = max((width - YAML_INDENT) // 4 * 3, 3)
                return EqualLines(self.view, min(room, BASE64_WIDTH), by_part=True, heads=YAML_HEADS)
        return TextLines(self.view, width, is_utf8=self.form != "ascii")

    # The cursor.

    def cursor_line(self) -> Line | None:
        return self.lines.line(self.cursor) if self.cursor < self.line_count() else None

    def cursor_part(self) -> int | None:
        """The part under the cursor; None where there is none yet."""
        line = self.cursor_line()
        return line.part if line is not None else None

    def _cursor_position(self) -> int:
        line = self.cursor_line()
        return line.start if line is not None else 0

    def go_to(self, position: int, stop: int | None = None) -> None:
        """Put the cursor on the line with a byte; the bytes up to `stop` were found."""
        self.found = None if stop is None else (position, stop)
        line = self.lines.line_at(position)
        self.show_line_in_context(line)
        self.move_cursor(line)
        self.refresh()

    def cursor_moved(self) -> None:
        self.follows = self.cursor == self.line_count() - 1 and self.follows
        self.post_message(self.Moved())

    def action_go_last(self) -> None:
        self.follows = True
        super().action_go_last()

    def action_next_segment(self) -> None:
        self._go_to_segment(1)

    def action_previous_segment(self) -> None:
        self._go_to_segment(-1)

    def _go_to_segment(self, step: int) -> None:
        """To the next part that is on another line."""
        part, numbers = self.cursor_part(), self.view.numbers
        if part is None:
            return
        at = int(numbers.searchsorted(part))
        while 0 <= (at := at + step) < len(numbers):
            line = self._line_of(at)
            if (line - self.cursor) * step > 0:
                self.move_cursor(line)
                return

    def _line_of(self, at: int) -> int:
        """The line of one of the view's parts."""
        if not self.view.is_data[at]:
            return self.lines.line_of_gap(int(self.view.numbers[at]))
        return self.lines.line_at(int(self.view.positions[at]))

    # Drawing.

    def line_count(self) -> int:
        return self.lines.count() if self.drawn_width else 0

    def draw_below(self, line: int, width: int) -> list[tuple[str, Style]]:
        if self.line_count() or line >= len(self.empty_words):
            return []
        return [(safe(f" {self.empty_words[line]}"), self.colours("exchange--gap"))]

    def draw_line(self, line: int, width: int) -> Iterator[tuple[str, Style]]:
        drawn = self.lines.line(line)
        side = int(self.view.said.parts.sides[drawn.part])
        style = self.colours("exchange--client" if side == 0 else "exchange--server")
        found = self.colours("exchange--found")
        if drawn.kind == "gap":
            style = self.colours("exchange--gap")
        if line == self.cursor:
            style = self.colours("table--cursor-focused" if self.has_focus else "table--cursor")
        room = width - GUTTER
        yield f"{MARKS[side]} ", style
        for text, is_found in self._texts(drawn):
            text = cut(text, room) if cell_len(text) > room else text
            room -= cell_len(text)
            yield text, found if is_found else style
        yield " " * max(room, 0), style

    def _texts(self, line: Line) -> Pieces:
        parts = self.view.said.parts
        if line.kind == "gap":
            part = parts[line.part]
            yield gap_words(part.kind, part.length), False
            return
        if line.kind == "head":
            yield self._head(line), False
            return
        try:
            data = self.view.data(line.start, min(line.stop, line.start + LONGEST_LINE))
        except (RemoraError, OSError) as error:
            yield safe(f"[{error}]"), False
            return
        low, high = (max(0, min(edge - line.start, len(data))) for edge in self.found or (0, 0))
        match self.form:
            case "hex":
                yield from self._hex(line, data, low, high)
            case "raw":
                yield from _three(data, low, high, bytes.hex)
            case "c":
                yield c_line(data, is_last=line.ends_block), False
            case "yaml":
                yield " " * YAML_INDENT + base64.b64encode(data).decode("ascii"), low < high
            case _:
                yield from _text(data, low, high, is_ascii=self.form == "ascii")

    def _hex(self, line: Line, data: bytes, low: int, high: int) -> Pieces:
        part, inside = self.view.place_in_part(line.start)
        yield hex_offset(part.offset + inside), False
        for column in (0, 1):
            for place in range(HEX_WIDTH):
                is_found = low <= place < high
                if place == HEX_GROUP:
                    yield " ", is_found and low < HEX_GROUP
                if column == 0:
                    yield data[place : place + 1].hex() or "  ", is_found
                    yield " ", is_found and place + 1 < high
                elif place < len(data):
                    yield printable_text(data[place : place + 1]), is_found
            if column == 0:
                yield " ", False

    def _head(self, line: Line) -> str:
        """The lines before a packet's bytes."""
        part = self.view.said.parts[line.part]
        if self.form == "c":
            before = self.view.said.parts.sides[: line.part] == part.side
            number = int((before & (self.view.said.parts.kinds[: line.part] == DATA)).sum())
            return f"char peer{part.side}_{number}[] = {{ /* Packet {part.row + 1} */"
        return (f"- packet: {part.row + 1}", f"  peer: {part.side}", f"  offset: {part.offset}", "  data: !!binary |")[
            line.head
        ]


def _three(data: bytes, low: int, high: int, shown: Callable[[bytes], str]) -> Pieces:
    """Before what was found, itself, and behind it."""
    for some, is_found in ((data[:low], False), (data[low:high], True), (data[high:], False)):
        if some:
            yield shown(some), is_found


def _text(data: bytes, low: int, high: int, *, is_ascii: bool) -> Pieces:
    data = data.removesuffix(b"\n").removesuffix(b"\r")

    def shown(some: bytes) -> str:
        text = ascii_text(some).replace("\r", ".") if is_ascii else some.decode("utf-8", "replace")
        return safe(text.replace("\t", " " * TAB))

    return _three(data, low, high, shown)
