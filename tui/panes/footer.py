"""The bottom line: keys of the place where the focus is, from the key table."""

from __future__ import annotations

from tui.keys import Keys, Place
from tui.panes.one_line import OneLine, Piece


class KeyFooter(OneLine):
    """As many keys as fit, the most wanted first."""

    def __init__(self, keys: Keys, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._keys = keys
        self._places: tuple[Place, ...] = ("list", "anywhere")

    def show(self, *places: Place) -> None:
        if places != self._places:
            self._places = places
            self.refresh()

    def left_pieces(self) -> list[Piece]:
        pieces: list[Piece] = []
        room = self.size.width
        for key, label in self._keys.footer(*self._places):
            room -= len(key) + len(label) + 4
            if room < 0:
                break
            pieces += [(f" {key} ", "line--key"), (f"{label}  ", "line--dim")]
        return pieces
