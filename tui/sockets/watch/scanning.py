"""When processes are searched for sockets, so that it takes no more than a share of a processor.

The newest processes at once; those that held others lately, and then all, for many sockets in one go and after pauses
in proportion to what the last time took.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from typing import Final
from typing import Protocol as Shape

from tui.sockets.processes import Process
from tui.sockets.watch.search import Search

SOON_SHARE: Final = 3
"""The newest processes are looked at again after so many times the time that it took, when it is wanted more often."""
SOON_SPENT_SECONDS: Final = 0.05
"""What may be taken before there are such pauses."""
SCAN_SHARE: Final = 12
SCAN_SECONDS: Final = 0.002
"""The least time between searches of all processes."""
STEP_SECONDS: Final = 0.000_3
"""For which processes are looked at before what comes in between has its turn: a connection may be over in a while
that is hardly longer."""
Holders = Mapping[int, tuple[Process, ...]]


class Holding(Shape):
    """What is wanted of `tui.sockets.watch.holders.Holders`."""

    def soon(self, inodes: Iterable[int]) -> dict[int, Process]: ...
    def lately(self, inodes: Iterable[int]) -> Generator[None, None, dict[int, Process]]: ...
    def all(self, inodes: Iterable[int]) -> Generator[None, None, dict[int, tuple[Process, ...]]]: ...
    def relatives(self, found: Mapping[int, Process]) -> Holders: ...
    def nearby(self, found: Mapping[int, Process]) -> Generator[None, None, Holders]: ...


class Scanning:
    """Searches whose sockets' holders are wanted."""

    def __init__(self, holders: Holding, clock: Callable[[], float]) -> None:
        self._holders, self._clock = holders, clock
        self._soon: list[Search] = []
        self._patient: list[Search] = []
        self._steps: Generator[None, None, list[Search]] | None = None
        self._next_scan = 0.0
        self._spent = 0.0
        """Seconds that the search in steps has taken until now."""
        self._debt = 0.0
        """Seconds spent on the newest processes, less what has passed since by its share."""
        self._settled_at = clock()
        self._first_found: list[Search] = []
        """Who else holds their sockets is to be looked for, as soon as that is done for those before."""
        self._others: Generator[None, None, list[Search]] | None = None

    def want(self, search: Search) -> None:
        """Have the holders of its sockets searched for."""
        search.phase, search.first, search.before, search.holders = "searching", None, {}, {}
        (self._patient if search.is_patient else self._soon).append(search)

    def want_others(self, search: Search) -> None:
        """Have all looked for that hold its sockets, whose first holders are known."""
        self._first_found.append(search)

    def due(self) -> float | None:
        """When `scan` or `others` is wanted, by the clock; None while nothing is."""
        if self._steps is not None or self._others is not None or self._first_found:
            return self._clock()
        return self._next_scan if self._patient or self._soon else None

    def soon(self) -> list[Search]:
        """Look at the newest processes; the searches that are settled by it."""
        if not self._soon:
            return []
        begun = self._clock()
        self._debt = max(self._debt - (begun - self._settled_at) / SOON_SHARE, 0.0)
        self._settled_at = begun
        searches, self._soon = self._soon, []
        found = self._holders.soon(_inodes(searches)) if self._debt < SOON_SPENT_SECONDS else {}
        settled, rest = _settled(searches, found)
        self._patient += rest
        # Others may hold them now, and have ended later.
        first = _first_holders(settled)
        if first:
            _take_others(settled, self._holders.relatives(first))
        self._debt += self._clock() - begun
        return settled

    def scan(self) -> list[Search]:
        """Look at the others for a moment, where it is time for it; the searches that are over by it."""
        begun = now = self._clock()
        if self._steps is None:
            if not self._patient or begun < self._next_scan:
                return []
            searches, self._patient = [one for one in self._patient if one.phase == "searching"], []
            self._steps, self._spent = self._look_at_others(searches), 0.0
        over: list[Search] | None = None
        while over is None and now - begun < STEP_SECONDS:
            try:
                next(self._steps)
            except StopIteration as end:
                over = end.value
            now = self._clock()
        self._spent += now - begun
        if over is None:
            return []
        self._steps = None
        self._next_scan = now + max(SCAN_SECONDS, SCAN_SHARE * self._spent)
        return over

    def others(self, until: float) -> list[Search]:
        """Look for other holders until a time of the clock; the searches of which all are known by it."""
        if self._others is None and self._first_found:
            self._others, self._first_found = self._look_for_others(self._first_found), []
        while self._others is not None:
            try:
                next(self._others)
            except StopIteration as end:
                self._others = None
                over: list[Search] = end.value
                return over
            if self._clock() > until:
                break
        return []

    def _look_for_others(self, searches: list[Search]) -> Generator[None, None, list[Search]]:
        first = _first_holders(searches)
        if first:
            _take_others(searches, (yield from self._holders.nearby(first)))
        return searches

    def _look_at_others(self, searches: list[Search]) -> Generator[None, None, list[Search]]:
        settled, rest = _settled(searches, (yield from self._holders.lately(_inodes(searches))))
        if rest:
            holders = yield from self._holders.all(_inodes(rest))
            for search in rest:
                search.phase = "settling"
                search.holders = {inode: holders[inode] for inode in search.inodes if inode in holders}
        return settled + rest


def _first_holders(searches: Iterable[Search]) -> Mapping[int, Process]:
    return {inode: process for search in searches for inode, process in (search.first or {}).items()}


def _take_others(searches: Iterable[Search], holders: Holders) -> None:
    for search in searches:
        if search.first is not None:
            search.before = search.holders
            search.holders = {inode: holders[inode] for inode in search.inodes if inode in holders}


def _settled(searches: Iterable[Search], found: Mapping[int, Process]) -> tuple[list[Search], list[Search]]:
    """Those for all of whose sockets a holder was found, and the rest."""
    settled, rest = [], []
    for search in searches:
        if search.inodes <= found.keys():
            search.phase = "settling"
            search.first = {inode: found[inode] for inode in search.inodes}
            settled.append(search)
        else:
            rest.append(search)
    return settled, rest


def _inodes(searches: Iterable[Search]) -> set[int]:
    return {inode for search in searches for inode in search.inodes}
