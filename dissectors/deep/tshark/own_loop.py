"""An event loop of one's own that runs when something is to be done, and that a signal never tears out of its work.

What a signal's handler raises would otherwise fly through whichever callback or task runs at that moment.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from types import TracebackType
from typing import Any, TypeVar

from dissectors.signals import handlers_wait

T = TypeVar("T")


class OwnLoop:
    """For any thread, one at a time; in the main one the handlers of signals wait until the loop stands still."""

    def __init__(self) -> None:
        self._runner = asyncio.Runner()

    def __enter__(self) -> OwnLoop:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def run(self, coroutine: Coroutine[Any, Any, T], *, to_its_end: bool = False) -> T:
        """What it returns. A signal cancels it, unless it goes on `to_its_end`; the handler is called behind it.

        Tasks that the coroutine leaves stand still until the next run. Raises what the handler raises.
        """
        running: asyncio.Task[T] | None = None

        def cancel() -> None:
            if running is not None:
                running.cancel()

        async def whole() -> T:
            nonlocal running
            running = asyncio.current_task()
            return await coroutine

        loop = self._runner.get_loop()
        try:
            with handlers_wait(lambda: to_its_end or loop.call_soon_threadsafe(cancel)):
                return self._runner.run(whole())
        finally:
            coroutine.close()

    def close(self) -> None:
        """Cancel all that is left, and wait for it. Not during a run."""
        with handlers_wait():
            self._runner.close()


def run_to_end(coroutine: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`; a signal that ends the program cancels it, and is minded when all of it has ended."""
    with OwnLoop() as loop:
        return loop.run(coroutine)
