"""An event loop of one's own that runs when something is to be done, and that a signal never tears out of its work.

What a signal's handler raises would otherwise fly through whichever callback or task runs at that moment.
"""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from types import FrameType, TracebackType
from typing import Any, Final, TypeVar

T = TypeVar("T")
_Handler = Callable[[int, FrameType | None], Any]

_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""Those that end a program. One without a handler of Python's does at once what the system does."""


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
            with _handlers_wait(lambda: to_its_end or loop.call_soon_threadsafe(cancel)):
                return self._runner.run(whole())
        finally:
            coroutine.close()

    def close(self) -> None:
        """Cancel all that is left, and wait for it. Not during a run."""
        with _handlers_wait(lambda: None):
            self._runner.close()


def run_to_end(coroutine: Coroutine[Any, Any, T]) -> T:
    """As `asyncio.run`; a signal that ends the program cancels it, and is minded when all of it has ended."""
    with OwnLoop() as loop:
        return loop.run(coroutine)


@contextmanager
def _handlers_wait(on_signal: Callable[[], object]) -> Iterator[None]:
    """Python's handlers of signals are called at the end; nothing waits in threads that signals do not reach."""
    come: list[int] = []

    def hold(number: int, _: FrameType | None) -> None:
        come.append(number)
        on_signal()

    before = _handlers()
    try:
        for number in before:
            signal.signal(number, hold)
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in come:
            before[number](number, None)


def _handlers() -> dict[int, _Handler]:
    if threading.current_thread() is not threading.main_thread():
        return {}
    handlers = ((number, signal.getsignal(number)) for number in _SIGNALS)
    return {number: handler for number, handler in handlers if callable(handler)}
