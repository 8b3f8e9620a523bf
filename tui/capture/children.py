"""Processes that the broker has started and that end by themselves: their ends are noticed in its poll loop.

Standard library only: the broker imports this.
"""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
from collections.abc import Sequence
from typing import Final

from tui.capture.child import start_child
from tui.capture.source import EngineError

WATCHER: Final = "tui.sockets.watch.watcher"
MOST_CHILDREN: Final = 8


class Children:
    """Those that run; each has a descriptor (pidfd_open(2)) that is readable when it has ended."""

    def __init__(self, poll: select.poll) -> None:
        self._poll = poll
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        """By that descriptor; below zero where the system has no such, and the next start looks after them."""

    def start(self, module: str, descriptor: int, arguments: Sequence[str] = ()) -> None:
        """Run a module that serves a descriptor, of which it gets a copy. Raises EngineError."""
        for ended in [place for place, child in self._running.items() if child.poll() is not None]:
            self.reap(ended)
        if len(self._running) >= MOST_CHILDREN:
            raise EngineError("bad-command", "too many processes run already")
        try:
            child = start_child(module, descriptor, arguments)
        except (OSError, ValueError) as error:
            # ValueError: a zero byte among the arguments.
            raise EngineError("no-engine", f"a process cannot be started: {error}") from error
        try:
            place = os.pidfd_open(child.pid)
        except (AttributeError, OSError):
            self._running[-child.pid] = child
            return
        self._running[place] = child
        self._poll.register(place, select.POLLIN)

    def reap(self, place: int) -> bool:
        """Whether this is the descriptor of one of them, which has ended: it is forgotten."""
        child = self._running.pop(place, None)
        if child is None:
            return False
        if place >= 0:
            with contextlib.suppress(KeyError, OSError):
                self._poll.unregister(place)
            os.close(place)
        child.wait()
        return True
