"""tshark's Protocol and Info for the rows of one capture, as they come: a task on the screen's own loop.

Batches are some hundred rows each, which takes a millisecond or two; the screen is told after each of them.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from time import monotonic
from typing import TYPE_CHECKING, Final, Protocol

from dissectors.deep.columns.summaries import Summaries
from dissectors.deep.errors import NoTshark
from dissectors.errors import RemoraError

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.columns.psml import SummaryBatch
    from dissectors.packets.table import PacketTable

SECONDS_UNTIL_TOLD: Final = 0.5
"""What comes sooner is not worth a word."""


class Stream(Protocol):
    """`dissectors.deep.columns.summary_stream.SummaryStream`, or what a test passes in."""

    problem: str

    def more(self, stop: int) -> None: ...
    def finish(self) -> None: ...
    async def run(self, on_batch: Callable[[SummaryBatch], None]) -> None: ...


Make = Callable[[], Awaitable[Stream]]


async def tshark_stream(table: PacketTable, choices: DeepChoices, *, with_colours: bool) -> Stream:
    """The summaries of a capture. Raises NoTshark, TsharkFailed."""
    # pyshark comes along, which the first paint does without.
    from dissectors.deep.columns.summary_stream import SummaryStream
    from dissectors.deep.tshark.program import find_tshark

    tshark = await asyncio.to_thread(find_tshark, choices.tshark_path)
    return SummaryStream(table, tshark, choices, with_colours=with_colours)


class SummaryRun:
    """One tshark's way over a capture, from the first row on."""

    def __init__(self, make: Make, told: Callable[[], None], *, with_colours: bool) -> None:
        """`told` is called when there are more rows, and at the end; begins at once."""
        self.summaries = Summaries()
        self.with_colours = with_colours
        self.problem = ""
        """Why it ended early, or why there are other colours than the user's; a sentence."""
        self.has_no_tshark = False
        self.is_stopped = False
        """It ended before its time: no more rows will be answered."""
        self.has_caught_up = False
        """It has answered all that there was at some time."""
        self.wanted = 0
        """Rows up to this one are asked about."""
        self._told = told
        self._behind_since = monotonic()
        self._is_finished = False
        self._stream: Stream | None = None
        self._task = asyncio.ensure_future(self._run(make))

    @property
    def is_behind(self) -> bool:
        """Rows are still to be answered."""
        return not self._task.done() and len(self.summaries) < self.wanted

    @property
    def takes_long(self) -> bool:
        """It has been behind for so long that the user is told."""
        return self.is_behind and monotonic() - self._behind_since >= SECONDS_UNTIL_TOLD

    @property
    def is_over(self) -> bool:
        """It takes no more rows."""
        return self._is_finished or self._task.done()

    @property
    def part(self) -> float:
        """How much of what there is was answered, 0 to 1."""
        return len(self.summaries) / self.wanted if self.wanted else 1.0

    def more(self, stop: int) -> None:
        """There are rows up to `stop` by now."""
        if self.is_over or stop <= self.wanted:
            return
        if not self.is_behind:
            self._behind_since = monotonic()
        self.wanted = stop
        if self._stream is not None:
            self._stream.more(stop)

    def finish(self) -> None:
        """There will be no more rows; tshark ends when it has answered those that there are."""
        self._is_finished = True
        if self._stream is not None:
            self._stream.finish()

    def stop(self) -> bool:
        """End it now, and tell nothing more; True if rows were still to be answered."""
        was_behind = self.is_behind
        self.is_stopped = True
        self._task.cancel()
        return was_behind

    async def ended(self) -> None:
        """Wait until nothing of it is left."""
        await asyncio.wait([self._task])

    async def _run(self, make: Make) -> None:
        try:
            self._stream = await make()
            self.problem = self._stream.problem
            self._stream.more(self.wanted)
            if self._is_finished:
                self._stream.finish()
            await self._stream.run(self._take)
        except (RemoraError, OSError) as error:
            self.problem = str(error)
            self.has_no_tshark = isinstance(error, NoTshark)
            self.is_stopped = True
        self._told()

    def _take(self, batch: SummaryBatch) -> None:
        self.summaries.append(batch)
        self.has_caught_up |= len(self.summaries) >= self.wanted
        self._told()
