"""The packets that statistics are about, and the counts of them, which are kept and brought up to date by the piece.

Rows come from a command that has read them all, or from a screen as they come; out go counts that know all of them.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.layer_index import PIECE_ROWS

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]


class Counts(Protocol):
    """Takes rows in ascending order; belongs to whoever has the index's turn."""

    rows_done: int
    """Rows before this one have been given."""

    def extend(self, stop: int) -> None: ...
    def add(self, rows: Integers) -> None: ...


C = TypeVar("C", bound=Counts)


class CountedRows:
    """Belongs to one thread, which does not have the index's turn: it is taken for each piece."""

    def __init__(self, index: LayerIndex, rows: Integers | None, go_on: Callable[[], object] = lambda: None) -> None:
        """`rows` ascend; None is all. `go_on` is called before each piece, and ends the counting by what it raises."""
        self.index = index
        self.rows = rows
        self.stop = len(index.capture.frames) if rows is None else int(rows[-1]) + 1 if len(rows) else 0
        """Rows before this one are meant, or some of them."""
        self._go_on = go_on
        self._kept: dict[tuple[Any, ...], Counts] = {}
        self.share = 1.0
        """Of these rows what is being counted has so much; any thread may ask."""

    def extend(self, stop: int) -> None:
        """All rows before `stop` are meant by now."""
        self.stop = stop

    def add(self, rows: Integers) -> None:
        """These are meant, too; they ascend, and lie behind those before."""
        if self.rows is not None and len(rows):
            self.rows = np.concatenate([self.rows, rows])
            self.stop = int(rows[-1]) + 1

    def counted(self, make: Callable[..., C], *options: object) -> C:
        """The counts that `make(index, *options)` begins, when they know all rows. Raises CaptureFileError."""
        return self.counted_so_far(math.inf, make, *options)

    def counted_so_far(self, seconds: float, make: Callable[..., C], *options: object) -> C:
        """The same after about so long, as far as they are by then, which is a piece at least: `rows_done` tells."""
        key, deadline = (make, *options), time.monotonic() + seconds
        counts = self._kept.get(key)
        if counts is None:
            counts = self._kept[key] = make(self.index, *options)
        share = 1.0
        try:
            while counts.rows_done < self.stop:
                self._go_on()
                self.share = counts.rows_done / self.stop
                stop = min(self.stop, counts.rows_done + PIECE_ROWS)
                with self.index.turn:
                    if self.rows is None:
                        counts.extend(stop)
                    else:
                        self._add(counts)
                if counts.rows_done < self.stop and time.monotonic() >= deadline:
                    share = counts.rows_done / self.stop
                    break
        finally:
            # What was ended by what was raised is not being counted any more.
            self.share = share
        return counts  # type: ignore[return-value]

    def _add(self, counts: Counts) -> None:
        """A piece of the rows that are not counted yet."""
        assert self.rows is not None
        behind = self.rows[self.rows.searchsorted(counts.rows_done) :]
        counts.add(behind[: behind.searchsorted(int(behind[0]) + PIECE_ROWS)])
