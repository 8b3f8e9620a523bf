"""What is concluded from what a search has found, from the trace, and from what else began between its ends."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from dissectors.processes.attribution import Attribution
from tui.sockets.processes import Process
from tui.sockets.watch.beginnings import SLACK_NS, Beginning, Beginnings
from tui.sockets.watch.search import REUSED, TOO_MUCH, TOO_SOON, Search, possible
from tui.sockets.watch.telling import Telling
from tui.sockets.watch.tracefs import Connect

Next = Literal["go on", "say nothing", "look for listeners", "await the trace"]


class Conclusions:
    """What is told of searches, and when they are over before their time."""

    def __init__(self, beginnings: Beginnings, telling: Telling, is_later: Callable[[Process, int], bool]) -> None:
        """`is_later` tells whether a process began after a time since 1970."""
        self._beginnings, self._telling, self._is_later = beginnings, telling, is_later
        self.is_traced = False
        """Whether the trace will tell of connections, which is waited for then."""
        self.missed_ns = 0
        """Since 1970: packets were missed before this."""

    def of(self, search: Search) -> Attribution:
        """What is told of a search that has found all that it will."""
        processes = possible(search)
        if len(processes) != 1:
            return self._telling.unknown(search, processes=processes)
        if not search.is_asked and not search.is_accepted and self._is_later(processes[0], search.time_ns):
            # It got the socket, or its port, from another.
            return self._telling.unknown(search, TOO_SOON)
        return self._telling.known(search, processes[0])

    def so_far(self, search: Search) -> Attribution | Next:
        """What the trace told, or that nothing can be told any more; else how it is gone on with."""
        one = search.beginning
        if one is None:
            return "go on" if search.connect is None else self._of_unseen(search, search.connect)
        standing = self._beginnings.standing(one)
        if standing == "crowded":
            return "say nothing"
        if search.is_client and not one.is_told:
            connect = self._beginnings.connect_of(one, is_own=search.is_own)
            if connect is not None:
                one.is_told = True
                return self._telling.traced(search, connect, search.time_ns)
        if search.is_only_traced or self._is_certain(search, one, standing == "latest"):
            return "go on"
        if search.is_server:
            # Its connection may be another's by now, but whose its port is stays the same.
            return "look for listeners"
        if self.is_traced and search.phase != "tracing":
            # What was found does not count, and the trace may tell yet.
            return "await the trace"
        return self._telling.unknown(search, REUSED if standing == "followed" else TOO_MUCH)

    def _of_unseen(self, search: Search, connect: Connect) -> Attribution | Next:
        """What the trace told of a connection whose SYN was not seen, if it was not seen after all."""
        is_latest = self._beginnings.latest_connect(connect.local, connect.remote) is connect
        if is_latest and not self._beginnings.has_begun(connect):
            return self._telling.traced(search, connect, connect.time_ns)
        return "say nothing"

    def _is_certain(self, search: Search, one: Beginning, is_latest: bool) -> bool:
        """Whether the socket that was found can only be that of the connection, or none was found yet that is not."""
        if search.is_server and search.look is not None and search.look.how == "listener":
            return True
        if self.missed_ns > one.time_ns:
            # Another may have begun unseen, however soon.
            return search.phase == "tracing"
        if search.phase == "looking":
            return is_latest
        following = self._beginnings.followed_at(one)
        return following is None or search.looked_ns + SLACK_NS < following
