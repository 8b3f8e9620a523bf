"""The searches that are going on, and when each of them goes on. There are only so many at once."""

from __future__ import annotations

import heapq
import itertools
from typing import Final

from tui.sockets.watch.search import Search

MOST_SEARCHES: Final = 4_096
"""At once; of more, those that come are given up."""


class Schedule:
    """Searches by their keys; of those with the same key only the last counts."""

    def __init__(self) -> None:
        self._searches: dict[tuple[object, ...], Search] = {}
        self._queue: list[tuple[float, int, Search]] = []
        """A heap; one that has ended meanwhile is passed over when its time has come."""
        self._numbers = itertools.count()
        self.lost = 0
        """Ends that were given up because there were too many at once."""

    def with_key(self, search: Search) -> Search | None:
        """The one that goes on under the key of this one; None for none."""
        return self._searches.get(search.key)

    def has(self, search: Search) -> bool:
        """Whether this very search goes on."""
        return self._searches.get(search.key) is search

    def add(self, search: Search, after_seconds: float | None = None) -> bool:
        """False where there are too many. Without a time it must be gone on with at once."""
        if len(self._searches) >= MOST_SEARCHES:
            self.lost += 1
            return False
        self._searches[search.key] = search
        if after_seconds is not None:
            self.again(search, search.begun + after_seconds)
        return True

    def again(self, search: Search, when: float) -> None:
        """Go on with it at a time of the program's clock."""
        heapq.heappush(self._queue, (when, next(self._numbers), search))

    def end(self, search: Search) -> None:
        """It is over; another with its key goes on."""
        if self.has(search):
            del self._searches[search.key]

    def end_with_key(self, search: Search) -> None:
        """Whichever goes on under the key of this one is over."""
        self._searches.pop(search.key, None)

    def next_time(self) -> float | None:
        """When `take` may give one; None for never."""
        return self._queue[0][0] if self._queue else None

    def take(self, now: float) -> Search | None:
        """The next one whose time has come; None for none."""
        while self._queue and self._queue[0][0] <= now:
            search = heapq.heappop(self._queue)[2]
            if self.has(search):
                return search
        return None
