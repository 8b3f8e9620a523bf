"""The lines around the table of counters: since when, and the counter under the cursor in full."""

from __future__ import annotations

from dataclasses import dataclass

from tui.panes.one_line import OneLine, Piece
from tui.panes.text_lines import wrapped
from tui.safe import safe
from tui.sparkline import sparkline

DETAIL_LINES = 5
MOST_CELLS, LEAST_CELLS = 60, 12
"""Of the line that draws the last looks, one each second."""
TITLE_CELLS = 44
"""Beside it."""


@dataclass(frozen=True, slots=True)
class CountersShown:
    """What the top line tells."""

    namespace: str = ""
    """Whose counters they are; empty for this machine's own."""
    begun: str = ""
    """When growth began to be counted, as on a clock; empty before the first look."""
    seconds: float = 0.0
    """How long that has been."""
    is_paused: bool = False
    rows: int = 0
    hidden: int = 0
    """Rows that are 0 and not shown."""
    words: str = ""
    """Only rows that have these are shown."""


class CountersBar(OneLine):
    """Draws it."""

    shown = CountersShown()

    def show(self, shown: CountersShown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        shown = self.shown
        pieces: list[Piece] = [(" remora ", "line--badge"), (" counters ", "line--strong")]
        if shown.namespace:
            pieces.append((f"of network namespace {shown.namespace} ", "line--name"))
        if shown.is_paused:
            pieces.append(("■ paused", "line--warning"))
        elif shown.begun:
            pieces.append(("●", "line--live"))
        if shown.begun:
            pieces.append((f" since {shown.begun}, for {clock(shown.seconds)}", ""))
        return pieces

    def right_pieces(self, line: int = 0) -> list[Piece]:
        shown = self.shown
        if not shown.begun:
            return []
        hidden = f" · {shown.hidden:,} at zero" if shown.hidden else ""
        return [(f" {shown.rows:,} shown", ""), (f"{hidden} ", "line--dim")]


class CounterLines(OneLine):
    """The counter under the cursor: its last minute, what it counts, and what to look at."""

    DEFAULT_CSS = f"CounterLines {{ height: {DETAIL_LINES}; }}"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._title, self._text = "", ""
        self._is_trouble = False
        self._rates: list[float] = []

    def show(self, title: str, text: str, rates: list[float], *, is_trouble: bool) -> None:
        """`is_trouble`: its growth is a sign of it, and it has grown."""
        if (title, text, rates, is_trouble) != (self._title, self._text, self._rates, self._is_trouble):
            self._title, self._text, self._rates, self._is_trouble = title, text, rates, is_trouble
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if line == 0:
            return [(f" {self._title}", "line--warning" if self._is_trouble else "line--name")]
        lines = wrapped(safe(self._text), max(self.size.width - 2, 1))
        most = self.size.height - 1
        if line > len(lines):
            return []
        is_cut = line == most and len(lines) > most
        return [(f" {lines[line - 1]}{' …' if is_cut else ''}", "")]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        if line or not self._rates:
            return []
        cells = max(LEAST_CELLS, min(self.size.width - TITLE_CELLS, MOST_CELLS))
        label = "last minute " if cells == MOST_CELLS else f"last {cells} s "
        return [(label, "line--dim"), (sparkline(self._rates[-cells:], cells) + " ", "line--name")]


def clock(seconds: float) -> str:
    """`7 s`, `3 min 20 s`, `2 h 5 min`."""
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"
