"""The line above the bytes that names the byte sources of a packet, where it has several: which one is shown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tui.safe import fit

BETWEEN = "│"


@dataclass(frozen=True, slots=True)
class Tab:
    """A source's name in the line, one cell of space on either side."""

    start: int
    """Its first cell."""
    text: str

    @property
    def stop(self) -> int:
        """The cell behind it."""
        return self.start + len(self.text)


def tabs(names: Sequence[str], width: int) -> Iterator[Tab]:
    """The names from the left, as far as there is room: where not all fit each has its share, with its number.

    Several of them may begin alike.
    """
    room = width - len(BETWEEN) * (len(names) - 1)
    share = room
    if sum(len(name) + 2 for name in names) > room:
        share = room // max(len(names), 1)
        names = [f"{number} {name}" for number, name in enumerate(names)]
    start = 0
    for name in names:
        text = fit(f" {name} ", max(share, 0)).rstrip()
        text += " " if len(text) < share else ""
        yield Tab(start, text)
        start += len(text) + len(BETWEEN)


def tab_at(names: Sequence[str], width: int, x: int) -> int | None:
    """The number of the source whose name is drawn at a cell."""
    return next((number for number, tab in enumerate(tabs(names, width)) if tab.start <= x < tab.stop), None)
