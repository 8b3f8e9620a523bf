"""Rows sorted by one column, step by step, so that whoever waits can draw in between.

Equal rows stay in the order of the capture, whichever way it is sorted; rows without a value come last. Rows that a
growing capture adds are put where they belong, without sorting anew.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.keyed import Keyed, Keys, Rows

RUN = 4_096
"""Objects sorted in one go: some milliseconds in which no other thread runs."""
MERGED_A_LOOK = 1_024
"""Objects merged between two looks at the clock."""


class Ordering:
    """One column's order of rows. Not to be used by two threads at a time."""

    def __init__(self, keys: Keys, *, descending: bool = False) -> None:
        self._keys = keys
        self._descending = descending
        self._added: list[Rows] = []
        self._reading: Iterator[Keyed] = iter(())
        self._asked: list[Rows] = []
        """Rows whose keys are in `_parts`, or that have none."""
        self._parts: list[Keyed] = []
        """Read and not yet sorted."""
        self._merging: Iterator[tuple[Any, int]] | None = None
        self._merged: list[tuple[Any, int]] = []
        # Ascending by key; where the order descends, equal rows descend here, and all of it is turned round at the end.
        self._sorted_rows: Rows = np.zeros(0, np.int64)
        self._sorted_keys: NDArray[Any] | None = None
        self._without: Rows = np.zeros(0, np.int64)
        self.total = 0
        """Rows that were added."""
        self.examined = 0
        """Of these, how many keys are known."""
        self.is_done = True
        """All rows that were added are in order."""

    def add(self, rows: Rows) -> None:
        """Further rows of the table, ascending, all behind those that were added before."""
        if len(rows):
            self._added.append(rows)
            self.total += len(rows)
            self.is_done = False

    @property
    def rows(self) -> Rows:
        """All rows that are in order by now, in this order."""
        with_key = self._sorted_rows[::-1] if self._descending else self._sorted_rows
        return np.concatenate([with_key, self._without])

    def step(self, seconds: float) -> None:
        """Work on for about so long. Raises CaptureFileError where the file is gone, WorkerLost where a worker is."""
        deadline = time.monotonic() + seconds
        while not self.is_done:
            if self._merging is not None:
                self._merge_on(deadline)
            elif not self._read_on(deadline):
                self._sort_read()
            if time.monotonic() >= deadline:
                break

    def close(self) -> None:
        """Nothing more will be sorted."""
        self._keys.close()

    def _read_on(self, deadline: float) -> bool:
        """Read keys until the clock or the added rows run out; False if there is nothing left to read."""
        while True:
            for part in self._reading:
                self.examined += part.examined
                self._parts.append(part)
                if time.monotonic() >= deadline:
                    return True
            if not self._added:
                return False
            rows, self._added = np.concatenate(self._added), []
            self._asked.append(rows)
            self._reading = self._keys.read(rows)

    def _sort_read(self) -> None:
        """Put what was read in order: at once, or by beginning to merge runs of objects."""
        parts, self._parts = self._parts, []
        asked, self._asked = self._asked, []
        rows = np.concatenate([part.rows for part in parts])
        keys = np.concatenate([part.keys for part in parts])
        if len(rows) < sum(map(len, asked)):
            self._without = np.concatenate(
                [self._without, np.setdiff1d(np.concatenate(asked), rows, assume_unique=True)]
            )
        if keys.dtype == object and len(keys) > RUN:
            runs = [
                self._sorted(rows[start : start + RUN], keys[start : start + RUN]) for start in range(0, len(rows), RUN)
            ]
            self._merging = _merged(reversed(runs) if self._descending else runs)
        else:
            self._insert(*self._sorted(rows, keys))
            self.is_done = not self._added

    def _sorted(self, rows: Rows, keys: NDArray[Any]) -> tuple[Rows, NDArray[Any]]:
        if self._descending:
            rows, keys = rows[::-1], keys[::-1]
        order = np.argsort(keys, kind="stable")
        return rows[order], keys[order]

    def _merge_on(self, deadline: float) -> None:
        assert self._merging is not None
        for count, entry in enumerate(self._merging, 1):
            self._merged.append(entry)
            if count % MERGED_A_LOOK == 0 and time.monotonic() >= deadline:
                return
        merged, self._merged, self._merging = self._merged, [], None
        keys = np.empty(len(merged), object)
        for place, (key, _) in enumerate(merged):
            keys[place] = key
        self._insert(np.fromiter((row for _, row in merged), np.int64, len(merged)), keys)
        self.is_done = not self._added

    def _insert(self, rows: Rows, keys: NDArray[Any]) -> None:
        """Put sorted rows, all of higher numbers, among those that are in order already."""
        if self._sorted_keys is None or not len(self._sorted_keys):
            self._sorted_rows, self._sorted_keys = rows, keys
            return
        # Longer texts than before would be cut.
        self._sorted_keys = self._sorted_keys.astype(np.result_type(self._sorted_keys, keys), copy=False)
        places = np.searchsorted(self._sorted_keys, keys, side="left" if self._descending else "right")
        self._sorted_rows = np.insert(self._sorted_rows, places, rows)
        self._sorted_keys = np.insert(self._sorted_keys, places, keys)


def _merged(runs: Iterable[tuple[Rows, NDArray[Any]]]) -> Iterator[tuple[Any, int]]:
    """Sorted runs as one; of equal keys those of the earlier run come first."""
    return heapq.merge(
        *(zip(keys.tolist(), rows.tolist(), strict=True) for rows, keys in runs), key=lambda entry: entry[0]
    )
