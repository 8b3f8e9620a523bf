"""Asks the deep decoder for the packet that is looked at: the newest wish wins, what nobody waits for is given up.

A lone wish is asked at once. While wishes follow each other faster than answers come, such as under a held arrow key,
nothing is asked until they rest: each answer costs a tshark, which takes a while to start.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from dissectors.deep.errors import DeepError
from dissectors.errors import RemoraError

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from tui.deep.decoder import Decoder

HURRIED_REST_SECONDS: Final = 0.1
"""Keys that are held repeat some thirty times a second."""
PATIENT_REST_SECONDS: Final = 0.4
"""For a list that follows new packets by itself."""
SECONDS_UNTIL_CLOSED: Final = 5.0

Answered = Callable[[int, "Decoded"], None]
Failed = Callable[[int, "RemoraError | OSError"], None]


class Wishes:
    """One decoder's; used on the loop on which the decoder was made."""

    def __init__(self, decoder: Decoder, answered: Answered, failed: Failed) -> None:
        self.decoder = decoder
        self._answered = answered
        self._failed = failed
        self._task: asyncio.Task[None] | None = None
        self._was_overtaken = False
        """The wish before the latest was given up for it."""

    @property
    def is_waiting(self) -> bool:
        """An answer is still to come."""
        return self._task is not None and not self._task.done()

    def want(self, row: int, *, patient: bool = False) -> Decoded | None:
        """The answer if there is one already; else it, or why there is none, is told later.

        With `patient` it is asked for only after a rest.
        """
        self._was_overtaken = self.give_up()
        kept = self.decoder.kept(row)
        if kept is None:
            rest = PATIENT_REST_SECONDS if patient else HURRIED_REST_SECONDS if self._was_overtaken else 0.0
            self._task = asyncio.ensure_future(self._ask(row, rest))
            self._task.add_done_callback(lambda task: self._ended(row, task))
        return kept

    def give_up(self) -> bool:
        """Nothing is wanted any more; True if something was still to come."""
        task, self._task = self._task, None
        if task is None or task.done():
            return False
        task.cancel()
        return True

    async def _ask(self, row: int, rest: float) -> None:
        if rest:
            await asyncio.sleep(rest)
        try:
            answer = await self.decoder.decode(row)
        except (RemoraError, OSError) as error:
            self._failed(row, error)
        else:
            self._answered(row, answer)

    def _ended(self, row: int, task: asyncio.Task[None]) -> None:
        """A mistake of ours in an answer is told like one of tshark's: the native tree is there."""
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._failed(row, DeepError(f"packet {row + 1} cannot be shown as tshark decodes it: {error!r}"))

    async def close(self) -> None:
        """Give up, and wait until nothing of the decoder is left; where it hangs, only for a while."""
        task = self._task
        self.give_up()
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.decoder.close(), SECONDS_UNTIL_CLOSED)
