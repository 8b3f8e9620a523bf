"""The lines around the tables of statistics: what a table tells, and what there is to its row under the cursor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui import wording
from tui.panes.one_line import OneLine, Piece
from tui.panes.text_lines import wrapped
from tui.safe import safe

if TYPE_CHECKING:
    from tui.statistics.dissecting import Coverage

PROGRESS_CELLS = 8


class HeadingLine(OneLine):
    """What the table below is about, in a second line too where one is too short for it."""

    MOST_LINES = 2
    _title = ""

    def show(self, title: str) -> None:
        """A text as it came."""
        if title != self._title:
            self._title = title
            self._fit()
            self.refresh()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        lines = min(len(self._lines()), self.MOST_LINES)
        if self.size.width and lines != self.size.height:
            self.styles.height = lines

    def _lines(self) -> list[str]:
        return wrapped(safe(self._title), max(self.size.width - 2, 1))

    def left_pieces(self, line: int = 0) -> list[Piece]:
        lines = self._lines()
        is_cut = line == self.size.height - 1 and line < len(lines) - 1
        return [(f" {lines[line]}{' …' if is_cut else ''}", "line--dim")] if line < len(lines) else []


class RowLine(OneLine):
    """The filter that leads to the packets of the row under the cursor, and how far the view has been counted."""

    _filter: str | None = None
    _coverage: Coverage | None = None
    _share = 1.0
    _finds: str | None = None

    def show(
        self, display_filter: str | None, coverage: Coverage | None, share: float = 1.0, finds: str | None = None
    ) -> None:
        """`display_filter` is None where none leads there; `coverage` is None where all that there is has been told.

        `share` of the packets is in what is being counted; 1 where nothing is. `finds` says what the filter finds
        where that is not what the row counts.
        """
        if (display_filter, coverage, share, finds) != (self._filter, self._coverage, self._share, self._finds):
            self._filter, self._coverage, self._share, self._finds = display_filter, coverage, share, finds
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if not self._filter:
            return []
        # Before the filter, which may be longer than the line.
        finds: list[Piece] = [(f"({self._finds}) ", "line--strong")] if self._finds else []
        return [(" Enter ", "line--key"), *finds, (self._filter, "line--name")]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        told = self._coverage
        if told is None:
            return []
        if self._share == 1 and not told.total:
            return [("counting ... ", "line--dim")]
        part = self._share if self._share < 1 else told.examined / told.total
        bar = (f" {wording.progress_bar(part, PROGRESS_CELLS)} ", "line--name")
        if self._share < 1:
            return [bar, (f"counted {wording.percent_so_far(part)} ", "line--strong")]
        return [
            bar,
            (f"dissected {wording.percent_so_far(part)}", "line--strong"),
            (f" of {wording.packets(told.total)} ", "line--dim"),
        ]
