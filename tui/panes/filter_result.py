"""Right of the filter's text field: what the filter in use lets pass, and who answers the one in the field."""

from __future__ import annotations

from typing import Literal

from tui import wording
from tui.panes.one_line import OneLine, Piece, cells_of
from tui.safe import cut, safe

RunState = Literal["working", "stopped", "finished"]

WIDEST = 0.6
"""Of the screen's width, as the style sheet has it."""
IN_USE = " in use: "
FEWEST = 8
"""Cells of a filter that tell something."""


class FilterResult(OneLine):
    """As wide as what it says."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.pieces: list[Piece] = []
        self.seconds = ""
        """How long it took; left out where there is no room."""
        self.tier = ""
        self.is_in_use = True
        """The text in the field is the filter in use; else only the tier is of it."""
        self.in_use = ""
        """The filter in use, told as long as another text is in the field."""
        self.work = ""
        """What else is at work."""

    def left_pieces(self, line: int = 0) -> list[Piece]:
        work: list[Piece] = [(self.work, "line--warning")] if self.work else []
        tier: list[Piece] = []
        if self.tier:
            tier = [("· " if self.is_in_use and self.pieces else " ", "line--dim"), (f"{self.tier} ", "line--dim")]
        if not self.is_in_use:
            return [*self._in_use_pieces(self._room - cells_of([*tier, *work])), *tier, *work]
        time: list[Piece] = [(f"· {self.seconds} ", "line--dim")] if self.seconds else []
        whole = [*self.pieces, *time, *tier, *work]
        return whole if cells_of(whole) <= self._room else [*self.pieces, *tier, *work]

    @property
    def _room(self) -> int:
        return int(self.screen.size.width * WIDEST)

    def _in_use_pieces(self, room: int) -> list[Piece]:
        """As much of the filter in use as there is room for, at most a third of the screen; nothing of a few cells."""
        cells = min(room - len(IN_USE) - 1, self.screen.size.width // 3)
        if not self.in_use or cells < FEWEST:
            return []
        return [(IN_USE, "line--dim"), (f"{cut(safe(self.in_use), cells)} ", "line--strong")]

    def show(self, *pieces: Piece, seconds: str = "") -> None:
        """What the filter in use lets pass."""
        self.pieces, self.seconds = list(pieces), seconds
        self.fit()

    def show_progress(self, found: int, total: int, examined: float, seconds: float, state: RunState) -> None:
        """How many packets match of how many, and how long it took; or how far it got, as a part of 1."""
        done = wording.percent_so_far(examined)
        if state == "working":
            self.show((f" {wording.count(found)} so far · {done} · Esc stops ", "line--dim"))
        elif state == "stopped":
            self.show((" ■ ", "line--warning"), (f"{wording.count(found)} · stopped at {done} ", "line--strong"))
        else:
            number = f"{wording.count(found)} of {wording.count(total)} "
            self.show((" ✓ ", "line--good"), (number, "line--strong"), seconds=wording.seconds_taken(seconds))

    def show_tier(self, tier: str, *, is_in_use: bool, in_use: str = "") -> None:
        """Who answers the filter in the field; empty where that is not known."""
        if (tier, is_in_use, in_use) != (self.tier, self.is_in_use, self.in_use):
            self.tier, self.is_in_use, self.in_use = tier, is_in_use, in_use
            self.fit()

    def show_work(self, words: str) -> None:
        """How far a sort or a search got; empty when it is over."""
        self.work = words
        self.fit()

    def fit(self) -> None:
        """Be as wide as the pieces, and draw them."""
        self.styles.width = cells_of(self.left_pieces())
        self.refresh()
