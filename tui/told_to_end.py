"""What the system tells a command that is to end: it cleans up as for an interrupt, and then dies of the signal.

Without it the signal would end the command at once, and leave a program that it started and that never ends by itself.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

SIGNALS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
BY_A_SIGNAL: Final = 128
"""Added to its number: the exit status that a shell tells."""

AT_ONCE_SECONDS: Final = 0.5
"""A signal that comes again within is the same one: timeout(1) sends it to the program, and then to its whole group."""
_TIMES: Final = 10
_SECONDS_BETWEEN: Final = 0.02


class ToldToEnd(KeyboardInterrupt):
    """The signal came: for whoever minds the terminal's interrupt it is the same."""


@contextmanager
def signals_interrupt() -> Iterator[list[int]]:
    """Within, the signals raise ToldToEnd, once each; those that came are listed.

    One that is ignored, as under nohup, stays so.
    """
    came: list[int] = []
    first: list[float] = []

    def tell(number: int, _: FrameType | None) -> None:
        first.append(time.monotonic())
        if number in came:
            if first[-1] - first[0] > AT_ONCE_SECONDS:
                # Who sends it again does not want to wait.
                _die(number)
            return
        came.append(number)
        raise ToldToEnd

    ours = [number for number in SIGNALS if _is_free(number)]
    try:
        for number in ours:
            signal.signal(number, tell)
        yield came
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


@contextmanager
def signals_end_programs() -> Iterator[None]:
    """Within, the signals end all tsharks and then us: for a screen, whose loop nothing must be raised into."""
    first: list[float] = []
    over = threading.Event()

    def end(number: int, _: FrameType | None) -> None:
        first.append(time.monotonic())
        if len(first) > 1:
            if over.is_set() or first[-1] - first[0] > AT_ONCE_SECONDS:
                _die(number)
            return
        threading.Thread(target=_end_programs_and_die, args=(number, over), name="told to end", daemon=True).start()

    ours = [number for number in SIGNALS if _is_free(number)]
    try:
        for number in ours:
            signal.signal(number, end)
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _end_programs_and_die(number: int, over: threading.Event) -> None:
    # One may just be starting, in whichever thread.
    for _ in range(_TIMES):
        # What was never imported has started nothing.
        getattr(sys.modules.get("dissectors.deep.tshark.running"), "end_all", bool)()
        time.sleep(_SECONDS_BETWEEN)
    over.set()
    os.kill(os.getpid(), number)


def die_of(status: int) -> None:
    """Where it tells of one of the signals, die of that, as whoever waits for us expects; else return."""
    number = status - BY_A_SIGNAL
    if number in SIGNALS:
        _die(number)


def _die(number: int) -> None:
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


def _is_free(number: int) -> bool:
    """Nobody has said what it does, and it reaches this thread."""
    return threading.current_thread() is threading.main_thread() and signal.getsignal(number) == signal.SIG_DFL
