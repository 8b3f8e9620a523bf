"""In a window: what its keys do, from the key table, in as many lines as it has."""

from __future__ import annotations

from tui.key_table import Place
from tui.keys import Keys, written
from tui.panes.one_line import OneLine, Piece


class KeyHints(OneLine):
    """The keys of a place that the footer would show."""

    def __init__(self, keys: Keys, place: Place, lines: int = 1) -> None:
        super().__init__()
        self._keys = keys.footer(place)
        self._written = {key.action: written(keys.keys_of(key)[0]) for key in self._keys}
        self._line_count = lines
        self.styles.height = lines

    def left_pieces(self, line: int = 0) -> list[Piece]:
        share = -(-len(self._keys) // self._line_count)
        pieces: list[Piece] = []
        for key in self._keys[line * share : (line + 1) * share]:
            pieces += [(f" {self._written[key.action]} ", "line--key"), (f"{key.label} ", "line--dim")]
        return pieces
