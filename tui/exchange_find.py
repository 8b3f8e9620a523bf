"""Looking for something in an exchange's bytes, block by block, from a place on and around the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from dissectors.packets.wanted import Wanted, WantedBytes, WantedPattern, WantedText

if TYPE_CHECKING:
    from tui.exchange_view import ExchangeView

BLOCK_BYTES = 1 << 16
OVERLAP_BYTES = 1 << 10
"""What begins in one block may end in the next: as long a find is sure to be found whole."""

Span = tuple[int, int]


def wanted_of(text: str) -> Wanted:
    """`0x0d0a` are bytes, `/GET .*/` is an expression, all else is text. Raises WantedError."""
    if text[:2].lower() == "0x" and len(text) > 2:
        return WantedBytes.from_hex(text)
    if len(text) > 2 and text.startswith("/") and text.endswith("/"):
        return WantedPattern(text[1:-1])
    return WantedText(text)


class ExchangeSearch:
    """One search; `work` goes on with it until it `is_done`."""

    def __init__(self, view: ExchangeView, wanted: Wanted, origin: int, *, backwards: bool) -> None:
        """Looks for what begins behind the position `origin`, or before it; -1 is before the first byte."""
        self.found: Span | None = None
        self.is_done = False
        self.has_wrapped = False
        """What was found is not between the origin and the end."""
        self._view, self._wanted, self._origin, self._backwards = view, wanted, origin, backwards
        self._size = view.size
        self._blocks = -(-self._size // BLOCK_BYTES)
        self._first = min(max(origin, 0) // BLOCK_BYTES, max(self._blocks - 1, 0))
        self._looked_at = 0

    @property
    def part_done(self) -> float:
        """0 to 1."""
        return self._looked_at / (self._blocks + 1) if self._blocks else 1.0

    def work(self, seconds: float) -> bool:
        """Look on for so long; True when it is done. Raises WantedError and CaptureFileError."""
        deadline = time.monotonic() + seconds
        while not self.is_done:
            self._look()
            if time.monotonic() >= deadline:
                break
        return self.is_done

    def _look(self) -> None:
        """At one block; the origin's comes first for what is beyond it, and last for the rest."""
        step, self._looked_at = self._looked_at, self._looked_at + 1
        if step > self._blocks or not self._blocks:
            self.is_done = True
            return
        direction = -1 if self._backwards else 1
        number = (self._first + direction * step) % self._blocks
        start = number * BLOCK_BYTES
        data = self._view.data(start, min(start + BLOCK_BYTES + OVERLAP_BYTES, self._size))
        spans = [(start + low, start + high) for low, high in self._wanted.spans(data) if low < BLOCK_BYTES]
        if step == 0:
            spans = [span for span in spans if (span[0] < self._origin) == self._backwards and span[0] != self._origin]
        if spans:
            self.found = spans[-1] if self._backwards else spans[0]
            self.has_wrapped = (self.found[0] > self._origin) == self._backwards
            self.is_done = True
