"""Looks up the sockets of searches in the kernel, and keeps in them what was found and when."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from tui.sockets.watch.beginnings import SLACK_NS
from tui.sockets.watch.looking import Kernel, Look, listeners, look
from tui.sockets.watch.search import Search

_MOST_LOOKS: Final = 10


class Lookups:
    """The kernel's word on searches, by `clock` (of the program, seconds) and `wall` (nanoseconds since 1970)."""

    def __init__(self, kernel: Kernel, clock: Callable[[], float], wall: Callable[[], int]) -> None:
        self._kernel, self._clock, self._wall = kernel, clock, wall

    def look(self, search: Search) -> None:
        """Look up its socket now. Raises OSError."""
        search.attempts += 1
        for _ in range(_MOST_LOOKS):
            before_ns = self._wall()
            search.look = look(self._kernel, search.protocol, search.local, search.remote, search.interface)
            search.looked, search.looked_ns = self._clock(), self._wall()
            # When it took long, another socket may have come in between.
            if search.looked_ns - before_ns < SLACK_NS // 2:
                break
        else:
            search.look = None
        if search.is_asked:
            search.time_ns = before_ns

    def look_again(self, search: Search) -> None:
        """The same for one that may have been looked up before, which counts as well. Raises OSError."""
        before = search.look
        self.look(search)
        if search.look is None and search.is_server:
            # What it was is told where it is gone.
            search.look = before
        if search.is_asked and before is not None and search.look is not None and not search.look.is_as(before):
            # Another began meanwhile, whose SYN may wait yet.
            search.look = None

    def take_listeners(self, search: Search) -> bool:
        """Have its listeners instead of the connection's own socket; False where no program holds them all."""
        found = self._listeners(search)
        if found is None or not found.is_held:
            return False
        search.look = found
        return True

    def take_listeners_unless_held(self, search: Search) -> None:
        """Have its listeners, if there are any, where no program holds the connection's own socket. Raises OSError."""
        if search.look is None or not search.look.is_held:
            search.look = self._listeners(search) or search.look

    def _listeners(self, search: Search) -> Look | None:
        return listeners(self._kernel, "tcp", search.local)
