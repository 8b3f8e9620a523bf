"""The line above the table of conversations: the kinds with how many there are, and which packets are counted."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual import events
from textual.message import Message

from dissectors.streams.tables.conversations import KINDS, TITLES, Kind
from tui import wording
from tui.panes.one_line import OneLine, Piece


class KindTabs(OneLine):
    """One kind is shown; a click chooses another."""

    class Chosen(Message):
        """The user clicked on a kind."""

        def __init__(self, kind: Kind) -> None:
            super().__init__()
            self.kind = kind

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._kind: Kind = "tcp"
        self._counts: Mapping[Kind, int] = {}
        self._scope = ""

    def show(self, kind: Kind, counts: Mapping[Kind, int], scope: str) -> None:
        """`scope` says which packets are counted; it may come from anywhere."""
        if (kind, counts, scope) != (self._kind, self._counts, self._scope):
            self._kind, self._counts, self._scope = kind, counts, scope
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        pieces: list[Piece] = []
        for kind in KINDS:
            name, count = self._words(kind)
            here = kind == self._kind
            pieces += [
                (f" {name}", "line--badge" if here else "line--strong" if self._counts.get(kind) else "line--dim"),
                (f" {count} ", "line--badge" if here else "line--dim"),
            ]
        return pieces

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self._scope} ", "line--name")] if self._scope else []

    def on_click(self, event: events.Click) -> None:
        left = 0
        for kind in KINDS:
            left += sum(cell_len(word) for word in self._words(kind)) + 3
            if event.x < left:
                self.post_message(self.Chosen(kind))
                return

    def _words(self, kind: Kind) -> tuple[str, str]:
        return TITLES[kind], wording.count(self._counts.get(kind, 0))
