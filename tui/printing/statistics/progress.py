"""A line on the terminal that says how far long work is; it comes late and leaves nothing behind."""

from __future__ import annotations

import contextlib
import sys
import time
from collections.abc import Callable
from typing import Final, TextIO

from tui import wording

PATIENCE_SECONDS: Final = 1.0
"""Work that is over by then needs no words."""


class Progress:
    """Writes over its own line of standard error, if that is a terminal."""

    def __init__(self, stream: TextIO | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._stream = stream if stream is not None else sys.stderr
        self._clock = clock
        self._began = clock()
        self._is_shown = False

    def tell(self, what: str, done: int, total: int, noun: str = "packet") -> None:
        """`Reading DNS: 12,000 of 40,000 packets, 30 %`."""
        if self._clock() - self._began < PATIENCE_SECONDS or not self._stream.isatty():
            return
        share = wording.percent_so_far(done / total) if total else ""
        self._write(f"\r{what}: {wording.count(done)} of {wording.counted(total, noun)}, {share}\x1b[K")
        self._is_shown = True

    def clear(self) -> None:
        """Take the line away."""
        if self._is_shown:
            self._write("\r\x1b[K")
            self._is_shown = False

    def _write(self, text: str) -> None:
        with contextlib.suppress(OSError):
            self._stream.write(text)
            self._stream.flush()
