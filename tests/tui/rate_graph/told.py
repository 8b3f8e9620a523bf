"""What a counting thread would tell, for tests of what is made of it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from dissectors.statistics.rates import Rates
from tests.dissectors.statistics.timed import SECOND
from tui.rate_graph.points import points_of
from tui.rate_graph.series import SeriesWanted
from tui.rate_graph.wanted import Progress, Request, Told, counted_by


def told_of(
    values: Mapping[SeriesWanted, Mapping[int, float]], interval: int = SECOND, last: int | None = None
) -> Told:
    """Of each series the values by interval; the first row of interval n is 10 n."""
    progress = {}
    stop = max((place for one in values.values() for place in one), default=0)
    for series, one in values.items():
        places = np.array(sorted(one), np.int64)
        rates = Rates(interval, 0, places, np.array([one[place] for place in sorted(one)], np.float64), places * 10)
        counted = counted_by(series)
        is_zero = series.quantity.is_nothing_zero
        points = points_of(rates, (0, stop), has_gaps=counted.has_gaps, is_nothing_zero=is_zero)
        progress[counted] = Progress(rates, points, 100, is_done=True)
    end = stop * interval if last is None else last
    return Told(Request(tuple(progress)), 0, 0, end, interval, None, progress, 100, is_done=True)
