"""A line of tabs, one of which is shown; a click chooses another. What has no room is left out around the one shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.message import Message

from tui.panes.one_line import OneLine, Piece


@dataclass(frozen=True, slots=True)
class Tab:
    """One of them; texts as they came."""

    name: str
    title: str
    count: str = ""
    is_empty: bool = False
    """There is nothing in it."""
    is_warning: bool = False
    """There is something wrong in it."""

    @property
    def width(self) -> int:
        """Cells."""
        return cell_len(f" {self.title} ") + (cell_len(f"{self.count} ") if self.count else 0)


class TabLine(OneLine):
    """The chosen tab is always in sight."""

    class Chosen(Message):
        """The user clicked on a tab."""

        def __init__(self, line: TabLine, name: str) -> None:
            super().__init__()
            self.line = line
            self.name = name

        @property
        def control(self) -> TabLine:
            return self.line

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._tabs: Sequence[Tab] = ()
        self._chosen = ""
        self._words = ""

    def show(self, tabs: Sequence[Tab], chosen: str, words: str = "") -> None:
        """`words` stand on the right."""
        if (tabs, chosen, words) != (self._tabs, self._chosen, self._words):
            self._tabs, self._chosen, self._words = tabs, chosen, words
            self.refresh()

    def left_pieces(self, line: int = 0) -> list[Piece]:
        pieces: list[Piece] = []
        first = self._first()
        if first:
            pieces.append(("‹", "line--dim"))
        last = self._last(first)
        for tab in self._tabs[first:last]:
            here = tab.name == self._chosen
            pieces.append((f" {tab.title}", "line--badge" if here else "line--dim" if tab.is_empty else "line--strong"))
            mark = ("!", "line--warning") if tab.is_warning else (" ", "")
            pieces.append((mark[0], "line--badge" if here else mark[1]))
            if tab.count:
                pieces.append((f"{tab.count} ", "line--badge" if here else "line--dim"))
        if last < len(self._tabs):
            pieces.append(("›", "line--dim"))
        return pieces

    def right_pieces(self, line: int = 0) -> list[Piece]:
        return [(f" {self._words} ", "line--name")] if self._words else []

    def on_click(self, event: events.Click) -> None:
        first = self._first()
        left = 1 if first else 0
        for tab in self._tabs[first : self._last(first)]:
            left += tab.width
            if event.x < left:
                self.post_message(self.Chosen(self, tab.name))
                return

    def _first(self) -> int:
        """The first tab that is in sight, so that the chosen one is."""
        names = [tab.name for tab in self._tabs]
        if self._chosen not in names:
            return 0
        chosen = names.index(self._chosen)
        room = self._room
        if sum(tab.width for tab in self._tabs) <= room:
            return 0
        first = 0
        while first < chosen and sum(tab.width for tab in self._tabs[first : chosen + 1]) + 2 > room:
            first += 1
        return first

    def _last(self, first: int) -> int:
        """Behind the last tab that has room beside the first one; that one has some anyway."""
        room = self._room - (1 if first else 0)
        if sum(tab.width for tab in self._tabs[first:]) <= room:
            return len(self._tabs)
        last = first + 1
        while sum(tab.width for tab in self._tabs[first : last + 1]) + 1 <= room:
            last += 1
        return last

    @property
    def _room(self) -> int:
        words = cell_len(f" {self._words} ") if self._words else 0
        return self.size.width - min(words, self.size.width * 2 // 3)
