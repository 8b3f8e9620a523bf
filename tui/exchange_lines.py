"""An exchange as lines of equally many bytes: the hex dump, hex digits, arrays, YAML. Computed, nothing is read for it.

A form says what stands around each block of bytes; `text_index` does the same for text, whose lines end where they end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np

from tui.exchange_view import ExchangeView

LineKind = Literal["bytes", "gap", "head"]


@dataclass(frozen=True, slots=True)
class Line:
    """What stands in a line."""

    kind: LineKind
    part: int
    """The number of its first byte's part, or of the gap."""
    start: int
    """Positions of its bytes."""
    stop: int
    head: int = 0
    """Which of the lines before a block, for the kind "head"."""
    ends_block: bool = False


class Lines(Protocol):
    """The lines of a view; all numbers count from 0."""

    def count(self) -> int:
        """As far as it is known."""
        ...

    def line(self, number: int) -> Line: ...

    def line_at(self, position: int) -> int:
        """The line with a byte; the last one before it where that is not known yet."""
        ...

    def line_of_gap(self, number: int) -> int:
        """The line of a gap, by its part's number."""
        ...

    def refresh(self) -> None:
        """The view has changed."""
        ...

    def work(self, seconds: float) -> bool:
        """Find further lines; True as long as there is more to do."""
        ...


class EqualLines:
    """`per_line` bytes a line, in blocks that are turns, or parts where `by_part`; `heads` lines before each block."""

    def __init__(self, view: ExchangeView, per_line: int, *, by_part: bool = False, heads: int = 0) -> None:
        self._view, self._per_line, self._by_part, self._heads = view, per_line, by_part, heads
        self.refresh()

    def refresh(self) -> None:
        view = self._view
        first = np.arange(len(view.numbers)) if self._by_part else view.turns
        starts = view.positions[first] if len(first) else np.zeros(0, np.int64)
        stops = np.append(starts[1:], view.size) if len(first) else starts
        is_data = view.is_data[first]
        lines = np.where(is_data, -(-(stops - starts) // self._per_line) + self._heads, 1)
        self._first, self._starts, self._stops, self._is_data = first, starts, stops, is_data
        behind = np.cumsum(lines)
        self._lines = behind - lines
        """Where each block begins."""
        self._count = int(behind[-1]) if len(behind) else 0

    def work(self, seconds: float) -> bool:
        return False

    def count(self) -> int:
        return self._count

    def line(self, number: int) -> Line:
        block = int(np.searchsorted(self._lines, number, side="right")) - 1
        start, stop = int(self._starts[block]), int(self._stops[block])
        part = int(self._view.numbers[self._first[block]])
        if not self._is_data[block]:
            return Line("gap", part, start, start)
        inside = number - int(self._lines[block])
        if inside < self._heads:
            return Line("head", part, start, start, inside)
        start += (inside - self._heads) * self._per_line
        end = min(start + self._per_line, stop)
        return Line("bytes", self._view.part_at(start), start, end, ends_block=end == stop)

    def line_at(self, position: int) -> int:
        # Of blocks that begin at one position the last one has the byte; the others are gaps.
        block = int(np.searchsorted(self._starts, position, side="right")) - 1
        if block < 0:
            return 0
        if not self._is_data[block]:
            return int(self._lines[block])
        return int(self._lines[block]) + self._heads + (position - int(self._starts[block])) // self._per_line

    def line_of_gap(self, number: int) -> int:
        at = int(np.searchsorted(self._view.numbers, number))
        block = int(np.searchsorted(self._first, at, side="right")) - 1
        return int(self._lines[max(block, 0)]) if len(self._lines) else 0
