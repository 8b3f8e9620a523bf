"""Values of a series' field that only packets tell, for the rows that the series counts, as far as they are read.

Belongs to the thread that counts; what is read is kept, so that other intervals cost no dissection.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.layer_index import PIECE_ROWS
from dissectors.statistics.field_values import FieldValues
from tui.rate_graph.series_rows import RowStore

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.rate_graph.series_rows import HandedRows

Rows = NDArray[np.int64]
Numbers = NDArray[np.float64]


class SeriesValues:
    """Of one field, of all rows handed over or of those that a filter matches."""

    def __init__(self, table: PacketTable, field: str) -> None:
        self._field_values = FieldValues(table, field)
        self._given = 0
        """Rows of the series, or all before this one, that were given to be read."""
        self._rows = RowStore()
        self._values: list[Numbers] = []
        """One array for each of the rows' chunks."""

    def __len__(self) -> int:
        return len(self._rows)

    @property
    def examined(self) -> int:
        """Rows before this one have been looked at."""
        return self._field_values.rows_done

    def has_more(self, handed: HandedRows, matched: RowStore | None) -> bool:
        """Whether there are rows of the series that were not looked at."""
        store = handed.chosen if matched is None else matched
        return not self._field_values.is_done or self._given < (handed.stop if store is None else len(store))

    def step(self, seconds: float, handed: HandedRows, matched: RowStore | None) -> None:
        """Read on, for about so long. Raises CaptureFileError, and WorkerLost where a worker was ended."""
        if self._field_values.is_done:
            self._give(handed, handed.chosen if matched is None else matched)
        rows, values = self._field_values.step(seconds)
        if len(rows):
            self._rows.append(rows)
            self._values.append(values)

    def behind(self, start: int) -> tuple[Rows, Numbers]:
        """Some of the values from a position on, with the row of each; none only at the end."""
        place = self._rows.chunk_of(start)
        rows = self._rows.behind(start)
        return rows, self._values[place][len(self._values[place]) - len(rows) :] if len(rows) else np.zeros(0)

    def close(self) -> None:
        """Let workers go; not during a step."""
        self._field_values.close()

    def _give(self, handed: HandedRows, store: RowStore | None) -> None:
        if store is None:
            stop = min(handed.stop, self._given + PIECE_ROWS)
            rows = np.arange(self._given, stop)
        else:
            rows = store.behind(self._given)[:PIECE_ROWS]
        self._field_values.add(rows)
        self._given += len(rows)
