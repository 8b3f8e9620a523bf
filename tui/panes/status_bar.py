"""The lines around the panes: where packets come from and how many, what is wrong, the selected field, its bits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from textual import events

from tui import wording
from tui.field_nodes import Node, bit_range, place_in_words
from tui.messages import CaptureState
from tui.panes.one_line import OneLine, Piece
from tui.panes.screens_line import ScreensLine
from tui.panes.text_lines import wrapped
from tui.safe import safe

if TYPE_CHECKING:
    from dissectors.fields import Field

MOST_NOTICE_LINES = 4
PROGRESS_CELLS = 12
WIDE_ENOUGH_FOR_PROGRESS = 110
"""Cells of a screen on which the progress is drawn, too."""


class TopBar(ScreensLine):
    """The capture's name and state; captured, displayed and dropped, always."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.state = CaptureState("")
        self._rows = 0
        self._displayed = 0
        self._asked: float | None = None

    def show_asked(self, part: float | None) -> None:
        """How much of the rows tshark has answered, 0 to 1; None where it is not worth a word."""
        if part != self._asked:
            self._asked = part
            self.refresh()

    def show(self, state: CaptureState, rows: int, displayed: int) -> None:
        if (state, rows, displayed) != (self.state, self._rows, self._displayed):
            self.state, self._rows, self._displayed = state, rows, displayed
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        state = self.state
        style = {"live": "line--live", "stopped": "line--warning", "reading": "line--name"}.get(state.mode, "line--dim")
        words = wording.MODE_WORDS[state.mode]
        progress = ""
        if state.mode == "reading" and state.progress is not None:
            words = f"{words} {wording.percent_so_far(state.progress)} · Esc stops"
            if self.size.width >= WIDE_ENOUGH_FOR_PROGRESS:
                progress = f"{wording.progress_bar(state.progress, PROGRESS_CELLS)} "
        elif state.mode == "saved" and state.progress is not None:
            words, style = f"only {wording.percent(state.progress)} read", "line--warning"
        if state.engine:
            words = f"{words} · {state.engine}"
        asked: list[Piece] = []
        if self._asked is not None:
            asked = [(f"· tshark {wording.percent_so_far(self._asked)} · Esc stops ", "line--dim")]
        return [
            (" remora ", "line--badge"),
            (f" {state.title} ", "line--strong"),
            (f"{wording.MODE_MARKS[state.mode]} {words} ", style),
            *([(progress, style)] if progress else []),
            *asked,
            *([("-f ", "line--dim"), (f"{state.capture_filter} ", "line--name")] if state.capture_filter else []),
        ]

    def right_pieces(self, line: int = 0) -> Sequence[Piece]:
        # The engine's count may lag behind the file, or the list behind the engine.
        captured = max(self.state.captured or 0, self._rows)
        dropped = self.state.dropped
        is_told_of_work = self.state.mode == "reading" or self._asked is not None
        if is_told_of_work and self.size.width < WIDE_ENOUGH_FOR_PROGRESS:
            return [(f" {wording.count(captured)}", "line--strong"), (" captured ", "line--dim")]
        counts: list[Piece] = [
            (f" {wording.count(captured)}", "line--strong"),
            (" captured · ", "line--dim"),
            (wording.count(self._displayed), "line--strong"),
            (" displayed · ", "line--dim"),
            ("–" if dropped is None else wording.count(dropped), "line--error" if dropped else "line--strong"),
            (" dropped ", "line--dim"),
        ]
        return self.behind_screens(counts)


class NoticeBar(OneLine):
    """A sentence about what is wrong, until it is closed; without one the bar takes no room."""

    HEAD = " ! "
    CLOSE: tuple[Piece, ...] = ((" Esc ", "line--key"), ("close ", "line--dim"))

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sentence = ""
        self.display = False

    def show(self, sentence: str) -> None:
        self.sentence = sentence
        self.display = bool(sentence)
        self._fit(self.app.size.width)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width)

    def _lines(self, width: int) -> list[str]:
        closing = sum(len(text) for text, _ in self.CLOSE)
        return wrapped(safe(self.sentence), max(width - len(self.HEAD) - closing - 1, 8))

    def _fit(self, width: int) -> None:
        self.styles.height = max(1, min(len(self._lines(width)), MOST_NOTICE_LINES))

    def left_pieces(self, line: int = 0) -> list[Piece]:
        lines = self._lines(self.size.width)
        text = lines[line] if line < len(lines) else ""
        if line == MOST_NOTICE_LINES - 1 and len(lines) > MOST_NOTICE_LINES:
            text += "…"
        return [(self.HEAD if line == 0 else "   ", "line--error"), (text, "")]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return list(self.CLOSE) if line == 0 else []


class FieldLine(OneLine):
    """The selected field: its filter name, a sentence that explains it, and where it lies."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.node: Node | None = None
        self._note = ""
        self._where = ""

    @property
    def says(self) -> str:
        """What stands in for the field; empty for nothing."""
        return self._note

    def say(self, note: str) -> None:
        """Stand in for the field; empty ends that."""
        self._note = note
        self.refresh()

    def show(self, node: Node | None, where: str | None = None) -> None:
        """Tell of a field, and in words where it lies; None: in the frame, or in what was put together."""
        self.node = node
        self._where = where if where is not None else place_in_words(node.field) if node is not None else ""
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if self._note or self.node is None:
            return [(f" {self._note}", "line--warning")] if self._note else []
        field = self.node.field
        name = field.name or field.spec.label
        explanation = field.spec.explain or field.spec.label
        return [(f" {name}", "line--name"), (" · ", "line--dim"), (explanation, "")]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [] if self._note or self.node is None else [(f"  {self._where} ", "line--strong")]


class BitsLine(OneLine):
    """The selected field's first byte as a number in every base, with the field's bits standing out."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._data = b""
        self._byte = 0
        self._field: Field | None = None

    def show(self, data: bytes, byte: int, field: Field | None) -> None:
        """Tell about one byte of the frame; `field` is the one whose bits are marked, if it has that byte."""
        self._data, self._byte, self._field = data, byte, field
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if not 0 <= self._byte < len(self._data):
            return []
        value = self._data[self._byte]
        pieces: list[Piece] = [(f" byte {self._byte} ", "line--dim"), (f" 0x{value:02x} = {value} = ", "")]
        lit = self._lit_bits()
        for position, digit in enumerate(f"{value:08b}"):
            if position == 4:
                pieces.append((" ", ""))
            pieces.append((digit, "line--bit" if position in lit else "line--dim"))
        return pieces

    def _lit_bits(self) -> range:
        """Bits of the byte that belong to the field, 0 the highest."""
        field = self._field
        if field is None or not field.start <= self._byte < field.stop:
            return range(0)
        bits = bit_range(field)
        if bits is None:
            return range(8)
        first = (self._byte - field.start) * 8
        return range(max(bits[0] - first, 0), min(bits[1] - first, 8))
