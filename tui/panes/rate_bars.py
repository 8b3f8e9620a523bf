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
from tui.panes.one_line import OneLine, Piece, cells_of
from tui.rate_graph.series import SeriesWanted
from tui.safe import cut

LONGEST_NAME, SHORTEST_NAME = 24, 10
"""Cells of a series' name, where there is room for all and where there is not."""
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
    """How long an interval is."""
    short_right: str = ""
    """The same where there is little room."""
    units: tuple[str, ...] = ()
    """Of what each one's values are, as far as that is to be told."""


class SeriesLine(OneLine):
    """Each series by its mark, in its colour, the chosen one lit; those that are hidden are dim. A click chooses.

    Where not all have room their names are shorter, then the chosen one and some around it are in sight.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = set(SERIES_STYLES)

    class Chosen(Message):
        """The user clicked on a series."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown = SeriesShown()
        self._fits: tuple[tuple[SeriesShown, int] | None, tuple[int, str]] = None, (SHORTEST_NAME, "")
        """For what and how wide a line it was found, and what fits there: a painting asks three times."""

    def show(self, shown: SeriesShown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        if not self.shown.series:
            return [(" no series: ", "line--dim"), ("n", "line--key"), (" makes one", "line--dim")]
        longest, in_sight = self._in_sight()
        pieces: list[Piece] = [(" ‹", "line--dim")] if in_sight.start else []
        for place in in_sight:
            pieces += self._pieces(place, longest)
        if in_sight.stop < len(self.shown.series):
            pieces.append(("›", "line--dim"))
        return pieces

    @property
    def _widths(self) -> list[tuple[int, str]]:
        """How long names may be with what is told on the right, the best first."""
        narrower = range(LONGEST_NAME, SHORTEST_NAME - 1, -1)
        return [(longest, right) for right in (self.shown.right, self.shown.short_right) for longest in narrower]

    def _fitting(self) -> tuple[int, str]:
        """The first of them with which all series have room, else the last one."""
        asked = self.shown, self.size.width
        if asked != self._fits[0]:
            self._fits = asked, self._found_to_fit()
        return self._fits[1]

    def _found_to_fit(self) -> tuple[int, str]:
        places = range(len(self.shown.series))
        for longest, right in self._widths:
            if sum(cells_of(self._pieces(place, longest)) for place in places) + cell_len(right) + 2 <= self.size.width:
                return longest, right
        return self._widths[-1]

    def _in_sight(self) -> tuple[int, range]:
        """How long names may be, and the places of the chosen one and of as many around it as there is room for."""
        longest, right = self._fitting()
        widths = [cells_of(self._pieces(place, longest)) for place in range(len(self.shown.series))]
        room = self.size.width - cell_len(right) - 2
        if sum(widths) <= room:
            return longest, range(len(widths))
        first, stop = self.shown.chosen, min(self.shown.chosen + 1, len(widths))
        room -= len(" ‹") + len("›") + sum(widths[first:stop])
        # Those before it come first: so the line stays as it is while the choice moves within it.
        while first and widths[first - 1] <= room:
            first -= 1
            room -= widths[first]
        while stop < len(widths) and widths[stop] <= room:
            room -= widths[stop]
            stop += 1
        return longest, range(first, stop)

    def _pieces(self, place: int, longest: int) -> list[Piece]:
        shown = self.shown
        one = shown.series[place]
        mark, name = one.drawn_mark if one.is_shown else HIDDEN, cut(one.name, longest)
        if place < len(shown.units) and shown.units[place]:
            name = f"{name}, {shown.units[place]}"
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
        right = self._fitting()[1] if self.shown.series else self.shown.right
        return [(f" {right} ", "line--dim")] if right else []

    def on_click(self, event: events.Click) -> None:
        if not self.shown.series:
            return
        longest, in_sight = self._in_sight()
        left = len(" ‹") if in_sight.start else 0
        if event.x < left:
            self.post_message(self.Chosen(in_sight.start - 1))
            return
        for place in in_sight:
            left += cells_of(self._pieces(place, longest))
            if event.x < left:
                self.post_message(self.Chosen(place))
                return
        if in_sight.stop < len(self.shown.series) and event.x == left:
            self.post_message(self.Chosen(in_sight.stop))


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
            if second or cells_of([*first, *pieces]) > self.size.width:
                second += pieces
            else:
                first += pieces
        return first, second
