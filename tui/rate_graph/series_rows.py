"""The rows that a series counts: all that were handed over, or those of them that its display filter matches.

Belongs to the thread that counts. Filters that columns answer are as quick as counting; others go on step by step.
"""

from __future__ import annotations

import bisect
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.deep.filters.any_filter import matching

if TYPE_CHECKING:
    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.deep.filters.deep_matching import Growth
    from dissectors.packets.table import PacketTable
    from tui.filtering import Search

Rows = NDArray[np.int64]
Compile = Callable[[str], "AnyFilter"]
"""Makes a filter of a text; may block. Raises FilterError."""
_NONE: Final = np.zeros(0, np.int64)


class RowStore:
    """Ascending rows that grow at the end; no array is ever moved."""

    def __init__(self) -> None:
        self._chunks: list[Rows] = []
        self._stops: list[int] = []
        """How many rows there are up to the end of each chunk."""

    def __len__(self) -> int:
        return self._stops[-1] if self._stops else 0

    @property
    def last(self) -> int:
        """The last row; -1 without any."""
        return int(self._chunks[-1][-1]) if self._chunks else -1

    def append(self, rows: Rows) -> None:
        if len(rows):
            self._chunks.append(rows)
            self._stops.append(len(self) + len(rows))

    def behind(self, start: int) -> Rows:
        """Some of the rows from a position on; none only at the end."""
        if start >= len(self):
            return _NONE
        place = self.chunk_of(start)
        chunk = self._chunks[place]
        return chunk[start - (self._stops[place] - len(chunk)) :]

    def chunk_of(self, position: int) -> int:
        """Which of the appended arrays has it."""
        return bisect.bisect_right(self._stops, position)


class HandedRows:
    """What was handed over: all rows before one, or chosen ones."""

    def __init__(self) -> None:
        self.stop = 0
        """All rows before it that are meant are known."""
        self.chosen: RowStore | None = None
        """None: all rows are meant."""

    def extend(self, stop: int) -> None:
        self.stop = stop

    def add(self, rows: Rows) -> None:
        if self.chosen is None:
            self.chosen = RowStore()
        self.chosen.append(rows)
        self.stop = max(self.stop, self.chosen.last + 1)


class MatchedRows:
    """Those of the rows handed over that a filter matches, as far as it has got."""

    def __init__(
        self, table: PacketTable, text: str, handed: HandedRows, compile_filter: Compile, growth: Callable[[], Growth]
    ) -> None:
        self.store = RowStore()
        self._table, self._text, self._handed = table, text, handed
        self._compile, self._growth = compile_filter, growth
        self._search: Search | None = None
        self._found = RowStore()
        """Matches that may not all have been handed over."""
        self._found_taken = self._handed_taken = 0
        self._is_closed = False

    @property
    def is_done(self) -> bool:
        """Of all rows that the table has now it is known whether they match."""
        search = self._search
        return search is not None and search.is_done and search.is_settled

    @property
    def examined(self) -> int:
        """Rows that have been looked at, from the first on."""
        return 0 if self._search is None else self._search.examined

    @property
    def candidates(self) -> int:
        """Packets that had to be dissected."""
        return 0 if self._search is None else self._search.candidates

    @property
    def tier(self) -> str:
        """Who answers, for a person; empty where the candidates tell."""
        return "" if self._search is None else self._search.tier

    def step(self, seconds: float) -> None:
        """Look for further matches, for about so long. Raises FilterError, CaptureFileError and WorkerLost."""
        if self._is_closed:
            return
        if self._search is None:
            self._search = matching(self._table, self._compile(self._text), self._growth)
        found = self._search.step(seconds)
        if self._handed.chosen is None:
            self.store.append(found)
        else:
            self._found.append(found)
            self._take_both(self._handed.chosen)

    def close(self) -> None:
        """Nothing more will be asked; not during a step."""
        self._is_closed = True
        if self._search is not None:
            self._search.close()

    def _take_both(self, chosen: RowStore) -> None:
        """The rows that match and were handed over, as far as both are known."""
        stop = min(self.examined, self._handed.stop)
        self._found_taken, found = _taken(self._found, self._found_taken, stop)
        self._handed_taken, handed = _taken(chosen, self._handed_taken, stop)
        self.store.append(np.intersect1d(found, handed, assume_unique=True))


def _taken(store: RowStore, taken: int, stop: int) -> tuple[int, Rows]:
    """The rows before `stop` behind those that were taken before."""
    parts = [_NONE]
    while len(some := store.behind(taken)):
        before = some[: np.searchsorted(some, stop)]
        parts.append(before)
        taken += len(before)
        if len(before) < len(some):
            break
    return taken, np.concatenate(parts)
