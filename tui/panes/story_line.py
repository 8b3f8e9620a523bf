"""What a scene of the lab is doing, in words, while it is captured."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tui.panes.one_line import OneLine, Piece

if TYPE_CHECKING:
    from tui.lab.scenes import Scene


class StoryLine(OneLine):
    """The latest step; at the end, how to read all of them."""

    def __init__(self, scene: Scene, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._scene = scene
        self._words = "begins when the capture does"
        self._is_over = False

    def show(self, words: str, is_over: bool) -> None:
        self._words, self._is_over = words or self._words, is_over
        self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        head: Piece = (f" {self._scene.name} ", "line--badge")
        if self._is_over:
            return [head, (f" {self._scene.title}. It is over; look for {self._scene.look_for}", "")]
        return [head, (f" {self._words}", "line--name")]

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [(" w ", "line--key"), ("what happened ", "line--dim")]
