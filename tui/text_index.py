"""An exchange as lines of text: they end where a line ends, a turn begins, or the pane's width is used up.

Bytes are looked through once, window by window; only how many lines each window has is kept, and its lines are found
anew when they are drawn.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from tui.exchange_lines import Line
from tui.exchange_view import ExchangeView

Integers = NDArray[np.int64]

WINDOW_BYTES: Final = 1 << 16
KEPT_WINDOWS: Final = 8
TAB: Final = 4
"""Cells, wherever it stands."""

_LINE_FEED: Final = 0x0A
_CARRIAGE_RETURN: Final = 0x0D


def _cells(is_utf8: bool) -> NDArray[np.int32]:
    """Cells that a byte takes at most when it is drawn; the bytes within a character of UTF-8 take none."""
    cells = np.ones(256, np.int32)
    cells[[0x0A, 0x0D]] = 0
    cells[0x09] = TAB
    if is_utf8:
        cells[0xE0:0xF5] = 2
    return cells


@dataclass(frozen=True, slots=True)
class _Window:
    """The lines that begin in a window."""

    starts: Integers
    gaps: Integers
    """For each line, -1, or which of the view's parts is the gap."""
    used: int
    """Cells that are used behind the window of the line it ends in."""


class TextLines:
    """Lines of at most `width` cells."""

    def __init__(self, view: ExchangeView, width: int, *, is_utf8: bool) -> None:
        self._view = view
        # A character of two cells does not begin in the last one.
        self._width = max(width - 1 if is_utf8 else width, 1)
        self._is_utf8 = is_utf8
        self._cells = _cells(is_utf8)
        self._lines_before = [0]
        """Of each window that is done, and of the one behind them."""
        self._used = [0]
        """Cells used before each of them."""
        self._kept: OrderedDict[int, _Window] = OrderedDict()

    # The view grows.

    def refresh(self) -> None:
        """Windows that are done stay as they are: only the last ones may get more."""
        for number in [number for number in self._kept if number >= self._done]:
            del self._kept[number]

    def work(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        while (self._done + 1) * WINDOW_BYTES < self._view.size:
            window = self._window(self._done)
            self._lines_before.append(self._lines_before[-1] + len(window.starts))
            self._used.append(window.used)
            if time.monotonic() >= deadline:
                return (self._done + 1) * WINDOW_BYTES < self._view.size
        return False

    @property
    def _done(self) -> int:
        """Windows that are done; the one behind them can be drawn too."""
        return len(self._lines_before) - 1

    # What is asked.

    def count(self) -> int:
        return self._lines_before[-1] + len(self._window(self._done).starts)

    def line(self, number: int) -> Line:
        at = int(np.searchsorted(self._lines_before, number, side="right")) - 1
        window = self._window(at)
        inside = number - self._lines_before[at]
        start, gap = int(window.starts[inside]), int(window.gaps[inside])
        if gap >= 0:
            return Line("gap", int(self._view.numbers[gap]), start, start)
        stop = self._next_start(at, inside)
        return Line("bytes", self._view.part_at(start), start, stop)

    def line_at(self, position: int) -> int:
        at = min(position // WINDOW_BYTES, self._done)
        window = self._window(at)
        is_text = np.flatnonzero(window.gaps < 0)
        before = int(np.searchsorted(window.starts[is_text], position, side="right")) - 1
        # What begins in a window before this one is that window's last line.
        inside = int(is_text[before]) if before >= 0 else -1
        return max(self._lines_before[at] + inside, 0)

    def line_of_gap(self, number: int) -> int:
        gap = int(np.searchsorted(self._view.numbers, number))
        at = min(int(self._view.positions[gap]) // WINDOW_BYTES, self._done)
        found = np.flatnonzero(self._window(at).gaps == gap)
        return self._lines_before[at] + (int(found[0]) if len(found) else 0)

    # Windows.

    def _next_start(self, at: int, inside: int) -> int:
        """Where the text behind a line begins: gaps stand between bytes."""
        window = self._window(at)
        behind = np.flatnonzero(window.gaps[inside + 1 :] < 0)
        if len(behind):
            return int(window.starts[inside + 1 + behind[0]])
        end = (at + 1) * WINDOW_BYTES
        if end >= self._view.size:
            return self._view.size
        if at >= self._done:
            return end
        for later in range(at + 1, self._done + 1):
            found = self._window(later)
            behind = np.flatnonzero(found.gaps < 0)
            if len(behind):
                return int(found.starts[behind[0]])
        return self._view.size

    def _window(self, number: int) -> _Window:
        kept = self._kept.get(number)
        if kept is None:
            kept = self._kept[number] = self._find(number)
            if len(self._kept) > KEPT_WINDOWS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(number)
        return kept

    def _find(self, number: int) -> _Window:
        view = self._view
        first, stop = number * WINDOW_BYTES, (number + 1) * WINDOW_BYTES
        # One byte before the window tells whether it begins a line, three whether it begins inside of a character; the
        # one behind it, whether a carriage return at its end stands alone.
        lead, size = min(first, 3), max(min(stop, view.size) - first, 0)
        data = np.frombuffer(view.data(first - lead, stop + 1), np.uint8)
        cells = self._cells[data]
        if self._is_utf8:
            cells[_inside_characters(data)] = 0
        # The end of a line in two bytes takes no room; a carriage return alone is drawn.
        cells[(data == _CARRIAGE_RETURN) & (np.append(data[1:], 0) != _LINE_FEED)] = 1
        data, before = data[lead : lead + size], data[:lead]
        cells = cells[lead : lead + size]
        begins = np.zeros(len(data), np.bool_)
        begins[1:] = data[:-1] == _LINE_FEED
        begins[:1] = not lead or before[-1] == _LINE_FEED
        low, high = np.searchsorted(view.positions[view.turns], (first, stop))
        turns = view.turns[low:high]
        turns = turns[view.is_data[turns]]
        begins[view.positions[turns] - first] = True
        starts, used = _wrapped(cells, begins, self._width, self._used[number])
        at = view.positions[view.gaps]
        is_last = stop >= view.size
        gaps = view.gaps[np.searchsorted(at, first) : len(at) if is_last else np.searchsorted(at, stop)]
        text = starts + first
        positions = np.concatenate([text, view.positions[gaps]])
        which = np.concatenate([np.full(len(text), -1), gaps])
        # A gap stands before the byte that follows it; several stand in their own order.
        order = np.lexsort((which, which < 0, positions))
        return _Window(positions[order], which[order], used)


def _inside_characters(data: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The bytes that continue a character of UTF-8 as far as its first byte says (RFC 3629, section 3)."""
    continues = data & 0xC0 == 0x80
    inside = np.zeros(len(data), np.bool_)
    for distance, least in ((1, 0xC2), (2, 0xE0), (3, 0xF0)):
        follows = continues[distance:] & (data[:-distance] >= least) & (data[:-distance] < 0xF5)
        for between in range(1, distance):
            follows &= continues[distance - between : len(data) - between]
        inside[distance:] |= follows
    return inside


def _wrapped(cells: NDArray[np.int32], begins: NDArray[np.bool_], width: int, used: int) -> tuple[Integers, int]:
    """Where lines begin that end where the next of `begins` stands or `width` is used up; `used` cells came before."""
    if not len(cells):
        return np.zeros(0, np.int64), used
    behind = np.cumsum(cells)
    marks = np.flatnonzero(begins)
    rank = np.cumsum(begins)
    # A tab is not cut in two: lines that have one end so much earlier.
    widths = np.full(len(marks) + 1, width, np.int64)
    widths[rank[cells == TAB]] = max(width - TAB + 1, 1)
    used = min(used, int(widths[0]))
    # Cells between the beginning of the line, before it is wrapped, and each byte.
    base = np.full(len(marks) + 1, -used, np.int64)
    base[1:] = behind[marks] - cells[marks]
    reached = np.maximum(behind - base[rank] - 1, 0) // widths[rank]
    wraps = np.zeros(len(cells), np.bool_)
    wraps[1:] = reached[1:] != reached[:-1]
    wraps[0] = used > 0 and reached[0] > (used - 1) // widths[0]
    starts = np.flatnonzero(begins | wraps)
    left, last = int(behind[-1] - base[-1]), int(widths[-1])
    taken = left - (left - 1) // last * last if left else 0
    # A tab that began the line may have reached that much further back.
    return starts, taken if last == width or not taken else min(taken + TAB - 1, width)
