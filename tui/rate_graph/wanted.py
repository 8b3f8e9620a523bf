"""What a graph is asked to show, and what the thread that counts tells of it: frozen, for going between threads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from dissectors.statistics.rates import Quantity, Rates

if TYPE_CHECKING:
    from tui.rate_graph.points import Points
    from tui.rate_graph.series import SeriesWanted


@dataclass(frozen=True, slots=True)
class Counted:
    """What a series counts; several may count the same."""

    quantity: Quantity
    filter: str
    has_gaps: bool = False
    """There are points where nothing came, too: for lines."""


def counted_by(series: SeriesWanted) -> Counted:
    """What has to be counted for a series."""
    return Counted(series.quantity, series.filter, series.shape in ("line", "steps"))


@dataclass(frozen=True, slots=True)
class Request:
    """A picture that is wanted."""

    counted: tuple[Counted, ...]
    interval: int | None = None
    """Nanoseconds; None: as suits the window and its width."""
    window: tuple[int, int] | None = None
    """Nanoseconds from the origin; None: the whole."""
    columns: int = 100
    """As many intervals are wanted in the window, where nobody says how long one is."""
    resting: frozenset[Counted] = frozenset()
    """Not counted now; what is known of their packets is kept."""
    idle: int = 0
    """Nanoseconds since the last packet of a live capture came: the graph goes on to now."""


@dataclass(frozen=True, slots=True)
class Progress:
    """Of one series."""

    rates: Rates | None = None
    """None as long as nothing is known."""
    points: Points | None = None
    """The same as points."""
    examined: int = 0
    """Packets that its filter has looked at."""
    is_done: bool = False
    tier: str = ""
    """Who answers its filter."""
    problem: str = ""
    """Why it cannot be counted, in a sentence."""


@dataclass(frozen=True, slots=True)
class Told:
    """How far the counting is."""

    request: Request
    origin: int
    """Nanoseconds since 1970: the time of the first packet."""
    first: int
    """When the earliest packet came, from the origin; where all came at about once, somewhat earlier."""
    last: int
    interval: int
    """0 as long as no packet has a time."""
    places: tuple[int, int] | None
    """Only the intervals from the first to before the other were counted; None: all."""
    series: Mapping[Counted, Progress] = field(default_factory=dict)
    rows: int = 0
    """Rows that the capture had."""
    is_done: bool = False
