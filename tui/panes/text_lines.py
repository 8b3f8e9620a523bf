"""Paragraphs to read, wrapped to the width and scrolled: for help, explanations and notices."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len, get_character_cell_size
from rich.style import Style
from textual import events

from tui.panes.lines import LinePane
from tui.safe import fit, safe


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A text as it came; `head` stands before its first line, the others begin below the text."""

    text: str = ""
    style: str = ""
    """A component class of `TextLines`; empty for plain."""
    head: str = ""
    head_style: str = ""


def wrapped(text: str, width: int) -> list[str]:
    """A safe text in lines of at most `width` cells, broken at spaces where there are any."""
    lines, line, used = [], "", 0
    for word in text.split(" "):
        size = cell_len(word)
        if line and used + 1 + size > width:
            lines.append(line)
            line, used = "", 0
        while size > width > 0:
            piece = _piece(word, width)
            lines.append(piece)
            word = word[len(piece) :]
            size = cell_len(word)
        line = f"{line} {word}" if line else word
        used = cell_len(line)
    return [*lines, line]


def _piece(word: str, width: int) -> str:
    used = 0
    for index, character in enumerate(word):
        used += get_character_cell_size(character)
        if used > width:
            return word[: max(index, 1)]
    return word


class TextLines(LinePane):
    """Read only; keys scroll instead of moving a cursor."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "text--head",
        "text--key",
        "text--dim",
        "text--strong",
        "text--error",
    }

    def __init__(self, paragraphs: Sequence[Paragraph] = (), *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._paragraphs = list(paragraphs)
        self._wrapped: list[tuple[str, str, str, str]] = []
        self._wrapped_for = -1

    def show(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = list(paragraphs)
        self._wrapped_for = -1
        self.lines_changed()
        self.refresh()

    def line_count(self) -> int:
        self._wrap(self.drawn_width - 1)
        return len(self._wrapped)

    def height_for(self, width: int) -> int:
        """Lines that it takes at a width."""
        return sum(len(self._lines_of(paragraph, width - 2)) for paragraph in self._paragraphs)

    def draw_line(self, line: int, width: int) -> list[tuple[str, Style]]:
        head, head_style, text, style = self._wrapped[line]
        room = max(width - 1 - cell_len(head), 0)
        return [
            (" ", self.rich_style),
            (head, self.colours(head_style) if head_style else self.rich_style),
            (fit(text, room), self.colours(style) if style else self.rich_style),
        ]

    def _wrap(self, width: int) -> None:
        if width != self._wrapped_for:
            self._wrapped_for = width
            self._wrapped = [line for paragraph in self._paragraphs for line in self._lines_of(paragraph, width)]

    def _lines_of(self, paragraph: Paragraph, width: int) -> list[tuple[str, str, str, str]]:
        head = safe(paragraph.head)
        texts = wrapped(safe(paragraph.text), max(width - cell_len(head), 8))
        blank = " " * cell_len(head)
        return [
            (head if index == 0 else blank, paragraph.head_style, text, paragraph.style)
            for index, text in enumerate(texts)
        ]

    def show_line(self, line: int) -> None:
        """There is no cursor to keep in sight."""

    def action_move_up(self) -> None:
        self.scroll_lines_to(self.first_visible - 1)

    def action_move_down(self) -> None:
        self.scroll_lines_to(self.first_visible + 1)

    def action_page_up(self) -> None:
        self.scroll_lines_to(self.first_visible - self.visible_height)

    def action_page_down(self) -> None:
        self.scroll_lines_to(self.first_visible + self.visible_height)

    def action_go_first(self) -> None:
        self.scroll_lines_to(0)

    def action_go_last(self) -> None:
        self.scroll_lines_to(self.line_count())

    def on_click(self, event: events.Click) -> None:
        event.stop()
