"""Ticks of a capture's clock to nanoseconds since 1970, exactly: pcapng's if_tsresol and if_tsoffset.

Draft-ietf-opsawg-pcapng section 4.2: resolution is a power of ten or of two; the offset is in seconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME

NANOSECONDS: Final = 1_000_000_000
MICROSECONDS: Final = 1_000_000

_LARGEST_FAST_SHIFT: Final = 34
"""2^34 times 10^9 still fits 64 bits."""


@dataclass(frozen=True, slots=True)
class Clock:
    """How an interface counts time."""

    ticks_per_second: int = MICROSECONDS
    offset_seconds: int = 0
    """Added to every time; may be negative."""

    def nanoseconds(self, ticks: int) -> int:
        """Nanoseconds since 1970 UTC; what is finer than a nanosecond is dropped."""
        return ticks * NANOSECONDS // self.ticks_per_second + self.offset_seconds * NANOSECONDS

    def column(self, ticks: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], dict[int, int]]:
        """The same for many: a column in which what does not fit is saturated, and the exact values of those."""
        fast, fits = self._fast(ticks)
        far: dict[int, int] = {}
        for index in np.flatnonzero(~fits).tolist():
            exact = self.nanoseconds(int(ticks[index]))
            fast[index] = min(max(exact, EARLIEST_TIME), LATEST_TIME)
            if fast[index] != exact:
                far[index] = exact
        return fast, far

    def _fast(self, ticks: npt.NDArray[np.uint64]) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.bool_]]:
        """Times in 64-bit arithmetic, and for which of them that was enough."""
        offset = self.offset_seconds * NANOSECONDS
        rate = self.ticks_per_second
        shift = rate.bit_length() - 1
        if abs(offset) > 2**61:
            return np.zeros(len(ticks), dtype=np.int64), np.zeros(len(ticks), dtype=np.bool_)
        if NANOSECONDS % rate == 0:
            factor = NANOSECONDS // rate
            times, fits = ticks * np.uint64(factor), ticks <= np.uint64(2**62 // factor)
        elif rate % NANOSECONDS == 0 and rate < 2**64:
            times = ticks // np.uint64(rate // NANOSECONDS)
            fits = times <= np.uint64(2**62)
        elif rate == 1 << shift and shift <= _LARGEST_FAST_SHIFT:
            seconds = ticks >> np.uint64(shift)
            fraction = (ticks & np.uint64(rate - 1)) * np.uint64(NANOSECONDS) >> np.uint64(shift)
            times, fits = seconds * np.uint64(NANOSECONDS) + fraction, seconds <= np.uint64(2**32)
        else:
            return np.zeros(len(ticks), dtype=np.int64), np.zeros(len(ticks), dtype=np.bool_)
        return times.astype(np.int64) + np.int64(offset), fits
