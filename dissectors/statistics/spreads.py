"""How long packets are, and how much time lies between them: counted on and on from the columns of a capture's frames.

Out go frozen histograms, with percentiles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.statistics.distribution import Bucket, Spread
from dissectors.statistics.frame_counts import FrameCounts
from dissectors.statistics.spread_counts import SpreadCounts
from dissectors.statistics.times_apart import apart

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]

LENGTHS: Final = (0, 20, 40, 80, 160, 320, 640, 1280, 2560, 5120)
"""Bytes; as `tshark -z plen,tree` has them."""
GAPS: Final = (0, *(10**power * digit for power in range(3, 13) for digit in (1, 3)))
"""Nanoseconds: below a microsecond, then two steps for each power of ten, up to an hour and more."""


@dataclass(frozen=True, slots=True)
class Histogram:
    """Values of one thing, counted between edges."""

    buckets: list[Bucket]
    spread: Spread | None
    left_out: int = 0
    """Values that are none: times that go backwards."""


class LengthCounts(FrameCounts):
    """Lengths on the wire, in bytes."""

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self._spread = SpreadCounts(LENGTHS)

    def histogram(self) -> Histogram:
        """What has been counted so far."""
        return Histogram(self._spread.buckets(), self._spread.spread())

    def _count(self, first: int, stop: int, chosen: Integers | None) -> None:
        self._spread.add(self._column("original_length", first, stop, chosen).astype(np.int64))


class GapCounts(FrameCounts):
    """Times from each packet to the next of those meant, in nanoseconds; backward ones are left out and counted.

    From and to a packet without a time there is none.
    """

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self._spread = SpreadCounts(GAPS)
        self._latest: Integers = np.zeros(0, np.int64)
        """The time of the packet that came last; none so far."""
        self._backwards = 0

    def histogram(self) -> Histogram:
        """What has been counted so far."""
        return Histogram(self._spread.buckets(), self._spread.spread(), self._backwards)

    def _count(self, first: int, stop: int, chosen: Integers | None) -> None:
        times = self._column("time", first, stop, chosen)
        times = np.concatenate([self._latest, times])
        self._latest = times[-1:].copy()
        known = (times[1:] != NO_TIME) & (times[:-1] != NO_TIME)
        later = known & (times[1:] >= times[:-1])
        self._spread.add(apart(times[:-1][later], times[1:][later]))
        self._backwards += int(np.count_nonzero(known & ~later))
