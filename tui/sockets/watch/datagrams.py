"""Which ends of UDP flows are known by which sockets, so that not every packet is looked up.

What is known of an end holds for a moment only, and no longer when a socket with its port has closed: the next one may
be another process's.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Final

from dissectors.processes.attribution import End
from tui.sockets.watch.looking import Look

CHECKED_SECONDS: Final = 0.05
"""How long an end's socket is taken to be the one that it was."""
MOST: Final = 8_192
"""Ends; the oldest of more are forgotten."""


class Datagrams:
    """Ends, each with the socket that it had when it was looked up last."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._known: OrderedDict[tuple[End, End], tuple[tuple[int, ...], float]] = OrderedDict()
        """By local and remote end: the cookies of its sockets, and when they were looked up."""
        self._closed: dict[int, float] = {}
        """By port when a socket that had it was last heard to close."""
        self._unheard = 0.0
        """Before this some may have closed unheard."""

    def closed(self, ports: Iterable[int]) -> None:
        """Sockets with these ports are no more."""
        now = self._clock()
        self._closed.update((port, now) for port in ports)

    def missed_closings(self) -> None:
        """Some sockets may have closed that were not told of."""
        self._unheard = self._clock()

    def is_known(self, local: End, remote: End) -> bool:
        """Whether an end need not be looked up now."""
        if (known := self._known.get((local, remote))) is None:
            return False
        checked = known[1]
        last_closing = max(self._closed.get(local.port, 0.0), self._unheard)
        return self._clock() - checked < CHECKED_SECONDS and checked > last_closing

    def has_changed(self, local: End, remote: End, look: Look | None) -> bool:
        """Take in what an end was looked up to be; whether that is other than before, or it was not known."""
        key = (local, remote)
        before = self._known.get(key)
        cookies = () if look is None else tuple(sorted(one.cookie or 0 for one in look.sockets))
        self._known[key] = (cookies, self._clock())
        self._known.move_to_end(key)
        if len(self._known) > MOST:
            self._known.popitem(last=False)
        return before is None or before[0] != cookies
