"""Draws lines of a ladder in character cells: time at the side, a lifeline a column, arrows as wide as there is room.

The screen colours the pieces, the command line joins them. Retransmissions, duplicate ACKs and gaps have strokes and
words of their own, so that nothing is told by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from rich.cells import cell_len

from dissectors.streams.ladders.ladder import Arrow, Gap, Ladder
from dissectors.streams.tcp_analysis.marks import SENT_AGAIN, Mark
from dissectors.transport.tcp_header import FIN, RST, SYN
from tui.ladder_canvas import Canvas, Label, Piece
from tui.ladder_words import gap_words, labels_of, marks_of
from tui.safe import cut, fit, safe
from tui.time_format import TimeFormat, time_text

if TYPE_CHECKING:
    from dissectors.packets.kind import Kind

STATE_WIDTH: Final = 12
"""Of the longest name, SYN-RECEIVED."""
LEAST_SPACING, MOST_SPACING = 26, 42
"""Cells from lifeline to lifeline, where there are more columns than fit."""
LONGEST: Final = 84
"""Cells of an arrow in a conversation: the eye has to find its way back."""
LEAST_BODY: Final = 40
ROOM_FOR_WINDOW: Final = 56
"""Cells for a label, from which on windows are told: all of them or none."""
TROUBLE: Final = SENT_AGAIN | Mark.OUT_OF_ORDER | Mark.DUPLICATE_ACK | Mark.ZERO_WINDOW | Mark.WINDOW_FULL


@dataclass(frozen=True, slots=True)
class Strokes:
    """The characters that lines are made of."""

    life: str = "│"
    crossing: str = "┼"
    from_left: str = "├"
    from_right: str = "┤"
    plain: str = "─"
    again: str = "╌"
    """Sent again or out of order."""
    duplicate: str = "┈"
    missing: str = "·"
    to_right: str = "▶"
    to_left: str = "◀"
    to_itself: str = "↺"


LINES: Final = Strokes()
ASCII: Final = Strokes("|", "+", "|", "|", "-", "=", "~", ".", ">", "<", "@")


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand at one width."""

    number: int
    """Cells of the packets' numbers."""
    time: int
    body: int
    """Cells that lifelines and arrows have, from `start` on."""
    state: int
    """Cells of a state on either side; 0 without states."""
    columns: tuple[int, ...]
    """Where in the body each lifeline stands; it may be behind its end."""

    @property
    def start(self) -> int:
        return self.number + self.time + 3

    @property
    def whole(self) -> int:
        """Cells of the body if all of it could be shown."""
        return max(self.body, self.columns[-1] + 1 + self.columns[0] if self.columns else 0)


