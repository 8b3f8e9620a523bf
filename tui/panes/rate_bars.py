"""The lines around an I/O graph: its series above, what is at the cursor and how far the counting is below."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar, Final

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui import wording
from tui.graphs.plot import COLOURS
from tui.panes.one_line import OneLine, Piece
from tui.rate_graph.series import SeriesWanted
from tui.safe import cut

LONGEST_NAME: Final = 24
HIDDEN: Final = "·"
SERIES_STYLES: Final = [f"graph--series-{colour}" for colour in range(COLOURS)]


@dataclass(frozen=True, slots=True)
class SeriesShown:
    """What the line above tells."""

    series: tuple[SeriesWanted, ...] = ()
    chosen: int = 0
    problems: frozenset[int] = frozenset()
    """Places of those that cannot be counted."""
    shares: tuple[float | None, ...] = ()
    """How far each one's filter is; None where there is nothing to tell."""
    right: str = ""
    """Interval and scale."""


class SeriesLine(OneLine):
    """Each series by its mark, in its colour, the chosen one lit; those that are hidden are dim. A click chooses."""

    COMPONENT_CLASSES: ClassVar[set[str]] = set(SERIES_STYLES)

    class Chosen(Message):
        """The user clicked on a series."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown = SeriesShown()

    def show(self, shown: SeriesShown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if not self.shown.series:
            return [(" no series: ", "line--dim"), ("n", "line--key"), (" makes one", "line--dim")]
        first = self._first_in_sight()
        pieces: list[Piece] = [(" ‹", "line--dim")] if first else []
        for place in range(first, len(self.shown.series)):
            pieces += self._pieces(place)
        return pieces

    def _first_in_sight(self) -> int:
        """The chosen one is in sight, and as many before it as there is room for."""
        room = self.size.width - sum(cell_len(text) for text, _ in self.right_pieces()) - 3
        first = self.shown.chosen
        used = _cells(self._pieces(first))
        while first and (used := used + _cells(self._pieces(first - 1))) <= room:
            first -= 1
        return first

    def _pieces(self, place: int) -> list[Piece]:
        shown = self.shown
        one = shown.series[place]
        mark, name = one.drawn_mark if one.is_shown else HIDDEN, cut(one.name, LONGEST_NAME)
        share = shown.shares[place] if place < len(shown.shares) else None
        if place in shown.problems:
            mark, name = "!", f"{name} ✗"
        elif share is not None and one.is_shown:
            name = f"{name} {wording.percent_so_far(share)}"
        style = SERIES_STYLES[one.colour % COLOURS] if one.is_shown else "line--dim"
        style = "line--error" if place in shown.problems else style
        own = "line--badge" if place == shown.chosen else style
        return [(f" {mark} ", style), (f" {name} " if place == shown.chosen else f"{name} ", own)]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self.shown.right} ", "line--dim")]

    def on_click(self, event: events.Click) -> None:
        first = self._first_in_sight()
        left = 2 if first else 0
        for place in range(first, len(self.shown.series)):
            left += _cells(self._pieces(place))
            if event.x < left:
                if event.x >= (2 if first else 0):
                    self.post_message(self.Chosen(place))
                return


@dataclass(frozen=True, slots=True)
class MomentShown:
    """What the line below tells."""

    time: str = ""
    """Of the cursor; empty without one."""
    values: tuple[tuple[int, str, str], ...] = ()
    """Colour, mark and name, and value of each series."""
    note: str = ""
    """Of the chosen series."""
    problem: str = ""
    hints: Sequence[Piece] = field(default_factory=tuple)
    """Where there is no cursor."""


class MomentLine(OneLine):
    """Time and values at the cursor; behind them, on the second line, what there is to say of the chosen series.

    Values that have no room on the first line have the second one for themselves, and there is a third.
    """

    MOST_LINES = 3

    DEFAULT_CSS = "MomentLine { height: 2; }"
    COMPONENT_CLASSES: ClassVar[set[str]] = set(SERIES_STYLES)

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown = MomentShown()

    def show(self, shown: MomentShown) -> None:
        if shown != self.shown:
            self.shown = shown
            self._fit()
            self.refresh()

    def on_resize(self) -> None:
        self._fit()

    def _fit(self) -> None:
        """A third line comes and goes; how many there are else is for whoever shows it."""
        height, wants_more = self.size.height, bool(self._values_in_lines()[1])
        if wants_more != (height == self.MOST_LINES) and height in (self.MOST_LINES, self.MOST_LINES - 1):
            self.styles.height = self.MOST_LINES if wants_more else self.MOST_LINES - 1

    def left_pieces(self, line: int = 0) -> list[Piece]:
        shown = self.shown
        if not shown.time and not line:
            return list(shown.hints)
        first, second = self._values_in_lines()
        if not line:
            return first
        told = (shown.problem, "line--error") if shown.problem else (shown.note, "line--dim")
        note = [(f" {told[0]}", told[1])]
        if self.size.height < self.MOST_LINES:
            return [*second, *note]
        return second if line == 1 else note

    def _values_in_lines(self) -> tuple[list[Piece], list[Piece]]:
        """Time and values as far as there is room, and the others."""
        shown = self.shown
        first: list[Piece] = [(f" {shown.time} ", "line--strong")] if shown.time else []
        second: list[Piece] = []
        for colour, name, value in shown.values:
            pieces = [(f" {name} ", SERIES_STYLES[colour % COLOURS]), (f"{value} ", "line--strong")]
            if second or _cells([*first, *pieces]) > self.size.width:
                second += pieces
            else:
                first += pieces
        return first, second


def _cells(pieces: Sequence[Piece]) -> int:
    return sum(cell_len(text) for text, _ in pieces)
