"""Whether payload begins like an HTTP message, for ports that no protocol is known for."""

from __future__ import annotations

from typing import Any

import numpy as np

from dissectors.names.http import METHODS

LONGEST_LINE = 8000
"""Bytes in which the first line must end (RFC 9112 §3)."""
BEGINNINGS = np.array(sorted({int.from_bytes((word + b"   ")[:4], "big") for word in (*METHODS, b"HTTP")}), np.int64)
"""First four bytes of every message, as numbers, ascending."""


def first_line(data: bytes, start: int, stop: int) -> bytes | None:
    """The line at `start` without its end; None where it does not end."""
    end = data.find(b"\n", start, min(stop, start + LONGEST_LINE))
    return None if end < 0 else data[start:end].rstrip(b"\r")


def begins_message(line: bytes) -> bool:
    """A status line, or a request line with a known method; the version may be missing."""
    return line.startswith(b"HTTP/") or line.partition(b" ")[0] in METHODS


def _is_message(data: bytes, start: int, stop: int) -> bool:
    line = first_line(data, start, stop)
    if line is None or not begins_message(line):
        return False
    if line.startswith(b"HTTP/"):
        return line.startswith(b"HTTP/1.") and b" " in line
    return line.rpartition(b" ")[2].startswith(b"HTTP/1.")


def looks_like_http(h: Any) -> bool:
    """Whether a whole first line of HTTP/1.x is there; of columns, a mask."""
    if not isinstance(h.start, np.ndarray):
        return _is_message(h.data, h.start, h.stop)
    words = (h.peek(0) << 24) | (h.peek(1) << 16) | (h.peek(2) << 8) | h.peek(3)
    mask: Any = BEGINNINGS.take(np.searchsorted(BEGINNINGS, words), mode="clip") == words
    for row in np.flatnonzero(mask):
        start, stop = int(h.start[row]), int(h.stop[row])
        line = h.data[start : min(stop, start + LONGEST_LINE)].tobytes()
        mask[row] = _is_message(line, 0, len(line))
    return mask  # type: ignore[no-any-return]
