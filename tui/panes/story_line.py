"""What a scene of the lab is doing, in words, while it is captured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual import events

from tui.panes.one_line import OneLine, Piece
from tui.panes.text_lines import wrapped
from tui.safe import safe

if TYPE_CHECKING:
    from tui.lab.scenes import Scene

MOST_LINES = 2
MORE: tuple[Piece, ...] = ((" w ", "line--key"), ("what happened ", "line--dim"))


class StoryLine(OneLine):
    """The latest step; at the end, how to read all of them."""

    def __init__(self, scene: Scene, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._scene = scene
        self._words = "begins when the capture does"
        self._is_over = False

    def show(self, words: str, is_over: bool) -> None:
        self._words, self._is_over = words or self._words, is_over
        self._fit(self.size.width)
        self.refresh()

    def on_resize(self, event: events.Resize) -> None:
        self._fit(event.size.width)

    def _fit(self, width: int) -> None:
        self.styles.height = max(1, min(len(self._lines(width)), MOST_LINES))

    def _lines(self, width: int) -> list[str]:
        told = f"{self._scene.title}. It is over; look for {self._scene.look_for}" if self._is_over else self._words
        room = width - len(self._head) - sum(len(text) for text, _ in MORE) - len(" ") - len(" …")
        return wrapped(safe(told), max(room, 8))

    @property
    def _head(self) -> str:
        return f" {self._scene.name} "

    def left_pieces(self, line: int = 0) -> list[Piece]:
        lines = self._lines(self.size.width)
        text = lines[line] if line < len(lines) else ""
        if line == MOST_LINES - 1 and len(lines) > MOST_LINES:
            text += " …"
        head: Piece = (self._head, "line--badge") if line == 0 else (" " * len(self._head), "")
        return [head, (f" {text}", "" if self._is_over else "line--name")]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return list(MORE) if line == 0 else []