class LadderDrawing:
    """Draws one ladder; how time is told can be changed."""

    def __init__(self, ladder: Ladder, strokes: Strokes = LINES) -> None:
        self.ladder = ladder
        self.strokes = strokes
        self.time_format = TimeFormat.RELATIVE

    def layout(self, width: int) -> Layout:
        """For so many cells a line."""
        ladder = self.ladder
        rows = ladder.rows()
        number = max([len(str(row + 1)) for row in rows], default=1)
        time = max([len(self.time(line)) for line in (0, len(ladder) - 1)] if len(ladder) else [0])
        body = max(width - number - time - 3, LEAST_BODY)
        state = STATE_WIDTH if ladder.has_states else 0
        return Layout(number, time, body, state, tuple(self._columns(body, state)))

    def _columns(self, body: int, state: int) -> list[int]:
        titles = [cell_len(safe(title)) for title in self.ladder.titles]
        count = len(titles)
        if count <= 2:
            margin = state + 1 if state else 1
            return [margin, min(body - 1 - margin, margin + LONGEST)][:count]
        # Half a title stands on either side.
        margin = min((max(titles) + 1) // 2, MOST_SPACING // 2)
        least = min(max(LEAST_SPACING, max(titles) + 2), MOST_SPACING)
        spacing = max((body - 2 * margin - 1) // (count - 1), least)
        return [margin + spacing * column for column in range(count)]

    def time(self, line: int) -> str:
        """The time of a line's packet, since the first one unless told otherwise."""
        table = self.ladder.table
        row = self.ladder.row(line)
        previous = self.ladder.row(line - 1) if line else row
        return time_text(self.time_format, table.time(row), table.time(self.ladder.row(0)), table.time(previous))

    def header(self, layout: Layout, shift: int = 0) -> list[Piece]:
        """What each column is; `shift` cells of the body are out of sight on the left."""
        canvas = Canvas(layout.body, shift)
        columns = layout.columns
        for place, (x, title) in enumerate(zip(columns, self.ladder.titles, strict=False)):
            room = columns[1] - columns[0] - 2 if len(columns) > 2 else layout.body // 2 - 1
            text = cut(title, room)
            size = cell_len(text)
            start = max(x - size // 2, 0)
            if place == len(columns) - 1:
                start = max(min(start, layout.whole - size), 0)
            canvas.put(start, text, "ladder--title")
        head = f"{'No.':>{layout.number}}"[-layout.number :] if layout.number >= 3 else "#".rjust(layout.number)
        return [(f"{head}  {fit('Time', layout.time, right=True)} ", "ladder--title"), *canvas.pieces()]

    def draw(self, number: int, layout: Layout, shift: int = 0) -> list[Piece]:
        """A line. Raises CaptureFileError where the packet is gone."""
        line = self.ladder.line(number)
        canvas = Canvas(layout.body, shift)
        for x in canvas.seen(layout.columns):
            canvas.put(x, self.strokes.life, "ladder--life")
        if isinstance(line, Gap):
            label = gap_words(line)
            self._arrow(canvas, layout, line, self.strokes.missing, "ladder--gap", [(label, "ladder--gap")])
            return [(" " * layout.start, ""), *canvas.pieces()]
        self._draw_packet(canvas, layout, line)
        for change in line.changes:
            state = change.now.value
            x = layout.columns[change.side]
            canvas.put(x - 1 - len(state) if change.side == 0 else x + 2, state, "ladder--state")
        time = fit(self.time(number), layout.time, right=True)
        return [
            (fit(str(line.row + 1), layout.number, right=True), "ladder--number"),
            (f"  {time} ", "ladder--time"),
            *canvas.pieces(),
        ]

    def _draw_packet(self, canvas: Canvas, layout: Layout, arrow: Arrow) -> None:
        style, stroke = self._style(arrow), self.strokes.plain
        segment = arrow.segment
        labels = labels_of(arrow)
        marks: list[str] = []
        room = self._room(layout, arrow)
        if segment is not None:
            marks = marks_of(segment)
            labels = labels if room >= ROOM_FOR_WINDOW else labels[1:]
            if segment.marks & (SENT_AGAIN | Mark.OUT_OF_ORDER):
                stroke = self.strokes.again
            elif segment.marks & Mark.DUPLICATE_ACK:
                stroke = self.strokes.duplicate
        label, mark = _fitting(labels, marks, room)
        is_trouble = segment is not None and segment.marks & TROUBLE
        texts = ((label, style), (mark, "ladder--mark" if is_trouble else "ladder--note"))
        self._arrow(canvas, layout, arrow, stroke, style, [piece for piece in texts if piece[0]])

    def _room(self, layout: Layout, line: Arrow | Gap) -> int:
        """Cells that a label may take."""
        if line.source is None or line.target is None:
            return layout.body - 2
        left, right = sorted((layout.columns[line.source], layout.columns[line.target]))
        if left == right:
            behind = [x for x in layout.columns if x > left]
            return max((behind[0] if behind else layout.whole) - left - 5, 8)
        return max(right - left - 7, 1)

    def _arrow(
        self, canvas: Canvas, layout: Layout, line: Arrow | Gap, stroke: str, style: str, texts: Sequence[Piece]
    ) -> None:
        """From lifeline to lifeline, with the texts where it begins."""
        strokes, room = self.strokes, self._room(layout, line)
        label = Label(texts, room)
        if line.source is None or line.target is None:
            label.put(canvas, 1)
            return
        source, target = layout.columns[line.source], layout.columns[line.target]
        if source == target:
            canvas.put(source, strokes.from_left + strokes.to_itself, style)
            label.put(canvas, source + 2)
            return
        left, right = min(source, target), max(source, target)
        # Only what is seen is drawn: lifelines may be far apart.
        first, last = max(left + 1, canvas.first), min(right - 1, canvas.last)
        canvas.put(first, stroke * (last - first + 1), style)
        for x in canvas.seen(layout.columns):
            if left < x < right:
                canvas.put(x, strokes.crossing, style)
        is_gap = isinstance(line, Gap)
        if source < target:
            canvas.put(source, strokes.life if is_gap else strokes.from_left, "ladder--life" if is_gap else style)
            canvas.put(target - 1, stroke if is_gap else strokes.to_right, style)
            label.put(canvas, left + 3)
        else:
            canvas.put(source, strokes.life if is_gap else strokes.from_right, "ladder--life" if is_gap else style)
            canvas.put(target + 1, stroke if is_gap else strokes.to_left, style)
            label.put(canvas, right - 2 - label.size)

    def _style(self, arrow: Arrow) -> str:
        segment = arrow.segment
        if segment is None:
            kind: Kind = self.ladder.table.summary(arrow.row).kind
            return f"table--{kind.name.lower()}"
        if segment.flags & RST:
            return "ladder--reset"
        if segment.marks & TROUBLE:
            return "ladder--trouble"
        if segment.flags & SYN:
            return "ladder--opens"
        if segment.flags & FIN:
            return "ladder--closes"
        return "ladder--data" if segment.length else "ladder--bare"


def plain_text(drawing: LadderDrawing, width: int, lines: range) -> Iterator[str]:
    """The header and some lines, without what stands for colours; wider than wanted where columns need it.

    Raises CaptureFileError where a packet is gone.
    """
    layout = drawing.layout(width)
    layout = replace(layout, body=layout.whole)
    yield _joined(drawing.header(layout))
    for line in lines:
        yield _joined(drawing.draw(line, layout))


def _joined(pieces: Sequence[Piece]) -> str:
    return "".join(text for text, _ in pieces).rstrip()


def _fitting(labels: Sequence[str], marks: Sequence[str], room: int) -> Piece:
    """Label and mark that say most of those that fit side by side."""
    for label in map(safe, labels):
        for mark in marks or [""]:
            if cell_len(label) + (len(mark) + 1 if mark else 0) <= room:
                return label, mark
    return ("", cut(marks[-1], room)) if marks else (cut(labels[-1], room), "")


def is_unicode(encoding: str | None) -> bool:
    """Whether a terminal with that encoding shows the lines."""
    try:
        (LINES.life + LINES.again + LINES.to_right + LINES.to_itself).encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True
