"""Segments sent and not yet acknowledged, many to a conversation, from one batch of a capture to the next.

What a batch leaves is put behind what others left before, and taken out once a conversation needs all of its own.
They lie in runs, each sorted by conversation: neither putting nor taking looks at those of all the others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Records = NDArray[np.void]

GROWTH = 1.5
"""A run that is not so many times as long as the one behind it is joined with it, so that there are few."""


@dataclass(slots=True)
class _Run:
    """Records by conversation; within each in the order in which they were put."""

    records: Records
    streams: Integers
    """Of these."""
    is_there: Booleans
    """They have not been taken out."""
    count: int
    """Of those that are there."""

    def take(self, streams: Integers) -> Records:
        low, high = (np.searchsorted(self.streams, streams, side) for side in ("left", "right"))
        counts = high - low
        places = np.arange(counts.sum()) + np.repeat(low - np.cumsum(counts) + counts, counts)
        places = places[self.is_there[places]]
        self.is_there[places] = False
        self.count -= len(places)
        found: Records = self.records.take(places)
        return found

    def left(self) -> Records:
        """Those that are there."""
        found: Records = self.records.take(np.flatnonzero(self.is_there))
        return found


def _run(records: Records) -> _Run:
    streams = records["side"] >> 1
    if (streams[1:] < streams[:-1]).any():
        order = np.argsort(streams, kind="stable")
        # Unlike an index or a mask, `take` copies whole records, not field by field: ten times as fast.
        records, streams = records.take(order), streams[order]
    return _Run(records, streams, np.ones(len(records), np.bool_), len(records))


class Unacknowledged:
    """Records with the field `side`: twice the number of a conversation, plus the side."""

    def __init__(self, record: np.dtype[np.void]) -> None:
        self._none = np.zeros(0, record)
        self._runs: list[_Run] = []
        """The longest and oldest first."""

    def take(self, streams: Integers) -> Records:
        """Take out the records of conversations, given by number in ascending order; each one's in order."""
        if not len(streams):
            return self._none
        return np.concatenate([self._none, *(run.take(streams) for run in self._runs)])

    def put(self, records: Records) -> None:
        """Keep records, behind those of the same conversations that are here."""
        if not len(records):
            return
        self._runs.append(_run(records))
        while len(self._runs) > 1 and self._runs[-2].count < GROWTH * self._runs[-1].count:
            last, before = self._runs.pop(), self._runs.pop()
            self._runs.append(_run(np.concatenate([before.left(), last.left()])))

    def streams(self) -> Integers:
        """The conversations that have any; some several times."""
        found: Integers = np.concatenate([self._none["side"], *(run.streams[run.is_there] for run in self._runs)])
        return found
