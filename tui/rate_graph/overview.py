"""The whole capture over time, as bits a second: the graph beside what there is to say of it at a glance."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from tui.graphs.plot import Axis, Plot, Series

if TYPE_CHECKING:
    from dissectors.statistics.whole_rates import WholeRates

NO_TIMES: Final = "no packet with a time yet"
_BITS: Final = 8
_SECOND: Final = 1_000_000_000


def overview_plot(counts: WholeRates, origin: int | None) -> Plot:
    """Bits a second from the earliest packet to the latest.

    `origin`: nanoseconds since 1970 from which time is told, that of the capture's first packet; None: the earliest.
    """
    if counts.first_time is None or counts.last_time is None:
        return Plot(lines_of_words=(NO_TIMES,))
    rates = counts.rates()
    start = counts.first_time if origin is None else origin
    # Of times that are anything but likely the difference fits no signed integer.
    x = np.array([_fitting(rates.origin + place * rates.interval - start) for place in rates.places.tolist()], np.int64)
    first, last = _fitting(counts.first_time - start), _fitting(counts.last_time - start)
    bits = Series(
        "", x, rates.values * (_BITS * _SECOND / rates.interval), "bars", rows=rates.first_rows, width=rates.interval
    )
    return Plot((bits,), Axis("", "time", first, max(last, first + 1)), Axis("bits a second", "bit/s"))


def _fitting(nanoseconds: int) -> int:
    most = 2**63 - 1
    return min(max(nanoseconds, -most), most)
