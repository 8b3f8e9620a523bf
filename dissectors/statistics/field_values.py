"""Numbers of a field that has no column, such as `http.content_length`: found by dissection, in workers when many.

Rows come as they are known, out go the values of those that have the field; how long it takes is the caller's choice.
"""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.dissect import Dissection
from dissectors.errors import RemoraError
from dissectors.packets.asking import Asker
from dissectors.packets.columns import Columns

if TYPE_CHECKING:
    from dissectors.frame import Frame
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]
Numbers = NDArray[np.float64]
LOOK_EVERY: Final = 32
"""Packets between two looks at the clock: some milliseconds of dissection."""


@dataclass(frozen=True, slots=True)
class NumbersOf:
    """The question for a field's occurrences in a packet: the number of each, NaN for what is none."""

    field: str

    def __call__(self, dissection: Dissection) -> tuple[float, ...]:
        values = (one.value for one in dissection.find(self.field))
        return tuple(float(value) if isinstance(value, int | float) else math.nan for value in values)


class FieldValues:
    """Works off the rows that it is given. Not to be used by two threads at a time; not with the index's turn."""

    def __init__(self, table: PacketTable, field: str) -> None:
        self._table = table
        self._field = field
        self._columns = Columns(table.index)
        self._waiting: deque[Rows] = deque()
        self._asker = Asker(NumbersOf(field), table.registry, self._frame_if_readable)
        self._way: Iterator[tuple[int, tuple[float, ...] | None]] | None = None
        self._way_stop = 0
        self.rows_done = 0
        """Rows before this one that were given have been looked at."""

    @property
    def is_done(self) -> bool:
        """All that was given has been looked at."""
        return self._way is None and not self._waiting

    def add(self, rows: Rows) -> None:
        """Look at these, too: they ascend, and lie behind those before."""
        if len(rows):
            self._waiting.append(rows)

    def step(self, seconds: float) -> tuple[Rows, Numbers]:
        """Look at further rows, for about so long: the row of each occurrence, ascending, and its value, NaN for none.

        Raises CaptureFileError, and WorkerLost where a worker was ended.
        """
        deadline = time.monotonic() + seconds
        rows: list[int] = []
        values: list[float] = []
        while not self.is_done:
            if self._way is None:
                self._way = self._asker.ask(self._next_rows().tolist())
            for number, (row, found) in enumerate(self._way, 1):
                for value in found or ():
                    rows.append(row)
                    values.append(value)
                if number % LOOK_EVERY == 0 and time.monotonic() >= deadline:
                    self.rows_done = row + 1
                    break
            else:
                self.rows_done, self._way = self._way_stop, None
            if time.monotonic() >= deadline:
                break
        return np.array(rows, np.int64), np.array(values, np.float64)

    def close(self) -> None:
        """Let workers go."""
        self._asker.close()

    def _next_rows(self) -> Rows:
        """Those of the next piece that may have the field."""
        rows, index = self._waiting.popleft(), self._table.index
        with index.turn:
            piece = index.piece_of(int(rows[0]))
            mask = self._columns.rows_with(self._field, piece)
        here = int(np.searchsorted(rows, piece.first + piece.count))
        if here < len(rows):
            self._waiting.appendleft(rows[here:])
        self._way_stop = int(rows[here - 1]) + 1
        return rows[:here][mask[rows[:here] - piece.first]]

    def _frame_if_readable(self, row: int) -> Frame | None:
        try:
            return self._table.frame(row)
        except (RemoraError, OSError):
            return None
