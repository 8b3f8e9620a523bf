"""Applying a display filter: a thread decodes packet after packet and posts the rows that match, as they are found."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

import numpy as np

from dissectors.dissect import dissect
from dissectors.errors import RemoraError
from tui.loading import Post
from tui.messages import FilterFailed, FilterMatched
from tui.panes.filter_bar import FilterProblem

if TYPE_CHECKING:
    from dissectors.dissect import Dissection
    from dissectors.frame import Frame
    from dissectors.registry import Registry

POST_SECONDS = 0.1
FIRST_POST_SECONDS = 0.02
"""A screen full of matches should not wait."""


class PacketFilter(Protocol):
    """A compiled filter."""

    def matches(self, dissection: Dissection) -> bool: ...


class FilterableTable(Protocol):
    """What filtering needs of the packet table; nothing of it may change what the table keeps."""

    registry: Registry

    def __len__(self) -> int: ...
    def frame(self, row: int) -> Frame: ...


def compile_text(text: str) -> PacketFilter:
    """The filter for a text. Raises FilterError."""
    from dissectors.filters import compile_filter  # brings the grammar along, which the first paint can do without

    return compile_filter(text)


CompileFilter = Callable[[str], PacketFilter]


def problem_with(text: str, compile_filter: CompileFilter) -> FilterProblem | None:
    """What is wrong with a filter's text, for the filter bar."""
    try:
        compile_filter(text)
    except RemoraError as error:
        return FilterProblem(getattr(error, "message", str(error)), getattr(error, "column", None))
    return None


class FilterRun:
    """One filter on its way over the table; rows that are added later are handed to `more`."""

    def __init__(self, run: int, packet_filter: PacketFilter, table: FilterableTable, post: Post) -> None:
        self.number = run
        self._filter = packet_filter
        self._table = table
        self._post = post
        self._stopped = threading.Event()
        self._examined = 0
        self._seconds = 0.0
        self._thread: threading.Thread | None = None

    @property
    def is_working(self) -> bool:
        return self._thread is not None and self._thread.is_alive()

    def more(self) -> None:
        """Look at the rows that the table has by now and that were not looked at yet."""
        if not self.is_working and not self._stopped.is_set():
            name = f"filter {self.number}"
            self._thread = threading.Thread(target=self._examine, args=(len(self._table),), name=name, daemon=True)
            self._thread.start()

    def stop(self) -> None:
        """Give up; rows already found stay."""
        self._stopped.set()

    def _examine(self, stop: int) -> None:
        started = posted = time.monotonic()
        wait = FIRST_POST_SECONDS
        found: list[int] = []
        try:
            while self._examined < stop and not self._stopped.is_set():
                row = self._examined
                if self._filter.matches(dissect(self._table.frame(row), self._table.registry, ignore_bug)):
                    found.append(row)
                self._examined = row + 1
                if time.monotonic() - posted > wait:
                    self._tell(found, started, finished=False)
                    found, posted, wait = [], time.monotonic(), POST_SECONDS
        except (RemoraError, OSError) as error:
            self._post(FilterFailed(self.number, str(error)))
        self._seconds += time.monotonic() - started
        self._post(
            FilterMatched(self.number, np.array(found, np.int64), self._examined, self._seconds, finished=True)
        )

    def _tell(self, found: list[int], started: float, finished: bool) -> None:
        seconds = self._seconds + time.monotonic() - started
        self._post(FilterMatched(self.number, np.array(found, np.int64), self._examined, seconds, finished))


def ignore_bug(frame: Frame, protocol: str, error: Exception) -> None:
    """A dissector's mistake is reported where the packet is shown."""
