"""A tshark's summaries without a tshark: answers when it is told to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from dissectors.deep.columns.psml import SummaryBatch
from dissectors.errors import RemoraError

YELLOW = b" foreground='#000000' background='#ffff00'"


def batch(first: int, count: int, attributes: bytes = b"") -> SummaryBatch:
    """Rows whose protocol is DEEP and whose Info counts down, so that it sorts them the other way round."""
    infos = [b"deep %04d" % (9_999 - number) for number in range(first, first + count)]
    return SummaryBatch(first, [b"DEEP"] * count, infos, [attributes] * count)


class FakeStream:
    """Stands in for `SummaryStream`."""

    def __init__(self, *, answers_at_once: bool = True, with_colours: bool = False) -> None:
        self.problem = ""
        self.wanted = self.answered = 0
        self.is_finished = self.was_cancelled = self.is_over = False
        self.failure: RemoraError | None = None
        self._attributes = YELLOW if with_colours else b""
        self._allowed = 1 << 30 if answers_at_once else 0
        self._woken = asyncio.Event()

    def more(self, stop: int) -> None:
        self.wanted = max(self.wanted, stop)
        self._woken.set()

    def finish(self) -> None:
        self.is_finished = True
        self._woken.set()

    def answer(self, count: int) -> None:
        """Rows up to this one may be answered."""
        self._allowed = count
        self._woken.set()

    def fail(self, sentence: str) -> None:
        self.failure = RemoraError(sentence)
        self._woken.set()

    async def run(self, on_batch: Callable[[SummaryBatch], None]) -> None:
        try:
            while True:
                self._woken.clear()
                stop = min(self.wanted, self._allowed)
                if stop > self.answered:
                    on_batch(batch(self.answered + 1, stop - self.answered, self._attributes))
                    self.answered = stop
                if self.failure is not None:
                    raise self.failure
                if self.is_finished and self.answered >= self.wanted:
                    return
                await self._woken.wait()
        except asyncio.CancelledError:
            self.was_cancelled = True
            raise
        finally:
            self.is_over = True
