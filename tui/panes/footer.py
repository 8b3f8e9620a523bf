"""The bottom line: keys of the place where the focus is, from the key table."""

from __future__ import annotations

from tui.key_table import Key, Place
from tui.keys import Keys, written
from tui.panes.one_line import OneLine, Piece

ALWAYS = 90
"""Keys from this place in the footer's order on stand on the right, however narrow it is."""


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

    def left_pieces(self, line: int = 0) -> list[Piece]:
        keys = [key for key in self._keys.footer(*self._places) if key.footer < ALWAYS]
        room = self.size.width - sum(len(text) for text, _ in self.right_pieces())
        pieces: list[Piece] = []
        for shown in keys:
            drawn = self._drawn(shown)
            room -= sum(len(text) for text, _ in drawn)
            if room < 0:
                break
            pieces += drawn
        return pieces

    def right_pieces(self, line: int = 0) -> list[Piece]:
        keys = [key for key in self._keys.footer(*self._places) if key.footer >= ALWAYS]
        return [piece for key in keys for piece in self._drawn(key)]

    def _drawn(self, key: Key) -> list[Piece]:
        return [(f" {written(self._keys.keys_of(key)[0])} ", "line--key"), (f"{key.label} ", "line--dim")]
