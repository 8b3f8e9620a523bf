"""Counting for the I/O graph: a thread counts what is handed over as the graph wants it, and posts frozen rates.

It counts all packets first, then works off display filters a little at a time, so that each series is seen growing.
What was counted for the whole is kept while a window is looked at, and the other way round.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final

import numpy as np

from dissectors.capture_file.frames import LATEST_TIME, NO_TIME
from dissectors.errors import RemoraError
from dissectors.filters.errors import FilterError
from dissectors.packets.layer_index import PIECE_ROWS
from tui import wording
from tui.one_at_a_time import OneAtATime, Over
from tui.rate_graph.level import Division, Level, division_for
from tui.rate_graph.points import seen
from tui.rate_graph.sources import Sources
from tui.rate_graph.told import RatesCounted
from tui.rate_graph.wanted import Counted, Progress, Request, Told

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from dissectors.deep.filters.deep_matching import Growth
    from dissectors.packets.table import PacketTable
    from tui.loading import Post
    from tui.rate_graph.series_rows import Compile

SECONDS_BETWEEN_TOLD: Final = 0.3
SECONDS_UNTIL_TOLD: Final = 0.03
"""The first time: all packets are counted by then."""
PIECES_A_STEP: Final = 16
MOST_LEVELS: Final = 4


@dataclass(slots=True)
class Extent:
    """From the earliest to the latest packet, in nanoseconds since 1970."""

    rows_done: int = 0
    first: int | None = None
    last: int = 0

    def extend(self, times: NDArray[np.int64]) -> None:
        """The times of further rows."""
        self.rows_done += len(times)
        known = times[times != NO_TIME]
        if len(known):
            low, high = int(known.min()), int(known.max())
            self.first, self.last = (low, high) if self.first is None else (min(self.first, low), max(self.last, high))


class RateRun:
    """One way over the rows of a table: all of them as they come, or some that are handed over in order."""

    def __init__(
        self, table: PacketTable, post: Post, compile_filter: Compile, growth: Callable[[], Growth] = lambda: "over"
    ) -> None:
        """`growth`, which may be asked in any thread, tells whether more rows will come."""
        self.index = table.index
        self.post = post
        self.handed = 0
        """Rows handed over so far, for whoever hands them over."""
        self._table = table
        self._sources = Sources(table, compile_filter, growth)
        self._extent = Extent()
        self._problems: dict[Counted, str] = {}
        self._levels: OrderedDict[Division, Level] = OrderedDict()
        """Those of late, the latest last."""
        self._request: Request | None = None
        self._told: Told | None = None
        self._has_news = False
        """Since the thread last looked."""
        self._tell_at = 0.0
        """When to tell how far it is, by the monotonic clock."""
        self._worker = OneAtATime("count rates", lambda message: self.post(message), self._fail, self._sources.close)

    @property
    def is_working(self) -> bool:
        return self._worker.is_working

    # For the screen's thread.

    def extend(self, stop: int) -> None:
        """Count all rows before `stop`."""
        self.handed = stop
        self._sources.handed.extend(stop)
        self._has_news = True

    def add(self, rows: NDArray[np.int64]) -> None:
        """Count these rows, which ascend and lie behind those before."""
        self.handed += len(rows)
        self._sources.handed.add(rows)
        self._has_news = True

    def ask(self, request: Request) -> None:
        """Show this from now on."""
        if request != self._request:
            self._request = request
            self._has_news = True
        self.go_on()

    def go_on(self) -> None:
        """Work on what is new; to be called now and then, and whenever something was told."""
        request = self._request
        if self.is_working or request is None:
            return
        if self._has_news or not self._sources.is_done(request.counted):
            self._worker.start(self._work)

    def tell_unless_known(self, known: Told | None) -> None:
        """Post what was told last once more where nobody was there to hear of it."""
        told = self._told
        if told is not None and told is not known and not self.is_working:
            self._worker.post(RatesCounted(self, told))

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._worker.stop()

    # For the thread that counts.

    def _work(self) -> Over:
        self._tell_at = time.monotonic() + SECONDS_UNTIL_TOLD
        assert self._request is not None
        request, has_more = self._request, True
        try:
            while has_more and not self._worker.is_stopped:
                self._has_news = False
                request = self._request
                has_more = self._go_on(request) or self._has_news
        except (RemoraError, OSError) as error:
            # Other series may be asked for, which say the same.
            self._problems = dict.fromkeys(request.counted, wording.sentence(str(error)))
        return partial(self._tell, request, is_done=True)

    def _fail(self, sentence: str) -> None:
        if self._request is not None:
            self._problems = dict.fromkeys(self._request.counted, wording.sentence(sentence))
            self._tell(self._request, is_done=True)

    def _go_on(self, request: Request) -> bool:
        """Do a step of everything that there is to do, what is quick first; whether there is more."""
        if not self._take_times():
            return True
        self._keep_only(request)
        level, has_more = self._level(request), False
        if level is None:
            return False
        for counted in sorted(request.counted, key=lambda one: bool(one.filter)):
            if counted not in self._problems:
                has_more |= self._step_if_possible(level, counted)
            if self._worker.is_stopped or self._has_news:
                return True
            if time.monotonic() > self._tell_at:
                self._tell(request, is_done=False)
                self._tell_at = time.monotonic() + SECONDS_BETWEEN_TOLD
        return has_more

    def _step_if_possible(self, level: Level, counted: Counted) -> bool:
        try:
            return self._step(level, counted)
        except RemoraError as error:
            self._problems[counted] = wording.sentence(error.message if isinstance(error, FilterError) else str(error))
            self._sources.end(counted)
        except KeyError:
            self._problems[counted] = f"{counted.quantity.field} is no number."
        return False

    def _step(self, level: Level, counted: Counted) -> bool:
        """Some pieces in a row, each a few milliseconds; of what is searched as many as there is time for."""
        found, has_more = self._sources.step(counted), True
        for _ in range(PIECES_A_STEP):
            has_more = has_more and level.step(counted, self._sources.handed, found.matched, found.values)
        return has_more or found.has_more

    def _take_times(self) -> bool:
        """Find from when to when it lasts; False where there is more to look at."""
        extent, frames = self._extent, self.index.capture.frames
        stop = min(extent.rows_done + 64 * PIECE_ROWS, len(frames))
        extent.extend(frames.column("time", extent.rows_done, stop))
        return extent.rows_done >= self._sources.handed.stop

    def _keep_only(self, request: Request) -> None:
        """Forget what no series wants any more."""
        wanted = frozenset(request.counted) | request.resting
        # One that was hidden is tried once more.
        self._problems = {one: problem for one, problem in self._problems.items() if one in request.counted}
        self._sources.keep(wanted)
        for level in self._levels.values():
            level.keep(wanted)

    def _level(self, request: Request) -> Level | None:
        """Where the request is counted; None as long as no packet has a time."""
        if self._extent.first is None:
            return None
        origin = self._origin
        needed, counted = division_for(
            request, (self._extent.first - origin, self._extent.last - origin + request.idle)
        )
        # Where the first packet has no time, intervals begin elsewhere when an earlier one than before has come.
        alike = (level for level in self._levels.values() if level.origin == origin)
        found = next((level for level in alike if level.division.covers(needed)), None)
        if found is None:
            found = Level(self.index, counted, origin)
            self._levels[counted] = found
            if len(self._levels) > MOST_LEVELS:
                self._levels.popitem(last=False)
        self._levels.move_to_end(found.division)
        return found

    @property
    def _origin(self) -> int:
        """The time of the first packet, as the list counts from; where it has none, the earliest.

        As columns have it: no later than they can hold.
        """
        first = self._table.time(0)
        return (self._extent.first or 0) if first is None else min(first, LATEST_TIME)

    def _tell(self, request: Request, *, is_done: bool) -> None:
        if self._worker.is_stopped:
            return
        level, extent = self._level(request), self._extent
        if level is None or extent.first is None:
            told = Told(request, 0, 0, 0, 0, None, {}, extent.rows_done, is_done)
        else:
            origin, interval = self._origin, level.division.interval
            first, last = seen(extent.first - origin, extent.last - origin + request.idle, interval)
            span = first // interval, last // interval
            series = {counted: self._progress(level, counted, span) for counted in request.counted}
            told = Told(
                request, origin, first, last, interval, level.division.places, series, extent.rows_done, is_done
            )
        self._told = told
        self._worker.post(RatesCounted(self, told))

    def _progress(self, level: Level, counted: Counted, extent: tuple[int, int]) -> Progress:
        rates, points = level.told(counted, extent) or (None, None)
        return Progress(rates, points, *self._sources.progress(counted), self._problems.get(counted, ""))
