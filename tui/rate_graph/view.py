"""What is kept of an I/O graph while its screen is not shown: the series, what was counted, and where the user was."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from dissectors.statistics.intervals import INTERVALS
from dissectors.statistics.rates import MEASURES, SUMMARIES, Quantity
from tui.rate_graph.run import RateRun
from tui.rate_graph.series import MOST_SERIES, USUAL, SeriesWanted
from tui.rate_graph.wanted import Request, Told, counted_by
from tui.screens.handing_over import HandingOver

if TYPE_CHECKING:
    from dissectors.deep.filters.any_filter import AnyFilter
    from dissectors.deep.filters.deep_matching import Growth
    from dissectors.packets.table import PacketTable
    from tui.loading import Post

Step = Literal[-1, 1]
STEP_SECONDS: Final = 0.5
"""How often a graph moves on in which nothing comes."""
COLUMNS: Final = 100
"""Before it is known how wide the graph is."""


def _native_filter(text: str) -> AnyFilter:
    from dissectors.filters import compile_filter  # brings the grammar along

    return compile_filter(text)


class RateGraphView:
    """One graph; the pane that draws it may come and go."""

    def __init__(self, series: Sequence[SeriesWanted] | None = None, *, is_rate: bool = False) -> None:
        """Without series they are those of the settings, which the pane brings. `is_rate`: bits are a second's."""
        self.series: list[SeriesWanted] = list(USUAL if series is None else series)
        self.is_from_settings = series is None
        self.is_rate = is_rate
        self.chosen = 0
        """The place of the series that keys are about."""
        self._deleted: list[tuple[int, SeriesWanted]] = []
        """Where each had been that was taken away, the last one at the end."""
        self.interval: int | None = None
        """Nanoseconds; None: as suits the window."""
        self.is_logarithmic = False
        self.window: tuple[int, int] | None = None
        """Nanoseconds from the first packet; None: the whole."""
        self.cursor: int | None = None
        self.columns = COLUMNS
        self.idle = 0
        """Nanoseconds in which a live capture brought no packet."""
        self._came = (0, 0.0)
        """How many packets the capture had, and since when it is so many, by the monotonic clock."""
        self.told: Told | None = None
        self.counting = HandingOver(self._begin)
        self.compile_filter: Callable[[str], AnyFilter] = _native_filter
        """May block: it is called by the thread that counts."""
        self.growth: Callable[[], Growth] = lambda: "over"

    @property
    def run(self) -> RateRun | None:
        return self.counting.worker

    def _begin(self, table: PacketTable, post: Post) -> RateRun:
        """Other packets are counted than before."""
        self.told = None
        return RateRun(table, post, lambda text: self.compile_filter(text), lambda: self.growth())

    def request(self) -> Request:
        """What is to be counted for what is in sight."""
        shown = tuple(dict.fromkeys(counted_by(one) for one in self.series if one.is_shown))
        resting = frozenset(counted_by(one) for one in self.series if not one.is_shown)
        return Request(shown, self.interval, self.window, self.columns, resting, self.idle)

    def watch(self, count: int, now: float, *, is_live: bool) -> None:
        """Tell how many packets there are, and the time by the monotonic clock."""
        if count != self._came[0] or not is_live:
            self._came = count, now
        self.idle = int((now - self._came[1]) / STEP_SECONDS) * int(STEP_SECONDS * 1e9) if count else 0

    def take(self, told: Told) -> None:
        """Something was counted."""
        self.told = told

    # Series.

    @property
    def chosen_series(self) -> SeriesWanted | None:
        return self.series[self.chosen] if self.chosen < len(self.series) else None

    def step_series(self, step: Step) -> None:
        """Choose the next or the one before."""
        if self.series:
            self.chosen = (self.chosen + step) % len(self.series)

    @property
    def has_room(self) -> bool:
        """For one more series."""
        return len(self.series) < MOST_SERIES

    @property
    def next_colour(self) -> int:
        """The first that no series has."""
        used = {one.colour for one in self.series}
        return next((colour for colour in range(8) if colour not in used), len(self.series) % 8)

    def put(self, series: SeriesWanted, *, is_new: bool) -> None:
        """Add one behind the others, or put it in the place of the chosen one."""
        if is_new or not self.series:
            self.series.append(series)
            self.chosen = len(self.series) - 1
        else:
            self.series[self.chosen] = series

    def delete(self) -> SeriesWanted | None:
        """Take the chosen one away."""
        if not self.series:
            return None
        gone = self.series.pop(self.chosen)
        self._deleted.append((self.chosen, gone))
        self.chosen = max(min(self.chosen, len(self.series) - 1), 0)
        return gone

    @property
    def can_bring_back(self) -> bool:
        """A series was taken away that has not come back since, now or, of the usual ones, ever."""
        return bool(self._deleted or self._missing)

    @property
    def _missing(self) -> list[tuple[int, SeriesWanted]]:
        """Of the usual ones those that are not here, with their places, the first one at the end.

        By its name and its packets one is here also where something else is counted of them by now.
        """
        told = {one.what for one in self.series}
        here = {(one.name, one.filter) for one in self.series}
        return [
            (place, one)
            for place, one in reversed(list(enumerate(USUAL)))
            if one.what not in told and (one.name, one.filter) not in here
        ]

    def bring_back(self) -> SeriesWanted | None:
        """Put the one that was taken away last where it had been, else a usual one that is missing, and choose it.

        Where another one has its name by now it gets a number. None where there is none, or no room.
        """
        if not self.can_bring_back or not self.has_room:
            return None
        place, series = (self._deleted or self._missing).pop()
        taken = {one.name for one in self.series}
        names = (series.name, *(f"{series.name} {number}" for number in range(2, MOST_SERIES + 2)))
        series = replace(series, name=next(name for name in names if name not in taken))
        self.chosen = min(place, len(self.series))
        self.series.insert(self.chosen, series)
        return series

    def toggle(self) -> None:
        """Show the chosen one, or hide it."""
        self._change(lambda one: replace(one, is_shown=not one.is_shown))

    def next_measure(self) -> None:
        """Count something else of the chosen one's packets; of a field another summary."""

        def changed(one: SeriesWanted) -> SeriesWanted:
            before = one.quantity
            if before.field:
                following = SUMMARIES[(SUMMARIES.index(before.measure) + 1) % len(SUMMARIES)]
                quantity = Quantity(following, before.field)
            else:
                quantity = Quantity(MEASURES[(MEASURES.index(before.measure) + 1) % len(MEASURES)])
            return one.counting(quantity)

        self._change(changed)

    def _change(self, change: Callable[[SeriesWanted], SeriesWanted]) -> None:
        if self.series:
            self.series[self.chosen] = change(self.series[self.chosen])

    # Time.

    def step_interval(self, step: Step) -> None:
        """The next longer or shorter interval than there is now; behind either end automatic."""
        here = self.interval or (self.told.interval if self.told is not None else 0)
        others = [one for one in INTERVALS if (one > here if step > 0 else one < (here or one + 1))]
        self.interval = None if not others else min(others) if step > 0 else max(others)

    def choose_automatic(self) -> None:
        """The interval is as suits what is in sight."""
        self.interval = None
