"""All that was found out about whose ends are: appended while capturing, or read from a capture file.

`dissectors.processes.joined` brings them together with conversations; saving writes them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from dissectors.processes.attribution import Attribution


class Attributions:
    """Only ever appended to, by one thread; others may read meanwhile. What is said twice is kept once."""

    def __init__(self, known: Iterable[Attribution] = ()) -> None:
        self._all: list[Attribution] = []
        self._known: set[Attribution] = set()
        self.append(known)

    def __len__(self) -> int:
        return len(self._all)

    def append(self, batch: Iterable[Attribution]) -> int:
        """Add what is new of a batch; how many that were."""
        before = len(self._all)
        for one in batch:
            if one not in self._known:
                self._known.add(one)
                self._all.append(one)
        return len(self._all) - before

    def since(self, number: int) -> Sequence[Attribution]:
        """Those from the number on, counted from 0 in the order in which they came."""
        return tuple(self._all[number:])
