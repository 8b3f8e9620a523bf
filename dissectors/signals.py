"""Signals that end a program: their handlers may raise anywhere in the main thread, and can be told to wait."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType
from typing import Any, Final

_Handler = Callable[[int, FrameType | None], Any]

_SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
"""One without a handler of Python's does at once what the system does."""


def _nothing() -> None:
    pass


@contextmanager
def handlers_wait(on_signal: Callable[[], object] = _nothing) -> Iterator[None]:
    """Python's handlers are called at the end: for what must be whole or not be begun.

    `on_signal` is called at once, and must not raise. Nothing waits in threads that signals do not reach.
    """
    came: list[int] = []
    is_over = False

    def hold(number: int, frame: FrameType | None) -> None:
        if is_over:
            # A handler that was put back has raised, before it was the turn of this one.
            handlers[number](number, frame)
        else:
            came.append(number)
            on_signal()

    handlers = _handlers()
    try:
        for number in handlers:
            signal.signal(number, hold)
        yield
    finally:
        is_over = True
        with ExitStack() as others:
            # Each is called though one before it raises, or one that comes only now.
            for number in reversed(came):
                others.callback(handlers[number], number, None)
            for number, handler in handlers.items():
                signal.signal(number, handler)


def _handlers() -> dict[int, _Handler]:
    if threading.current_thread() is not threading.main_thread():
        return {}
    handlers = ((number, signal.getsignal(number)) for number in _SIGNALS)
    return {number: handler for number, handler in handlers if callable(handler)}
