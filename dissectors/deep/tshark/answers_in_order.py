"""tshark's answers for the packets of a table one after the other, from however many tsharks each of them takes.

Worked off step by step in the caller's thread, by an event loop of its own that runs during steps: so a printing
command may take its time, and what is read ahead of it stays little. Rows are fed from the first on, so that tshark's
numbers are the capture's.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.deep.errors import TsharkFailed
from dissectors.deep.tshark.feeding import Feed
from dissectors.deep.tshark.own_loop import OwnLoop

if TYPE_CHECKING:
    from dissectors.deep.choices.deep_choices import DeepChoices
    from dissectors.deep.tshark.program import Tshark
    from dissectors.deep.tshark.tshark_capture import Splitter
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]

PATIENCE_SECONDS: Final = 60.0
"""For a tshark that neither reads nor writes."""
MOST_WAITING: Final = 256
"""Answers of one tshark that wait for those of the others, before it is fed on."""
ROWS_AT_ONCE: Final = 256
_POLL_SECONDS: Final = 0.02


@dataclass(frozen=True, slots=True)
class Question:
    """What one tshark is asked about every packet."""

    splitter: Splitter[bytes | list[bytes]]
    """Gives an answer for each packet, in order, one by one or in lists."""
    output: str
    """What -T takes; "" for none."""
    parameters: tuple[str, ...] = ()


class AnswersInOrder:
    """For rows that are wanted, ascending; all rows before them are fed, too."""

    def __init__(self, table: PacketTable, tshark: Tshark, choices: DeepChoices, questions: Sequence[Question]) -> None:
        self._table = table
        self._tshark = tshark
        self._choices = choices
        self._lanes = [_Lane(question) for question in questions]
        self._loop: OwnLoop | None = OwnLoop()
        self._work: asyncio.Task[None] | None = None
        self._stop = 0
        """The row behind the last one that is wanted."""
        self._is_finished = False
        self._woken = asyncio.Event()
        self.is_over = False
        """Every tshark has ended, and all that they answered was handed over."""
        self._progress = 0
        """Counts whatever happens."""
        self._quiet_seconds = 0.0
        self._answered = 0
        self._wanted = 0

    @property
    def is_behind(self) -> bool:
        """Rows that are wanted have not been answered."""
        return self._answered < self._wanted

    @property
    def is_fed(self) -> bool:
        """All that is wanted has been fed: for tshark to go on more must be wanted."""
        return all(lane.fed >= self._stop for lane in self._lanes)

    @property
    def has_begun(self) -> bool:
        """Something was wanted."""
        return self._wanted > 0

    def want(self, rows: Rows) -> None:
        """Rows to be answered, ascending and behind those before."""
        if len(rows):
            for lane in self._lanes:
                lane.wanted.append(rows)
            self._stop = int(rows[-1]) + 1
            self._wanted += len(rows)
            self._woken.set()

    def finish(self) -> None:
        """There is nothing more to want."""
        self._is_finished = True
        self._woken.set()

    def step(self, seconds: float) -> list[tuple[int, tuple[bytes, ...]]]:
        """Go on for about so long; rows, each with the answer of every tshark.

        When all that was answered has been handed over, raises TsharkFailed where it failed; also where nothing happens
        any more, and CaptureFileError where the file is gone.
        """
        assert self._loop is not None
        self._loop.run(self._go_on(time.monotonic() + seconds))
        found = []
        for _ in range(self._ready):
            together = [lane.answers.popleft() for lane in self._lanes]
            found.append((together[0][0], tuple(answer for _, answer in together)))
        self._answered += len(found)
        self._woken.set()
        if not found and self._work is not None and self._work.done():
            self._check_end()
            self.is_over = True
        return found

    def close(self) -> None:
        """End every tshark. Not during a step."""
        loop, self._loop = self._loop, None
        if loop is None:
            return
        with loop:
            if self._work is not None:
                self._work.cancel()
                loop.run(self._ended(self._work), to_its_end=True)

    async def _ended(self, work: asyncio.Task[None]) -> None:
        await asyncio.wait({work})
        if not work.cancelled():
            # Whoever closes it has heard of a failure, or does not care.
            work.exception()

    @property
    def _ready(self) -> int:
        """Rows that every tshark has answered for."""
        return min(len(lane.answers) for lane in self._lanes)

    def _check_end(self) -> None:
        assert self._work is not None
        self._work.result()
        if self.is_behind:
            row = min(lane.next_wanted for lane in self._lanes if not lane.answers)
            raise TsharkFailed(f"{self._tshark.name} gave no answer for packet {row + 1}")

    async def _go_on(self, deadline: float) -> None:
        if self._work is None:
            self._work = asyncio.ensure_future(self._run())
        while not self._work.done() and (left := deadline - time.monotonic()) > 0:
            if not self._is_finished and self._answered + self._ready >= self._wanted:
                break
            progress = self._progress
            await asyncio.wait({self._work}, timeout=min(left, _POLL_SECONDS))
            if progress != self._progress or not self.is_behind:
                self._quiet_seconds = 0.0
            else:
                self._quiet_seconds += min(left, _POLL_SECONDS)
            if self._quiet_seconds > PATIENCE_SECONDS:
                raise TsharkFailed(f"{self._tshark.name} has not gone on for {PATIENCE_SECONDS:.0f} seconds")

    async def _run(self) -> None:
        tasks = [asyncio.ensure_future(self._run_lane(lane)) for lane in self._lanes]
        try:
            await asyncio.gather(*tasks)
        finally:
            for task in tasks:
                # One that is ending already must not be disturbed.
                if not task.cancelling():
                    task.cancel()
            await asyncio.wait(tasks)

    async def _run_lane(self, lane: _Lane) -> None:
        # pyshark takes a tenth of a second to import.
        from dissectors.deep.tshark.tshark_capture import TsharkCapture

        question = lane.question
        capture = TsharkCapture(self._tshark, self._choices, question.splitter, question.output, question.parameters)

        def take(answers: bytes | list[bytes]) -> None:
            self._progress += 1
            for answer in answers if isinstance(answers, list) else [answers]:
                lane.take(answer)

        try:
            await capture.run(self._chunks(lane), take)
        finally:
            await capture.close()

    async def _chunks(self, lane: _Lane) -> AsyncIterator[bytes]:
        feed = Feed(self._table, self._choices.secrets())
        while True:
            self._woken.clear()
            while lane.fed < self._stop and len(lane.answers) < MOST_WAITING:
                stop = min(self._stop, lane.fed + ROWS_AT_ONCE)
                for chunk in feed.chunks(range(lane.fed, stop)):
                    yield chunk
                    self._progress += 1
                lane.fed = stop
            if self._is_finished and lane.fed >= self._stop:
                return
            await self._woken.wait()


class _Lane:
    """One tshark's way."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self.fed = 0
        self.wanted: deque[Rows] = deque()
        self.answers: deque[tuple[int, bytes]] = deque()
        """For rows that are wanted, as long as others have not answered."""
        self._heard = 0
        """Packets it has answered for."""
        self._place = 0
        """In the first of the wanted rows."""

    @property
    def next_wanted(self) -> int:
        """The first wanted row that is not answered; the one behind what was heard where there is none."""
        return int(self.wanted[0][self._place]) if self.wanted else self._heard

    def take(self, answer: bytes) -> None:
        """The next packet's."""
        row, self._heard = self._heard, self._heard + 1
        if not self.wanted or row != self.next_wanted:
            return
        self.answers.append((row, answer))
        self._place += 1
        if self._place == len(self.wanted[0]):
            self.wanted.popleft()
            self._place = 0
