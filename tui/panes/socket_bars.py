"""The lines around the table of sockets: what is shown and how many, the toggles with their keys, what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from textual import events
from textual.message import Message

from tui import wording
from tui.keys import Keys, written
from tui.panes.one_line import OneLine, Piece, cells_of
from tui.panes.screens_line import ScreensLine
from tui.socket_view.order import Arrangement, Counts

TOGGLES: Final = (
    ("only_tcp", "tcp", "TCP", "TCP"),
    ("only_udp", "udp", "UDP", "UDP"),
    ("only_unix", "unix", "UNIX", "UNIX"),
    ("only_others", "other", "others", "other"),
    ("only_listening", "listening", "listening", "listen"),
    ("only_established", "established", "established", "estab."),
)
"""Actions, what each shows, and its word where there is room and where there is not."""
GROUPING_WORDS: Final = {"list": "list", "process": "by process", "listener": "by listener"}
WIDE_ENOUGH: Final = 110
"""Cells of a line that has room for whole words."""


@dataclass(frozen=True, slots=True)
class SocketsShown:
    """What the bars tell."""

    counts: Counts = field(default_factory=Counts)
    shown: int = 0
    closed: int = 0
    """Rows of those that are there no more."""
    arrangement: Arrangement = field(default_factory=Arrangement)
    is_paused: bool = False
    keeps_closed: bool = False
    numeric: bool = True
    namespace: str = ""
    has_looked: bool = False


class SocketsTop(ScreensLine):
    """How many sockets there are and how many are shown; the screens, where there is room."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.shown = SocketsShown()

    def show(self, shown: SocketsShown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        shown = self.shown
        where = f" sockets of {shown.namespace} " if shown.namespace else " sockets "
        if not shown.has_looked:
            state: Piece = ("◌ looking ", "line--name")
        elif shown.is_paused:
            state = ("■ paused: space goes on, r looks once ", "line--warning")
        else:
            state = ("● live ", "line--live")
        return [(" remora ", "line--badge"), (where, "line--strong"), state]

    def right_pieces(self, line: int = 0) -> Sequence[Piece]:
        shown = self.shown
        counts: list[Piece] = [
            (f" {wording.count(shown.shown)}", "line--strong"),
            (" shown of ", "line--dim"),
            (wording.count(shown.counts.total), "line--strong"),
            (f", {wording.count(shown.closed)} closed " if shown.closed else " ", "line--dim"),
        ]
        return self.behind_screens(counts)


class SocketToggles(OneLine):
    """Kinds and states with their counts and keys: those that are on alone are shown. A click turns one."""

    class Turned(Message):
        """The user clicked on a toggle."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self, keys: Keys, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._written = {key.action: written(keys.keys_of(key)[0]) for key in keys.of_place("sockets")}
        self.shown = SocketsShown()

    def show(self, shown: SocketsShown) -> None:
        if shown != self.shown:
            self.shown = shown
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        return [piece for _, pieces in self._parts() for piece in pieces]

    def _parts(self) -> list[tuple[str, list[Piece]]]:
        """By action; the names of those that are on stand out by colour and by brackets."""
        shown = self.shown
        arrangement = shown.arrangement
        counts = {str(name): n for name, n in (*shown.counts.kinds.items(), *shown.counts.beings.items())}
        on: set[str] = {*arrangement.kinds, *arrangement.beings}
        found = []
        for action, name, long, short in TOGGLES:
            word = long if self.size.width >= WIDE_ENOUGH else short
            is_on = name in on
            pieces: list[Piece] = [(f" {self._written.get(action, '')} ", "line--key")]
            pieces += [(f"[{word}]" if is_on else word, "line--badge" if is_on else "")]
            pieces += [(f" {wording.count(counts.get(name, 0))} ", "line--strong" if is_on else "line--dim")]
            found.append((action, pieces))
        return found

    def right_pieces(self, line: int = 0) -> list[Piece]:
        shown = self.shown
        is_wide = self.size.width >= WIDE_ENOUGH
        pieces: list[Piece] = []
        if shown.keeps_closed:
            pieces.append((" closed are kept" if is_wide else " t kept", "line--warning"))
        if not shown.numeric:
            pieces.append((" names", "line--name"))
        return [*pieces, *self._grouping()]

    def _grouping(self) -> list[Piece]:
        grouping = self.shown.arrangement.grouping
        return [
            (f" {self._written.get('grouping', '')} ", "line--key"),
            (f"{GROUPING_WORDS[grouping]} ", "line--dim" if grouping == "list" else "line--strong"),
        ]

    def on_click(self, event: events.Click) -> None:
        right = 0
        for action, pieces in self._parts():
            right += cells_of(pieces)
            if event.x < right:
                self.post_message(self.Turned(action))
                return
        if event.x >= self.size.width - cells_of(self._grouping()):
            self.post_message(self.Turned("grouping"))


class SocketNotice(OneLine):
    """What could not be seen and why; without it the line takes no room."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.sentences: Sequence[str] = ()
        self.is_wrong = False
        self.display = False

    def show(self, sentences: Sequence[str], *, is_wrong: bool = False) -> None:
        """`is_wrong`: nothing is seen any more."""
        if (tuple(sentences), is_wrong) != (tuple(self.sentences), self.is_wrong):
            self.sentences, self.is_wrong = tuple(sentences), is_wrong
            self.display = bool(sentences)
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        style = "line--error" if self.is_wrong else "line--warning"
        return [(" ! ", style), (wording.sentence("; ".join(self.sentences)), "" if self.is_wrong else "line--dim")]
