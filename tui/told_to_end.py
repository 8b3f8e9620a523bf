"""What the system tells a command that is to end: it cleans up as for an interrupt, and then dies of the signal.

Without it the signal would end the command at once, and leave a program that it started and that never ends by itself.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
BY_A_SIGNAL: Final = 128
"""Added to its number: the exit status that a shell tells."""


class ToldToEnd(KeyboardInterrupt):
    """The signal came: for whoever minds the terminal's interrupt it is the same."""


@contextmanager
def signals_interrupt() -> Iterator[list[int]]:
    """Within, the signals raise ToldToEnd, once each; those that came are listed.

    One that is ignored, as under nohup, stays so.
    """
    came: list[int] = []

    def tell(number: int, _: FrameType | None) -> None:
        came.append(number)
        # Who sends it again does not want to wait.
        signal.signal(number, signal.SIG_DFL)
        raise ToldToEnd

    ours = [number for number in SIGNALS if _is_free(number)]
    try:
        for number in ours:
            signal.signal(number, tell)
        yield came
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def die_of(status: int) -> None:
    """Where it tells of one of the signals, die of that, as whoever waits for us expects; else return."""
    number = status - BY_A_SIGNAL
    if number in SIGNALS:
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)


def _is_free(number: int) -> bool:
    """Nobody has said what it does, and it reaches this thread."""
    return threading.current_thread() is threading.main_thread() and signal.getsignal(number) == signal.SIG_DFL
