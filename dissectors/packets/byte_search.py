"""Looking through the bytes of frames, in the mapped file: whole blocks of it where frames lie one behind the other.

At most a block is copied at a time. A hit lies inside of one frame; what stands between frames is not looked at.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.search import Hit, Rows, nearest, nearest_beyond
from dissectors.packets.wanted import Wanted, WantedBytes, WantedText

if TYPE_CHECKING:
    from dissectors.packets.table import Capture

BLOCK_BYTES = 1 << 20
ROWS_AT_ONCE = 2_048
LONGEST_GAP = 4_096
"""Bytes between two frames; what lies further apart is read frame by frame."""
FRAMES_A_LOOK = 64
"""Frames read one by one between two stops."""


class ByteSearch:
    """One thing looked for in the frames' bytes."""

    def __init__(self, capture: Capture, wanted: Wanted) -> None:
        self.examined = 0
        self._capture = capture
        self._wanted = wanted.literal if isinstance(wanted, WantedText) else wanted
        self._offsets = capture.frames.column("offset")
        self._lengths = capture.frames.column("captured_length").astype(np.int64)

    def hits(self, rows: Rows, *, backwards: bool) -> Iterator[Hit | None]:
        """As every search; the capture's rows are those there were when the search was made."""
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            # Frames are searched from the first byte of the file on, or from the last.
            order = part[::-1] if backwards else part
            if isinstance(self._wanted, WantedBytes) and self._lie_together(order):
                yield from self._in_blocks(order, self._wanted, backwards)
            else:
                yield from self._one_by_one(part, backwards)
            yield None

    def beyond(self, row: int, place: int, *, backwards: bool) -> Hit | None:
        """In the bytes of one frame."""
        return nearest_beyond(self._spans(row, self._capture.view()), row, place, backwards=backwards)

    def close(self) -> None:
        """Holds nothing."""

    def _lie_together(self, rows: Rows) -> bool:
        gaps = self._offsets[rows[1:]] - self._offsets[rows[:-1]] - self._lengths[rows[:-1]]
        return bool(((gaps >= 0) & (gaps <= LONGEST_GAP)).all())

    def _in_blocks(self, rows: Rows, wanted: WantedBytes, backwards: bool) -> Iterator[Hit | None]:
        starts = self._offsets[rows]
        stops = starts + self._lengths[rows]
        # Cut where another block's worth of bytes has come together.
        bounds = [0, *(np.flatnonzero(np.diff((stops - starts[0]) // BLOCK_BYTES)) + 1).tolist(), len(rows)]
        blocks = list(itertools.pairwise(bounds))
        for first, last in reversed(blocks) if backwards else blocks:
            yield from self._in_block(rows[first:last], starts[first:last], stops[first:last], wanted, backwards)
            self.examined += last - first
            yield None

    def _in_block(
        self, rows: Rows, starts: NDArray[np.int64], stops: NDArray[np.int64], wanted: WantedBytes, backwards: bool
    ) -> Iterator[Hit]:
        base = int(starts[0])
        block = wanted.folded(self._capture.view()[base : int(stops[-1])].tobytes())
        low, high = 0, len(block)
        while True:
            found = block.rfind(wanted.needle, low, high) if backwards else block.find(wanted.needle, low, high)
            if found < 0:
                return
            place = int(np.searchsorted(starts, base + found, side="right")) - 1
            frame_start, frame_stop = int(starts[place]) - base, int(stops[place]) - base
            if found + len(wanted.needle) > frame_stop:
                # Not inside of one frame: one byte further.
                low, high = (low, found + len(wanted.needle) - 1) if backwards else (found + 1, high)
                continue
            start = found - frame_start
            yield Hit(int(rows[place]), start, start + len(wanted.needle))
            low, high = (low, frame_start) if backwards else (frame_stop, high)

    def _one_by_one(self, rows: Rows, backwards: bool) -> Iterator[Hit | None]:
        view = self._capture.view()
        for number, row in enumerate(rows.tolist(), 1):
            hit = nearest(self._spans(row, view), row, backwards=backwards)
            self.examined += 1
            if hit is not None:
                yield hit
            if number % FRAMES_A_LOOK == 0:
                yield None
                view = self._capture.view()

    def _spans(self, row: int, view: NDArray[np.uint8]) -> list[tuple[int, int]]:
        start = int(self._offsets[row])
        return self._wanted.spans(view[start : start + int(self._lengths[row])].tobytes())
