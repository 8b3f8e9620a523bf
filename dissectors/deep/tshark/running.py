"""A program of Wireshark's that runs: it ends when nobody holds on to it any more, and with us, however we end.

Linux's kernel sees to the latter, `kill -9` included; elsewhere it ends when it reads that its input has ended.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from dissectors.signals import handlers_wait

_running: Final[set[int]] = set()
"""Processes that were started, and whose end nobody has heard of."""


class Running(subprocess.Popen[bytes]):
    """Leads a session of its own, with none of our files but `descriptors`; `wait` or `poll` until it has ended."""

    _is_started = False
    _lifeline: int | None = None

    def __init__(
        self,
        words: Sequence[str],
        environment: Mapping[str, str],
        *,
        stdin: int = subprocess.PIPE,
        stderr: int = subprocess.PIPE,
        bufsize: int = -1,
        descriptors: Sequence[int] = (),
    ) -> None:
        """Raises OSError or ValueError where it cannot be started."""
        # What a handler raises between the start and here would leave a program that nobody knows of.
        with handlers_wait(), contextlib.ExitStack() as theirs:
            passed = list(descriptors)
            if sys.platform == "linux":
                end, self._lifeline = os.pipe()
                theirs.callback(os.close, end)
                passed.append(end)
            try:
                super().__init__(
                    list(words),
                    stdin=stdin,
                    stdout=subprocess.PIPE,
                    stderr=stderr,
                    bufsize=bufsize,
                    env=dict(environment),
                    pass_fds=passed,
                    start_new_session=True,
                )
            except BaseException:
                self._let_go()
                raise
            self._is_started = True
            _running.add(self.pid)
            if sys.platform == "linux":
                _end_with_last_writer(end, self.pid)

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None as long as it runs."""
        status = super().poll()
        if status is not None:
            self._let_go()
        return status

    def wait(self, timeout: float | None = None) -> int:
        """The exit status, once there is one."""
        status = super().wait(timeout)
        self._let_go()
        return status

    def _let_go(self) -> None:
        lifeline, self._lifeline = self._lifeline, None
        if lifeline is not None:
            os.close(lifeline)
        if self._is_started:
            _running.discard(self.pid)

    def __del__(self) -> None:
        if self._is_started and self.returncode is None:
            end_session(self.pid)
        self._let_go()
        super().__del__()


def end_session(process: int) -> None:
    """End a process that leads a session, with all that it started: tshark may be a script that starts another."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        if hasattr(os, "killpg"):
            os.killpg(process, signal.SIGKILL)
        else:
            os.kill(process, signal.SIGTERM)


def end_all() -> None:
    """End all programs that run, at once: for whoever ends now, and cannot wait for those that ask."""
    for process in list(_running):
        end_session(process)


if sys.platform == "linux":

    def _end_with_last_writer(end: int, process: int) -> None:
        """Have the kernel end a process and what it started once nobody can write to a pipe whose reading end it holds.

        Our writing end is gone when we are, however that came. fcntl(2), F_SETOWN and F_SETSIG: signal-driven input.
        The parent-death signal of prctl(2) would come at the end of the thread that started it, and not reach others.
        """
        from fcntl import F_SETFL, F_SETOWN, F_SETSIG, fcntl  # absent on Windows

        # Where the system will not, it still ends with its input.
        with contextlib.suppress(OSError):
            fcntl(end, F_SETOWN, -process)
            fcntl(end, F_SETSIG, signal.SIGKILL)
            fcntl(end, F_SETFL, os.O_ASYNC)
