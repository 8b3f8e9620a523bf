"""The lines around a TCP graph: above it which one it is, below it the packet under the cursor in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tui import wording
from tui.panes.one_line import OneLine, Piece, cells_of
from tui.panes.text_lines import wrapped
from tui.safe import safe

if TYPE_CHECKING:
    from tui.tcp_graphs.picture import MarkWords

COLOURS = {4: "line--warning", 5: "line--error"}
"""Of marks, by the number of their colour in the graph."""
NOTHING_MARKED = "Nothing is marked: no loss, no closed window, no reset."


class GraphTop(OneLine):
    """Which graph of which conversation, in which direction."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._told: tuple[str, str, str, str] = ("", "", "", "")

    def show(self, title: str, stream: str, direction: str, right: str) -> None:
        told = (title, stream, direction, right)
        if told != self._told:
            self._told = told
            self.refresh()

    def left_pieces(self, line: int = 0) -> Sequence[Piece]:
        title, stream, direction, right = self._told
        badge, number = (" remora ", "line--badge"), (stream, "line--dim")
        told = [(f" {title} ", "line--strong"), (f" {direction} ", "")]
        # Where not all has room, who talks to whom is what is wanted most.
        room = self.size.width - cell_len(f" {right} ")
        fitting = (one for one in ([badge, *told, number], [badge, *told]) if cells_of(one) <= room)
        return next(fitting, told)

    def right_pieces(self, line: int = 0) -> Sequence[Piece]:
        return [(f" {self._told[3]} ", "line--strong")]


class MarksLine(OneLine):
    """What is marked in the graph, and how often."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._words: Sequence[Sequence[MarkWords]] = ()

    def show(self, *words: Sequence[MarkWords]) -> None:
        """Signs with what they are, at length and shorter; nothing where there is no graph yet."""
        if words != self._words:
            self._words = words
            self.refresh()

    def left_pieces(self, line: int = 0) -> Sequence[Piece]:
        if not self._words:
            return []
        if not self._words[0]:
            return [(f" {NOTHING_MARKED}", "line--dim")]
        for words in self._words:
            pieces: list[Piece] = []
            for sign, text, colour in words:
                pieces += [(f"  {sign}", COLOURS.get(colour, "line--strong")), (f" {text}", "line--dim")]
            if sum(cell_len(text) for text, _ in pieces) < self.size.width:
                break
        return pieces


class PacketStory(OneLine):
    """A packet's head in the first line, sentences about it below, as far as there is room."""

    DEFAULT_CSS = "PacketStory { height: 4; }"

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._head, self._values = "", ""
        self._events: tuple[str, ...] = ()
        self._text = ""
        self._lines: tuple[int, list[str]] = (-1, [])

    def show(self, head: str, events: Sequence[str] = (), sentences: Sequence[str] = (), values: str = "") -> None:
        """`events`: what is marked of it, in a word or two; `values`: what the graph says there."""
        told = (head, tuple(events), " ".join(sentences), values)
        if told != (self._head, self._events, self._text, self._values):
            self._head, self._events, self._text, self._values = told
            self._lines = (-1, [])
            self.refresh()

    def left_pieces(self, line: int = 0) -> Sequence[Piece]:
        if line == 0:
            marked = [(f" · {event}", "line--warning") for event in self._events]
            return [(f" {self._head}", "line--strong"), *marked]
        lines = self._wrapped()
        return [(f" {lines[line - 1]}", "")] if line <= len(lines) else []

    def right_pieces(self, line: int = 0) -> Sequence[Piece]:
        return [(f" {self._values} ", "line--name")] if line == 0 and self._values else []

    def _wrapped(self) -> list[str]:
        """As many lines as there is room for; the last one has all that is left, and is cut."""
        width = max(self.size.width - 2, 1)
        if self._lines[0] != width:
            lines = wrapped(safe(self._text), width) if self._text else []
            room = max(self.size.height - 1, 1)
            self._lines = width, [*lines[: room - 1], " ".join(lines[room - 1 :])] if lines else []
        return self._lines[1]

    def on_resize(self) -> None:
        self._lines = (-1, [])


def packets_words(count: int, progress: float, *, is_working: bool) -> str:
    """`12,403 packets`, and how much was read while there is more."""
    read = f", {progress:.0%} read" if is_working and progress < 1 else ""
    return wording.packets(count) + read
