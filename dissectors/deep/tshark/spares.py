"""tsharks started ahead: one waits on its standard input while the last one answers."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dissectors.deep.tshark.tshark_capture import TsharkCapture

Make = Callable[[], "TsharkCapture[bytes]"]


class Spares:
    """Some captures of one kind, each for one use."""

    def __init__(self, make: Make, count: int) -> None:
        """`make` gives a capture that is not started yet."""
        self._make = make
        self._count = count
        self._waiting: deque[TsharkCapture[bytes]] = deque()
        self._filling: asyncio.Task[None] | None = None
        self._is_closed = False

    async def take(self) -> TsharkCapture[bytes]:
        """One that is started, and from now on the caller's to close. Raises TsharkFailed where it cannot be."""
        while self._waiting:
            spare = self._waiting.popleft()
            if spare.is_alive:
                return spare
            await spare.close()
        spare = self._make()
        await spare.start()
        return spare

    def fill(self, rest: float = 0.0) -> None:
        """Start what is missing, in the background; one that cannot be started is told to whoever takes it.

        Not before a `rest` of some seconds: nothing else runs in the milliseconds in which a process is started.
        """
        if not self._is_closed and (self._filling is None or self._filling.done()):
            self._filling = asyncio.ensure_future(self._fill(rest))

    async def _fill(self, rest: float) -> None:
        from dissectors.deep.errors import DeepError

        if rest:
            await asyncio.sleep(rest)
        with contextlib.suppress(DeepError):
            while len(self._waiting) < self._count and not self._is_closed:
                spare = self._make()
                await spare.start()
                self._waiting.append(spare)

    async def close(self) -> None:
        """End all that wait."""
        self._is_closed = True
        if self._filling is not None:
            await self._filling
        while self._waiting:
            await self._waiting.popleft().close()
