"""Packets dissected one by one to answer a question: here while they are few, in worker processes when many.

Workers are given frames, not files, so that it does not matter where the frames come from or whether the capture
still grows. They end with whoever asked. Filters, sorting and finding ask this way.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, wait
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from dissectors.dissect import Dissection, dissect
from dissectors.errors import WorkerLost
from dissectors.frame import Frame
from dissectors.registry import Registry, default

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor

    from dissectors.protocol import Key

FEW = 4_000
"""Packets that are sooner asked here than workers are started, which takes them about half a second."""
LATELY_SECONDS = 10.0
"""For so long packets that were asked here count with those that come then."""
ASKED_AT_ONCE = 400
"""Frames in one message to a worker: some tens of milliseconds of its time."""
WORKERS = max(1, min(4, (os.cpu_count() or 2) - 1))

NO_ROW = -1
"""Stands for no row where there is no answer yet."""
NICE = 10
"""How much workers give way to other processes, where there is such a thing."""
LOOK_FOR_PARENT_SECONDS = 1.0

A = TypeVar("A")
A_co = TypeVar("A_co", covariant=True)

Decisions = tuple[tuple["Key", str], ...]
"""Numbers of tables with the names of the protocols that the user decided on."""


class Question(Protocol[A_co]):
    """What is asked of a packet. It is pickled for the workers, and so are the answers."""

    def __call__(self, dissection: Dissection) -> A_co: ...


class Asker(Generic[A]):
    """Asks packets one question. `frame` gives a row's frame, or None for a row that is passed over."""

    def __init__(self, question: Question[A], registry: Registry, frame: Callable[[int], Frame | None]) -> None:
        self._question = question
        self._registry = registry
        self._frame = frame
        self._pool: ProcessPoolExecutor | None = None
        self._is_asking = False
        """Questions are under way in workers."""
        self._asked_here, self._asked_since = 0, time.monotonic()
        """How many packets, and from when on: less than LATELY_SECONDS ago."""

    def ask(self, rows: Sequence[int], pause_seconds: float | None = None) -> Iterator[tuple[int, A | None]]:
        """Each row with the answer, in the order of `rows`; None for rows that were passed over.

        Where workers keep it waiting, NO_ROW comes instead, every `pause_seconds`, if that is not None. Raises what
        the question raises, and WorkerLost where a worker was ended from outside.
        """
        if self._pool is None and len(rows) + self._asked_lately() < FEW:
            self._asked_here += len(rows)
            return self._ask_here(rows)
        return self._ask_workers(rows, pause_seconds)

    def close(self) -> None:
        """Let the workers go; questions under way are not answered any more."""
        if self._pool is not None:
            # Workers with nothing to do end at once, and the interpreter's end must not come before theirs.
            self._pool.shutdown(wait=not self._is_asking, cancel_futures=True)
            self._pool = None

    def _asked_lately(self) -> int:
        """Packets that were asked here: few again and again, as a capture grows, are many too."""
        now = time.monotonic()
        if now - self._asked_since >= LATELY_SECONDS:
            self._asked_here, self._asked_since = 0, now
        return self._asked_here

    def _ask_here(self, rows: Sequence[int]) -> Iterator[tuple[int, A | None]]:
        for row in rows:
            frame = self._frame(row)
            yield row, None if frame is None else self._question(dissect(frame, self._registry, _ignore))

    def _ask_workers(self, rows: Sequence[int], pause_seconds: float | None) -> Iterator[tuple[int, A | None]]:
        if self._pool is None:
            # Imported here: most questions are answered without workers.
            from concurrent.futures import ProcessPoolExecutor
            from multiprocessing import get_context, resource_tracker

            # The tracker inherits standard error, in whose place a screen may have put what is no file.
            with contextlib.redirect_stderr(sys.__stderr__):
                resource_tracker.ensure_running()
            arguments = (self._question, _decisions(self._registry))
            self._pool = ProcessPoolExecutor(WORKERS, get_context("spawn"), _begin, arguments)
        waiting: deque[tuple[Sequence[int], Future[list[A | None]]]] = deque()
        self._is_asking = True
        for start in range(0, len(rows), ASKED_AT_ONCE):
            part = rows[start : start + ASKED_AT_ONCE]
            waiting.append((part, self._submit([self._frame(row) for row in part])))
            # One message more than there are workers, so that none waits for the next.
            if len(waiting) > WORKERS + 1:
                yield from _answered(*waiting.popleft(), pause_seconds)
        while waiting:
            yield from _answered(*waiting.popleft(), pause_seconds)
        self._is_asking = False

    def _submit(self, frames: list[Frame | None]) -> Future[list[A | None]]:
        assert self._pool is not None
        try:
            return self._pool.submit(_answer, frames)
        except (OSError, ValueError, RuntimeError) as error:
            # RuntimeError: they are broken, or the interpreter is about to end.
            raise WorkerLost(f"the processes that decode packets cannot be started: {error}") from error


def _answered(
    rows: Sequence[int], answer: Future[list[A | None]], pause_seconds: float | None
) -> Iterator[tuple[int, A | None]]:
    while pause_seconds is not None and not wait([answer], pause_seconds).done:
        yield NO_ROW, None
    try:
        yield from zip(rows, answer.result(), strict=True)
    except BrokenExecutor as error:
        raise WorkerLost("a process that decodes packets was ended from outside; try again") from error


def _decisions(registry: Registry) -> Decisions:
    return tuple((key, registry.tables[key[0]][key[1]].name) for key in sorted(registry.decided))


_asked: tuple[Question[Any], Registry]
"""A worker's question and registry."""


def _begin(question: Question[Any], decisions: Decisions) -> None:
    """A worker's first act. The terminal's interrupt is for whoever asked."""
    global _asked
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "nice"):
        # Where there are fewer processors than work, keys and what is captured go first.
        os.nice(NICE)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    registry = default()
    if decisions:
        registry = registry.copy()
        for key, name in decisions:
            registry.decode_as(key, name)
    _asked = question, registry


def _end_with(parent: int) -> None:
    """Whoever asked may be killed without a word: then nobody waits for an answer."""
    while os.getppid() == parent:
        time.sleep(LOOK_FOR_PARENT_SECONDS)
    os._exit(0)


def _answer(frames: list[Frame | None]) -> list[Any]:
    question, registry = _asked
    return [None if frame is None else question(dissect(frame, registry, _ignore)) for frame in frames]


def _ignore(frame: Frame, protocol: str, error: Exception) -> None:
    """A dissector's mistake is told where the packet is shown."""
