"""Packets asked one by one whether a filter chooses them: here while they are few, in worker processes when many.

Workers are given frames, not files, so that it does not matter where the frames come from or whether the capture
still grows. They end with whoever asked.
"""

from __future__ import annotations

import os
import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from dissectors.dissect import dissect
from dissectors.filters.errors import FilterError
from dissectors.frame import Frame
from dissectors.registry import Registry, default

if TYPE_CHECKING:
    from dissectors.filters import Filter
    from dissectors.protocol import Key

FEW = 4_000
"""Packets that are sooner asked here than workers are started, which takes them about half a second."""
ASKED_AT_ONCE = 400
"""Frames in one message to a worker: some tens of milliseconds of its time."""
WORKERS = max(1, min(4, (os.cpu_count() or 2) - 1))

LOOK_FOR_PARENT_SECONDS = 1.0

Decisions = tuple[tuple["Key", str], ...]
"""Numbers of tables with the names of the protocols that the user decided on."""


class Decider:
    """Asks packets for one filter. `frame` gives a row's frame; it raises CaptureFileError where the file is gone."""

    def __init__(self, chosen: Filter, registry: Registry, frame: Callable[[int], Frame]) -> None:
        self._chosen = chosen
        self._registry = registry
        self._frame = frame
        self._pool: ProcessPoolExecutor | None = None

    def ask(self, rows: Sequence[int]) -> Iterator[tuple[int, bool]]:
        """Each row with the answer, in the order of `rows`. Raises FilterError where a pattern takes too long."""
        return self._ask_here(rows) if len(rows) < FEW and self._pool is None else self._ask_workers(rows)

    def close(self) -> None:
        """Let the workers go; questions under way are not answered any more."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None

    def _ask_here(self, rows: Sequence[int]) -> Iterator[tuple[int, bool]]:
        for row in rows:
            yield row, self._chosen.matches(dissect(self._frame(row), self._registry, _ignore))

    def _ask_workers(self, rows: Sequence[int]) -> Iterator[tuple[int, bool]]:
        if self._pool is None:
            arguments = (self._chosen.text, _decisions(self._registry))
            self._pool = ProcessPoolExecutor(WORKERS, get_context("spawn"), _begin, arguments)
        waiting: deque[tuple[Sequence[int], Future[list[bool]]]] = deque()
        for start in range(0, len(rows), ASKED_AT_ONCE):
            part = rows[start : start + ASKED_AT_ONCE]
            waiting.append((part, self._pool.submit(_answer, [self._frame(row) for row in part])))
            # One message more than there are workers, so that none waits for the next.
            if len(waiting) > WORKERS + 1:
                yield from _answered(*waiting.popleft())
        while waiting:
            yield from _answered(*waiting.popleft())


def _answered(rows: Sequence[int], answer: Future[list[bool]]) -> Iterator[tuple[int, bool]]:
    try:
        return zip(rows, answer.result(), strict=True)
    except BrokenExecutor as error:
        raise FilterError("a process that decodes packets was ended from outside; apply the filter again") from error


def _decisions(registry: Registry) -> Decisions:
    return tuple((key, registry.tables[key[0]][key[1]].name) for key in sorted(registry.decided))


_question: tuple[Filter, Registry]
"""A worker's filter and registry."""


def _begin(text: str, decisions: Decisions) -> None:
    """A worker's first act: understand the question. The terminal's interrupt is for whoever asked."""
    global _question
    from dissectors.filters import compile_filter

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    registry = default()
    if decisions:
        registry = registry.copy()
        for key, name in decisions:
            registry.decode_as(key, name)
    _question = compile_filter(text), registry


def _end_with(parent: int) -> None:
    """Whoever asked may be killed without a word: then nobody waits for an answer."""
    while os.getppid() == parent:
        time.sleep(LOOK_FOR_PARENT_SECONDS)
    os._exit(0)


def _answer(frames: list[Frame]) -> list[bool]:
    chosen, registry = _question
    return [chosen.matches(dissect(frame, registry, _ignore)) for frame in frames]


def _ignore(frame: Frame, protocol: str, error: Exception) -> None:
    """A dissector's mistake is told where the packet is shown."""
