"""All that was found out about whose ends are: appended while capturing, or read from a capture file.

`dissectors.processes.joined` brings them together with conversations; saving writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from dissectors.processes.attribution import Attribution

MOST: Final = 1 << 19
"""Kept of one capture: some hundred megabytes. A flood of connections makes one for each."""


class Attributions:
    """Only ever appended to, by one thread; others may read meanwhile. What is said twice is kept once."""

    def __init__(self, known: Iterable[Attribution] = ()) -> None:
        self._all: list[Attribution] = []
        self._known: set[Attribution] = set()
        self._leaves_out = False
        self.append(known)

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, number: int) -> Attribution:
        """By the order in which they came. Raises IndexError."""
        return self._all[number]

    def append(self, batch: Iterable[Attribution]) -> int:
        """Add what is new of a batch, as long as there is room; how many that were."""
        before = len(self._all)
        for one in batch:
            if one in self._known:
                continue
            if len(self._all) >= MOST:
                self._leaves_out = True
                break
            self._known.add(one)
            self._all.append(one)
        return len(self._all) - before

    @property
    def notice(self) -> str:
        """That there was no room for more, as a clause; empty where there was."""
        return f"only the first {MOST:,} answers about processes are kept of one capture" if self._leaves_out else ""

    def since(self, number: int, most: int | None = None) -> Sequence[Attribution]:
        """Those from the number on, counted from 0 in the order in which they came; at most so many."""
        return tuple(self._all[number : None if most is None else number + most])
