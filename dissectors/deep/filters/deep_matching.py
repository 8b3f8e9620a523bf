"""Which rows a display filter chooses that tshark answers: worked off step by step, as `packets.matching` is.

Steps are made in any thread, one at a time; tshark is driven by an event loop of the search's own, which runs during
steps. A saved capture is fed to tshark to its end; one that grows is fed on as it does, and tshark waits in between.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
from numpy.typing import NDArray

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.filters.candidates import Candidates
from dissectors.deep.filters.hosts import rows_of_hosts
from dissectors.deep.filters.reading_twice import read_twice
from dissectors.deep.tshark.feeding import Feed
from dissectors.deep.tshark.own_loop import OwnLoop
from dissectors.deep.tshark.splitters import Lines

if TYPE_CHECKING:
    from dissectors.deep.filters.deep_filter import DeepFilter
    from dissectors.deep.tshark.tshark_capture import TsharkCapture
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]
Growth = Literal["over", "reading", "live"]
"""Of a table: no more rows come, they come as fast as they are read, they come when they come."""

ROWS_AT_ONCE: Final = 4096
"""Fed between two looks at what else there is to do."""
SETTLED_SECONDS: Final = 0.3
"""After it has read all that it was fed, and said nothing for so long, tshark has nothing more to say."""
_POLL_SECONDS: Final = 0.01
STANDARD_INPUT: Final = "-"
_FIELD: Final = ("-e", "frame.number")


def _is_over() -> Growth:
    return "over"


class DeepMatching:
    """One filter's way over a table. `growth` may be asked in any thread."""

    def __init__(self, table: PacketTable, chosen: DeepFilter, growth: Callable[[], Growth] = _is_over) -> None:
        self._table = table
        self._chosen = chosen
        self._growth = growth
        self._candidates = Candidates(table, chosen.native) if chosen.native is not None else None
        self._loop: OwnLoop | None = None
        self._work: asyncio.Task[None] | None = None
        self._capture: TsharkCapture[list[bytes]] | None = None
        self._found: list[Rows] = []
        self._first_wanted = 0
        """Rows before it have been answered by a tshark before."""
        self._considered = 0
        """Rows that tshark was fed, or need not be."""
        self._answered = 0
        """Rows that are answered for good."""
        self._fed = 0
        self._shown: Rows | None = None
        """The rows that tshark counts; None where it counts as the table does."""
        self._heard = 0.0
        """When tshark last had something to read, or was heard of."""
        self._is_closed = False

    # What is told of the way.

    @property
    def examined(self) -> int:
        """Rows that have been looked at, from the first on; a little more than tshark has answered for."""
        return max(self._answered, self._considered)

    @property
    def candidates(self) -> int:
        """Packets that tshark was or will be asked about."""
        return self._fed

    @property
    def tier(self) -> str:
        """Who answers, for a person."""
        who = "tshark, two passes" if self._chosen.two_passes else "tshark"
        if self._candidates is None:
            return who
        return f"columns, then {who} on {self._fed:,} packet{'' if self._fed == 1 else 's'}"

    @property
    def is_done(self) -> bool:
        """Every row that the table has now has been answered, or, as long as it grows, fed."""
        rows, growth = len(self._table), self._growth()
        if self._answered >= rows:
            return True
        return growth != "over" and not self.waits_for_the_end and self._considered >= rows

    @property
    def waits_for_the_end(self) -> bool:
        """Both passes must see the whole file, and so must who leaves hosts out: once all of it has been read."""
        wants_all = self._chosen.two_passes or self._chosen.keeps_to_hosts
        return wants_all and not self._answered and self._capture is None and self._growth() == "reading"

    @property
    def is_settled(self) -> bool:
        """tshark has nothing more to say of what it was fed."""
        if self._capture is None:
            return True
        if self._capture.unread:
            self._heard = time.monotonic()
        return time.monotonic() - self._heard > SETTLED_SECONDS

    # The way.

    def step(self, seconds: float) -> Rows:
        """Go on for about so long; the rows that match, ascending, behind all those before.

        Raises FilterError for what is no filter of tshark's, TsharkFailed, CaptureFileError where the file is gone.
        """
        if self._is_closed:
            return np.zeros(0, np.int64)
        if self._loop is None:
            self._loop = OwnLoop()
        self._loop.run(self._go_on(time.monotonic() + seconds))
        found, self._found = self._found, []
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def close(self) -> None:
        """End tshark; nothing more will be asked. Not during a step."""
        if not self._is_closed:
            self._is_closed = True
            if self._loop is not None:
                # Where another loop runs in this thread, ours cannot.
                ending = threading.Thread(target=self._end, name="end of a filter")
                ending.start()
                ending.join()

    def _end(self) -> None:
        assert self._loop is not None
        with self._loop:
            if self._work is not None:
                self._work.cancel()
                self._loop.run(self._ended(self._work), to_its_end=True)

    async def _ended(self, work: asyncio.Task[None]) -> None:
        await asyncio.wait({work})
        if not work.cancelled():
            # A failure that nobody was told of any more.
            work.exception()

    async def _go_on(self, deadline: float) -> None:
        if self._work is None or (self._work.done() and self._answered < len(self._table)):
            self._work = asyncio.ensure_future(self._run())
        while not self.is_done or (self._found == [] and not self.is_settled):
            left = deadline - time.monotonic()
            if left <= 0:
                break
            await asyncio.wait({self._work}, timeout=min(left, _POLL_SECONDS))
            if self._work.done():
                self._work.result()
                break
        if self._work.done():
            self._work.result()

    async def _run(self) -> None:
        """To the end of the table, as far as it has one."""
        self._first_wanted = self._answered
        try:
            if self._chosen.two_passes and not self._answered:
                await self._twice()
            else:
                await self._once()
        except TsharkFailed as failure:
            raise self._explained(failure) from None

    def _explained(self, failure: TsharkFailed) -> Exception:
        """That the text is no filter, where that is what tshark means."""
        from dissectors.deep.filters.filter_check import problem_by_tshark
        from dissectors.filters.errors import FilterError

        try:
            problem = problem_by_tshark(self._chosen.tshark, self._chosen.text, self._chosen.choices)
        except TsharkFailed:
            return failure
        return FilterError(problem.message, problem.column) if problem is not None else failure

    # One pass.

    async def _once(self) -> None:
        if not await self._has_candidate():
            return
        self._shown = await self._rows_to_show()
        feed = self._new_feed()
        capture = self._new_capture()
        self._capture = capture
        try:
            chunks = self._chunks(feed) if self._shown is None else self._chunks_of(feed, self._shown)
            await capture.run(chunks, self._take)
        finally:
            self._capture = None
            await capture.close()
        self._answered = self._considered

    async def _has_candidate(self) -> bool:
        """True once there is one; False where the table ends without."""
        candidates = self._candidates
        if candidates is None:
            return True
        while not candidates.stop:
            await self._look_for_candidates()
            self._considered = candidates.examined
            if not candidates.stop and candidates.examined >= len(self._table):
                if self._growth() == "over":
                    self._answered = candidates.examined
                    return False
                await asyncio.sleep(_POLL_SECONDS)
        return True

    async def _rows_to_show(self) -> Rows | None:
        """Of a table that does not grow, those that matter to the candidates, if the others may be left out."""
        candidates = self._candidates
        if candidates is None or not self._chosen.keeps_to_hosts:
            return None
        while self._growth() == "reading":
            await asyncio.sleep(_POLL_SECONDS)
        if self._growth() != "over":
            return None
        while candidates.examined < len(self._table):
            await self._look_for_candidates()
        return rows_of_hosts(self._table, candidates.rows)

    async def _chunks_of(self, feed: Feed, rows: Rows) -> AsyncIterator[bytes]:
        """Some rows only."""
        for first in range(0, len(rows), ROWS_AT_ONCE):
            some = rows[first : first + ROWS_AT_ONCE]
            for chunk in feed.chunks(some):
                yield chunk
                await asyncio.sleep(0)
            self._fed += len(some)
            self._considered = int(some[-1]) + 1
        assert self._candidates is not None
        self._considered = self._candidates.examined

    async def _look_for_candidates(self) -> None:
        assert self._candidates is not None
        self._candidates.look_on()
        await asyncio.sleep(0)

    async def _chunks(self, feed: Feed) -> AsyncIterator[bytes]:
        """What tshark reads: all rows up to the last candidate, and on as there are more."""
        fed = 0
        while True:
            total, growth = len(self._table), self._growth()
            candidates = self._candidates
            if candidates is not None and candidates.stop <= fed and candidates.examined < total:
                await self._look_for_candidates()
            stop = min(candidates.stop if candidates is not None else total, fed + ROWS_AT_ONCE)
            if stop > fed:
                for chunk in feed.chunks(range(fed, stop)):
                    yield chunk
                    self._heard = time.monotonic()
                    await asyncio.sleep(0)
                fed = self._fed = stop
            looked_at = fed if candidates is None else max(fed, candidates.examined)
            if candidates is not None and candidates.stop > fed:
                looked_at = fed
            self._considered = looked_at
            if looked_at >= total:
                if growth == "over" and len(self._table) == total:
                    return
                await asyncio.sleep(_POLL_SECONDS)

    def _take(self, lines: list[bytes]) -> None:
        """Numbers of frames, as tshark prints them."""
        self._heard = time.monotonic()
        try:
            rows = np.array([int(line) - 1 for line in lines if line.strip()], np.int64)
            if self._shown is not None:
                rows = self._shown[rows]
        except (ValueError, IndexError):
            raise TsharkFailed(f"{self._chosen.tshark.name} printed what is no number of a packet") from None
        rows = rows[(rows >= self._first_wanted) & (rows < len(self._table))]
        if self._candidates is not None:
            rows = self._candidates.among(rows)
        if len(rows):
            self._found.append(rows)

    # Two passes.

    async def _twice(self) -> None:
        """Of a capture that goes on: over what there is now."""
        while self._growth() == "reading":
            await asyncio.sleep(_POLL_SECONDS)
        total = len(self._table)
        if self._candidates is not None:
            while self._candidates.examined < total:
                await self._look_for_candidates()
        self._shown = None
        if self._candidates is None or self._candidates.stop:
            self._fed = total
            await read_twice(self._new_feed(), total, self._new_capture, self._take, self._passed)
        self._answered = self._considered = total

    def _passed(self, part: float) -> None:
        """How much of the work of both passes is done, 0 to 1."""
        self._considered = int(part * self._fed)

    def _new_feed(self) -> Feed:
        return Feed(self._table, self._chosen.choices.secrets())

    def _new_capture(
        self, *parameters: str, source: str = STANDARD_INPUT, descriptors: tuple[int, ...] = ()
    ) -> TsharkCapture[list[bytes]]:
        # pyshark takes a tenth of a second to import.
        from dissectors.deep.tshark.tshark_capture import TsharkCapture

        chosen = self._chosen
        return TsharkCapture(
            chosen.tshark,
            chosen.choices,
            Lines(),
            "fields",
            (*parameters, *_FIELD),
            display_filter=chosen.foreign,
            source=source,
            descriptors=descriptors,
        )
