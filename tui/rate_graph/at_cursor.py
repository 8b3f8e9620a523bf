"""What an I/O graph says at one moment: each series' value there, and the first packet that came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tui.rate_graph.wanted import counted_by

if TYPE_CHECKING:
    from tui.rate_graph.series import SeriesWanted
    from tui.rate_graph.wanted import Told


@dataclass(frozen=True, slots=True)
class Value:
    """Of one series."""

    series: SeriesWanted
    value: float | None
    """None where there is none."""
    intervals: int = 1
    """With so many of them in one column, it is the greatest, or of least values the least."""
    first_row: int | None = None
    """Of the first packet that counted there."""


def moment_of(told: Told, x: int, span: int) -> tuple[int, int]:
    """The first interval of the column around an x that is `span` wide, and the one behind the last."""
    if span <= told.interval:
        place = x // told.interval
        return place, place + 1
    first = (x - span // 2) // told.interval
    return first, max(-(-(x - span // 2 + span) // told.interval), first + 1)


def values_at(told: Told, series: Sequence[SeriesWanted], x: int, span: int) -> list[Value]:
    """Of all series that are shown, as far as they are counted. All in nanoseconds from the origin."""
    if not told.interval:
        return []
    first, stop = moment_of(told, x, span)
    return [_value(told, one, first, stop) for one in series if one.is_shown]


def _value(told: Told, series: SeriesWanted, first: int, stop: int) -> Value:
    progress = told.series.get(counted_by(series))
    if progress is None or progress.rates is None:
        return Value(series, None)
    rates = progress.rates
    low, high = np.searchsorted(rates.places, (first, stop)).tolist()
    if low == high:
        return Value(series, 0.0 if series.quantity.is_nothing_zero else None, stop - first)
    best = np.min if series.quantity.measure == "MIN" else np.max
    return Value(series, float(best(rates.values[low:high])), stop - first, int(rates.first_rows[low:high].min()))


def first_near(values: Sequence[Value], chosen: SeriesWanted | None) -> Value | None:
    """Whose first packet is that of the moment: the chosen series, else the one it came to first; None for nobody."""
    came = [(one.first_row, place, one) for place, one in enumerate(values) if one.first_row is not None]
    mine = next((one for _, _, one in came if one.series == chosen), None)
    return mine or (min(came)[2] if came else None)
