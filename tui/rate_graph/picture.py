"""The plot of an I/O graph, from what has been counted and from how the series are to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from tui import wording
from tui.graphs.plot import Axis, Plot, Series
from tui.rate_graph.points import takes_time
from tui.rate_graph.units import a_second, unit_of
from tui.rate_graph.wanted import counted_by
from tui.wording import lasting

if TYPE_CHECKING:
    from tui.graphs.plot import Unit
    from tui.rate_graph.series import SeriesWanted
    from tui.rate_graph.wanted import Progress, Told

_ABOVE: Final = {"bars": 0, "steps": 1, "line": 2, "points": 3}
COUNTING: Final = "counting ..."
NO_TIMES: Final = "no packet with a time"


def plot_of(
    told: Told,
    series: Sequence[SeriesWanted],
    *,
    is_logarithmic: bool = False,
    has_names: bool = False,
    is_rate: bool = False,
) -> Plot:
    """Those that are shown, as far as they are counted; without names where something else tells them.

    `is_rate`: bits are told for a second, where any time passed.
    """
    shown = [one for one in series if one.is_shown]
    if not told.interval:
        return Plot(lines_of_words=(NO_TIMES if told.is_done else COUNTING,))
    units: set[Unit] = {unit_of(one.quantity) for one in shown}
    measures = {one.quantity.measure for one in shown}
    counted = measures.pop() if len(measures) == 1 and not any(one.quantity.field for one in shown) else ""
    title = f"{counted} in {lasting(told.interval)}" if counted else f"in each {lasting(told.interval)}"
    is_rate = is_rate and counted == "bits" and takes_time(told.first, told.last, told.interval)
    if is_rate:
        title, units = "bits a second", {"bit/s"}
    # Later ones are drawn over earlier ones: no line is hidden by a bar.
    shown.sort(key=lambda one: _ABOVE[one.shape])
    return Plot(
        tuple(
            _drawn(told, one, told.series.get(counted_by(one)), has_names=has_names, is_rate=is_rate) for one in shown
        ),
        Axis("", "time", told.first, max(told.last, told.first + 1)),
        Axis(title, units.pop() if len(units) == 1 else "", logarithmic=is_logarithmic),
        lines_of_words=_counting_words(told, shown),
    )


def _counting_words(told: Told, shown: Sequence[SeriesWanted]) -> tuple[str, ...]:
    """As long as there is nothing to be drawn, but may be."""
    found = [told.series.get(counted_by(one)) for one in shown]
    if told.is_done or any(one is not None and one.points is not None and len(one.points.x) for one in found):
        return ()
    examined = max((one.examined for one in found if one is not None), default=0)
    return (f"{COUNTING} {wording.percent_so_far(examined / told.rows)}" if 0 < examined < told.rows else COUNTING,)


def interval_words(interval: int | None, told: Told | None, *, is_short: bool = False) -> str:
    """How long an interval is, and whether it was chosen."""
    each = "" if is_short else "each "
    if interval is not None:
        return f"{each}{lasting(interval)}"
    automatic = "auto" if is_short else "automatic"
    return f"{each}{lasting(told.interval)}, {automatic}" if told is not None and told.interval else automatic


def _drawn(told: Told, series: SeriesWanted, progress: Progress | None, *, has_names: bool, is_rate: bool) -> Series:
    name = series.name if has_names else ""
    points = progress.points if progress is not None else None
    if points is None:
        return Series(name, np.zeros(0, np.int64), np.zeros(0), series.shape, series.mark, order=series.colour)
    width = told.interval if series.shape in ("bars", "steps") else 0
    y = a_second(points.y, told.interval) if is_rate else points.y
    return Series(name, points.x, y, series.shape, series.mark, order=series.colour, rows=points.rows, width=width)
