"""What a graph says at one x: of every series the point there or next to it, or the value that holds."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from tui.graphs.plot import Plot, Series
from tui.graphs.sight import held, in_order


@dataclass(frozen=True, slots=True)
class Reading:
    """One point of a series."""

    series: Series
    """With its points ascending."""
    index: int
    """Of the point, in `series`."""

    @property
    def x(self) -> int:
        return int(self.series.x[self.index])

    @property
    def y(self) -> float:
        return float(self.series.y[self.index])

    @property
    def row(self) -> int | None:
        """Of the point's packet; None where the series tells of none."""
        return None if self.series.rows is None else int(self.series.rows[self.index])


def readings(plot: Plot, x: int) -> list[Reading]:
    """Of each series that has a value there, in the order in which they are drawn.

    Bars and steps tell what holds at `x`, all others their nearest point, however far away it is.
    """
    found = (reading_of(series, x) for series in in_order(plot).series)
    return [one for one in found if one is not None and not math.isnan(one.y)]


def reading_of(series: Series, x: int) -> Reading | None:
    """What a series whose points ascend says at an x; None where it says nothing."""
    if not len(series.x):
        return None
    behind = int(np.searchsorted(series.x, x, "right"))
    if series.shape in ("bars", "steps"):
        here = np.array([x], np.int64)
        holds = bool(held(series, here, np.array([behind]))[0])
        return Reading(series, behind - 1) if holds else None
    if behind == len(series.x) or (behind and x - int(series.x[behind - 1]) <= int(series.x[behind]) - x):
        return Reading(series, behind - 1)
    return Reading(series, behind)
