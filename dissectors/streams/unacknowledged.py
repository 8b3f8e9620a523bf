"""Segments sent and not yet acknowledged, many to a conversation, from one batch of a capture to the next.

Those of a batch's conversations are taken out, and those that are left of them put back behind it. Most conversations
of a large capture are not in a small batch: their segments lie sorted, and are found without looking at the others.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]
Records = NDArray[np.void]

FEW = 4_096
FEW_AS_SHARE = 16
"""So many records, or such a share of all, are looked through one by one before they are sorted in."""


class Unacknowledged:
    """Records with the field `side`: twice the number of a conversation, plus the side."""

    def __init__(self, record: np.dtype[np.void]) -> None:
        self._sorted = np.zeros(0, record)
        """By conversation; within each in the order in which they were put."""
        self._streams = np.zeros(0, np.int64)
        """Of these."""
        self._is_there = np.zeros(0, np.bool_)
        """They have not been taken out."""
        self._recent = np.zeros(0, record)
        """Of a conversation all are here or all are sorted."""

    def take(self, streams: Integers) -> Records:
        """Take out the records of conversations, given by number in ascending order; each one's in order."""
        low, high = (np.searchsorted(self._streams, streams, side) for side in ("left", "right"))
        counts = high - low
        places = np.arange(counts.sum()) + np.repeat(low - np.cumsum(counts) + counts, counts)
        places = places[self._is_there[places]]
        self._is_there[places] = False
        mine = _among(self._recent["side"] >> 1, streams)
        found = np.concatenate([self._sorted[places], self._recent[mine]])
        self._recent = self._recent[~mine]
        return found

    def put(self, records: Records) -> None:
        """Keep records of conversations of which none is here."""
        self._recent = np.concatenate([self._recent, records])
        if len(self._recent) > max(FEW, len(self._sorted) // FEW_AS_SHARE):
            every = np.concatenate([self._sorted[self._is_there], self._recent])
            streams = every["side"] >> 1
            order = np.argsort(streams, kind="stable")
            self._sorted, self._streams = every[order], streams[order]
            self._is_there = np.ones(len(order), np.bool_)
            self._recent = self._recent[:0]

    def streams(self) -> Integers:
        """The conversations that have any; some several times."""
        found: Integers = np.concatenate([self._streams[self._is_there], self._recent["side"] >> 1])
        return found


def _among(values: Integers, ascending: Integers) -> NDArray[np.bool_]:
    if not len(ascending):
        return np.zeros(len(values), np.bool_)
    places = np.minimum(np.searchsorted(ascending, values), len(ascending) - 1)
    found: NDArray[np.bool_] = ascending[places] == values
    return found
