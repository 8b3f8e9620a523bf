"""Finding in the list, in decoded packets or in bytes: a thread looks, so that the screen answers meanwhile."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from textual.message import Message

from dissectors.errors import RemoraError
from tui.loading import Post

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from dissectors.filters import Filter
    from dissectors.packets.search import Hit, Place, Search
    from dissectors.packets.wanted import Wanted

Kind = Literal["text", "hex", "pattern", "filter"]
POST_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class FindRequest:
    """What the user wants found."""

    text: str
    kind: Kind = "text"
    place: Place = "list"
    """Of no account for a filter; hex digits are always looked for in bytes."""
    match_case: bool = False
    backwards: bool = False

    @property
    def in_rows(self) -> bool:
        """A row is found, not something in it."""
        return self.kind == "filter" or (self.place == "list" and self.kind != "hex")


class SearchableTable(Protocol):
    """What a search needs of the packet table."""

    def searching(self, wanted: Wanted, place: Place, columns: Sequence[str] = ()) -> Search: ...
    def searching_filter(self, chosen: Filter) -> Search: ...


def wanted_by(request: FindRequest) -> Wanted:
    """What to look for. Raises WantedError for what cannot be."""
    from dissectors.packets.wanted import WantedBytes, WantedPattern, WantedText

    if request.kind == "hex":
        return WantedBytes.from_hex(request.text)
    if request.kind == "pattern":
        return WantedPattern(request.text, match_case=request.match_case)
    return WantedText(request.text, match_case=request.match_case)


def problem_in(request: FindRequest, compile_filter: Callable[[str], object]) -> str:
    """Why it cannot be looked for; empty if it can."""
    try:
        if request.kind == "filter":
            if not request.text.strip():
                return "a display filter is wanted"
            compile_filter(request.text)
        else:
            wanted_by(request)
    except RemoraError as error:
        return str(getattr(error, "message", error))
    return ""


def search_for(
    request: FindRequest, table: SearchableTable, columns: Sequence[str], compile_filter: Callable[[str], Filter]
) -> Search:
    """The search that answers a request. Raises RemoraError for what cannot be looked for."""
    if request.kind == "filter":
        return table.searching_filter(compile_filter(request.text))
    return table.searching(wanted_by(request), "bytes" if request.kind == "hex" else request.place, columns)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a search begins, and what there is to look through: rows of the table, in the order of looking."""

    ahead: NDArray[np.int64]
    """From the cursor to the end of the list, the cursor's row not included."""
    around: NDArray[np.int64]
    """From the other end on, the cursor's row last."""
    row: int | None = None
    """Where the cursor is, if something else may be found in that row."""
    place: int = -1
    """The byte or line of it that was found before."""


class FindProgress(Message):
    """How far a search got."""

    def __init__(self, search: FindRun, examined: float) -> None:
        super().__init__()
        self.search = search
        self.examined = examined
        """0 to 1."""

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, FindProgress)


class FindEnded(Message):
    """A search is over."""

    def __init__(self, search: FindRun, hit: Hit | None, wrapped: bool, problem: str = "") -> None:
        super().__init__()
        self.search = search
        self.hit = hit
        """None where there is none."""
        self.wrapped = wrapped
        """The hit is not between the cursor and the end, but behind the other end of the list."""
        self.problem = problem
        """Why it ended early, in a sentence; empty if it did not."""


class FindRun:
    """Looks once through the list, from the cursor on and around; posts `FindProgress` and `FindEnded`."""

    def __init__(self, search: Search, start: Start, post: Post, *, backwards: bool) -> None:
        self._search = search
        self._start = start
        self._post = post
        self._backwards = backwards
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._look, name="find", daemon=True)

    def start(self) -> None:
        self._thread.start()

    @property
    def is_working(self) -> bool:
        return self._thread.is_alive()

    def stop(self) -> None:
        """Give up; nothing will be posted."""
        self._stopped.set()

    def _look(self) -> None:
        hit, wrapped, problem = None, False, ""
        try:
            hit, wrapped = self._find()
        except (RemoraError, OSError) as error:
            problem = str(error)
        self._search.close()
        if not self._stopped.is_set():
            self._post(FindEnded(self, hit, wrapped, problem))

    def _find(self) -> tuple[Hit | None, bool]:
        start = self._start
        if start.row is not None:
            hit = self._search.beyond(start.row, start.place, backwards=self._backwards)
            if hit is not None:
                return hit, False
        for rows, wrapped in ((start.ahead, False), (start.around, True)):
            hit = self._first(rows)
            if hit is not None or self._stopped.is_set():
                return hit, wrapped
        return None, False

    def _first(self, rows: NDArray[np.int64]) -> Hit | None:
        total = len(self._start.ahead) + len(self._start.around)
        told = time.monotonic()
        for hit in self._search.hits(rows, backwards=self._backwards):
            if hit is not None or self._stopped.is_set():
                return hit
            if time.monotonic() - told >= POST_SECONDS:
                told = time.monotonic()
                self._post(FindProgress(self, self._search.examined / max(total, 1)))
        return None
