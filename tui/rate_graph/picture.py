"""The plot of an I/O graph, from what has been counted and from how the series are to be drawn."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from tui import wording
from tui.graphs.plot import Axis, Plot, Series
from tui.rate_graph.points import takes_time
from tui.rate_graph.series import quantity_text
from tui.rate_graph.units import a_second, axis_of
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
    chosen: SeriesWanted | None = None,
) -> Plot:
    """Those that are shown, as far as they are counted; without names where something else tells them.

    The axis is that of the chosen one, else of the first; others that cannot be compared with it have their own.
    `is_rate`: bits are told for a second, where any time passed.
    """
    shown = [one for one in series if one.is_shown]
    if not told.interval:
        return Plot(lines_of_words=(NO_TIMES if told.is_done else COUNTING,))
    first = next((one for one in shown if one == chosen), shown[0] if shown else None)
    axis = axis_of(first.quantity) if first is not None else Axis()
    read_by_it = [one for one in shown if axis_of(one.quantity) == axis]
    is_rate = is_rate and axis.unit == "bits" and takes_time(told.first, told.last, told.interval)
    unit: Unit = "bit/s" if is_rate else axis.unit
    title = "bits a second" if is_rate else _title(read_by_it, told.interval)
    # Later ones are drawn over earlier ones: no line is hidden by a bar.
    shown.sort(key=lambda one: _ABOVE[one.shape])
    drawn = []
    for one in shown:
        made = _drawn(told, one, told.series.get(counted_by(one)), name=one.name if has_names else "")
        if one not in read_by_it:
            made = replace(made, axis=replace(axis_of(one.quantity), logarithmic=is_logarithmic))
        elif is_rate:
            made = replace(made, y=a_second(made.y, told.interval))
        drawn.append(made)
    return Plot(
        tuple(drawn),
        Axis("", "time", told.first, max(told.last, told.first + 1)),
        Axis(title, unit, logarithmic=is_logarithmic),
        lines_of_words=_counting_words(told, shown),
    )


def _title(series: Sequence[SeriesWanted], interval: int) -> str:
    """What series come to that are read by one axis."""
    counted = {quantity_text(one.quantity) for one in series}
    one_field = {one.quantity.field for one in series}
    if len(counted) == 1:
        return f"{counted.pop()} in {lasting(interval)}"
    return f"{one_field.pop()} in {lasting(interval)}" if len(one_field) == 1 else f"in each {lasting(interval)}"


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


def _drawn(told: Told, series: SeriesWanted, progress: Progress | None, *, name: str) -> Series:
    points = progress.points if progress is not None else None
    if points is None:
        return Series(name, np.zeros(0, np.int64), np.zeros(0), series.shape, series.mark, order=series.colour)
    width = told.interval if series.shape in ("bars", "steps") else 0
    return Series(
        name, points.x, points.y, series.shape, series.mark, order=series.colour, rows=points.rows, width=width
    )
