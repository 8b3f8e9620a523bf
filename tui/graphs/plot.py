"""What a graph shows: series of points over time, marks upon them, and the axes by which both are read.

Made by whoever has counted something; drawn by `drawing`, on the screen and in plain text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

Shape = Literal["line", "steps", "bars", "points", "ranges", "marks"]
"""Points joined by lines; values that hold until the next point; bars as wide as until the next point; dots; strokes
from `low` to `y`; every point as the series' mark."""
Unit = Literal["time", "ns", "count", "bytes", "bits", "bit/s", "seq", ""]
"""`time` and `ns` are nanoseconds; `seq` does not begin at nothing, as all others do unless there are negative ones."""

COLOURS: Final = 8
MARKS: Final = "●◆▲■○◇△□"
"""Of the series that name none, by their order."""


@dataclass(frozen=True, slots=True, eq=False)
class Series:
    """Points of one kind. They need not ascend; those whose y is no number have no value: a line breaks there."""

    name: str
    """For the legend, as it came: it is made safe when it is drawn. Without a name the legend leaves it out."""
    x: NDArray[np.int64]
    """Nanoseconds from the origin, or whatever the axis says."""
    y: NDArray[np.float64]
    shape: Shape = "line"
    mark: str = ""
    """One cell, by which it is known without colours; empty for the one of its order."""
    low: NDArray[np.float64] | None = None
    """Of ranges, the other end; None for the bottom of the graph."""
    order: int = 0
    """The number of its colour, 0 to 7; greater ones begin again."""
    rows: NDArray[np.int64] | None = None
    """The row of each point's packet."""
    width: int = 0
    """How far a bar or step holds behind its x; 0 for as far as the next point."""
    axis: Axis | None = None
    """By which its values stand, where that is not the plot's own: no ticks are drawn of it, and the legend tells how
    far it goes. Series of equal ones share it."""

    def __post_init__(self) -> None:
        if self.x.dtype != np.int64 or self.y.dtype != np.float64:
            raise ValueError(f"a series is of int64 and float64, not of {self.x.dtype} and {self.y.dtype}")
        if len(self.x) != len(self.y) or any(
            other is not None and len(other) != len(self.x) for other in (self.low, self.rows)
        ):
            raise ValueError(f"{len(self.x)} points need as many values, ends and rows")

    @property
    def symbol(self) -> str:
        """The character by which it is known."""
        return self.mark or MARKS[self.order % COLOURS]


@dataclass(frozen=True, slots=True)
class Mark:
    """A character on the graph that says what happened there; for many alike a series of marks is better."""

    x: int
    y: float | None
    """None for the top of the graph."""
    text: str
    """One cell."""
    order: int | None = None
    """The colour of a series; None for `style`."""
    style: str = "graph--mark"
    """A component class of the pane: graph--mark, graph--warning, graph--error."""
    row: int | None = None
    """Of the packet that it tells of."""


@dataclass(frozen=True, slots=True)
class Axis:
    """How values are read, and from where to where they are shown."""

    title: str = ""
    unit: Unit = ""
    first: float | None = None
    """None: as far as there are points. An axis of x has whole numbers."""
    last: float | None = None
    logarithmic: bool = False
    """What is not above nothing is not drawn, except for marks, at the bottom."""


@dataclass(frozen=True, slots=True)
class Plot:
    """A graph: later series are drawn over earlier ones, marks over all."""

    series: tuple[Series, ...] = ()
    x: Axis = field(default_factory=lambda: Axis(unit="time"))
    """From `first` to `last` is all that can be shown, of which the pane shows a window."""
    y: Axis = field(default_factory=Axis)
    """Of all series that have none of their own."""
    marks: tuple[Mark, ...] = ()
    lines_of_words: tuple[str, ...] = ()
    """Remarks below the graph, a line each; without points the first of them stands in its place."""

    def extent(self) -> tuple[int, int] | None:
        """The first and last x of all; None where there is neither a point nor a limit."""
        given = [int(end) for end in (self.x.first, self.x.last) if end is not None]
        if len(given) == 2:
            return min(given), max(given)
        ends = [*self._ends(), *given]
        if not ends:
            return None
        first = given[0] if self.x.first is not None else min(ends)
        last = given[0] if self.x.last is not None else max(ends)
        return min(first, last), max(first, last)

    def _ends(self) -> Iterator[int]:
        for series in self.series:
            if len(series.x):
                yield int(series.x.min())
                yield int(series.x.max()) + (series.width if series.shape in ("bars", "steps") else 0)
        for mark in self.marks:
            yield mark.x
