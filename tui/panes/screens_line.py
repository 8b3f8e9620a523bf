"""A line on top of a screen that names the other screens with their keys, where what it is there for leaves room."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual import events

from tui.key_table import KEYS
from tui.keys import Keys, written
from tui.panes.one_line import OneLine, Piece, cells_of

SCREENS: Final = [
    next(key for key in KEYS if key.action == action)
    for action in ("packets", "conversations", "sockets", "statistics", "diagnosis")
]
"""What leads to each screen."""


class ScreensLine(OneLine):
    """Subclasses give the pieces on the left, and put what they have on the right behind the screens."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._screens: list[Piece] = []
        self._here = ""

    def name_screens(self, keys: Keys, here: str) -> None:
        """`here` is the action that leads to the screen which the line is on."""
        self._screens, self._here = [], here
        for screen in SCREENS:
            strong = "line--strong" if screen.action == here else "line--dim"
            self._screens += [
                (f" {written(keys.keys_of(screen)[0])} ", "line--key"),
                (f"{screen.label.capitalize()} ", strong),
            ]
        self.refresh()

    @property
    def most_on_the_right(self) -> int:
        """The names of five screens, with counters, have room in 160 columns, and with fewer of these in 120."""
        return self.size.width * 3 // 4

    def behind_screens(self, pieces: Sequence[Piece]) -> Sequence[Piece]:
        """The screens and these pieces; these alone where both have no room."""
        both = [*self._screens, *pieces]
        whole = cells_of(both)
        has_room = cells_of(self.left_pieces()) + whole <= self.size.width and whole <= self.most_on_the_right
        return both if has_room else pieces

    async def on_click(self, event: events.Click) -> None:
        """A click on a screen's name does what its key does."""
        right = [] if self.size.width == 0 else list(self.right_pieces())
        if not self._screens or right[: len(self._screens)] != self._screens:
            return
        left = self.size.width - cells_of(right)
        for place, screen in enumerate(SCREENS):
            start, left = left, left + cells_of(self._screens[2 * place : 2 * place + 2])
            if start <= event.x < left and screen.action != self._here:
                await self.screen.run_action(screen.action)
