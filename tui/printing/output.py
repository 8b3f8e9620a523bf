"""Standard output for lines of packets: UTF-8 in a pipe, the terminal's own encoding on a terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from shutil import get_terminal_size
from textwrap import wrap
from typing import BinaryIO, Self

_BUFFER_BYTES = 1 << 16
TICKET_WIDTH = 80
"""Columns of text that is pasted into a ticket."""


class Output:
    """Collects lines and writes them together; raises BrokenPipeError when nobody reads on."""

    def __init__(self, stream: BinaryIO, encoding: str = "utf-8", is_terminal: bool = False) -> None:
        self._stream = stream
        self._encoding = encoding
        self._lines: list[bytes] = []
        self._size = 0
        self.is_terminal = is_terminal
        """What is printed must then not move the cursor."""

    @classmethod
    def standard(cls) -> Self:
        """The process's standard output."""
        is_terminal = sys.stdout.isatty()
        return cls(sys.stdout.buffer, sys.stdout.encoding if is_terminal else "utf-8", is_terminal)

    def columns(self, in_a_pipe: int = TICKET_WIDTH) -> int:
        """How wide lines may be: as the terminal, or else as told."""
        return get_terminal_size((in_a_pipe, 0)).columns

    @property
    def room(self) -> int | None:
        """Columns that a table may have: the terminal's, or as many as COLUMNS allows; None where nothing limits it."""
        return self.columns() if self.is_terminal or os.environ.get("COLUMNS") else None

    def write(self, text: str) -> None:
        """Add text as it is."""
        data = text.encode(self._encoding, "replace")
        self._lines.append(data)
        self._size += len(data)
        if self._size >= _BUFFER_BYTES:
            self.flush()

    def line(self, text: str) -> None:
        """Add a line."""
        self.write(text + "\n")

    def tell_left_out(self, titles: Iterable[str], elsewhere: str) -> None:
        """Add lines that say which columns had no room, if any; `elsewhere`: the options that print all of them."""
        if names := ", ".join(titles):
            words = f"Left out for want of room: {names}; {elsewhere} and a pipe have all."
            for line in ("", *wrap(words, self.columns())):
                self.line(line)

    def finish(self) -> None:
        """There is nothing more to come."""

    def flush(self) -> None:
        """Hand on what was collected."""
        lines, self._lines, self._size = self._lines, [], 0
        self._stream.write(b"".join(lines))
        self._stream.flush()
