"""An attribution out of what a search has found: the process where there is one, else what its socket tells."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dissectors.processes.attribution import Attribution, How
from tui.sockets.entry import Socket
from tui.sockets.processes import Process
from tui.sockets.snapshot import NOBODY, OTHER_USER, UNACCEPTED
from tui.sockets.units import Units
from tui.sockets.users import user_name
from tui.sockets.watch.holders import Holders, Known
from tui.sockets.watch.search import NO_SOCKET, SEVERAL, SHARED, TOO_SOON, Search
from tui.sockets.watch.tracefs import Connect


class Telling:
    """Makes attributions."""

    def __init__(
        self,
        holders: Holders,
        units: Units,
        *,
        uid: int,
        user_name: Callable[[int], str] = user_name,
    ) -> None:
        """`uid` is who looks: what others hold is theirs to know."""
        self._holders, self._units, self._uid, self._user_name = holders, units, uid, user_name

    def note(self, process: Process) -> None:
        """Read what is told of a process, which may have ended when it is."""
        self._holders.known(process)

    def known(self, search: Search, process: Process) -> Attribution:
        """Of a process that was found."""
        assert search.look is not None
        return self._told(search, search.look.how, search.time_ns, self._holders.known(process))

    def traced(self, search: Search, connect: Connect, time_ns: int) -> Attribution:
        """Of a process that a trace told of, which may have ended."""
        if connect.known is not None:
            return self._told(search, "traced", time_ns, connect.known)
        one = _socket_of(search)
        uid = None if one is None else one.uid
        return Attribution(
            search.protocol, search.local, search.remote, time_ns, "traced", connect.pid, None, connect.name,
            uid=uid, user=self._user(uid), unit=self._unit(one),
        )  # fmt: skip

    def unknown(self, search: Search, why: str = "", processes: Iterable[Process] = ()) -> Attribution:
        """Of no process: `processes` are those of which it may be any; what all have in common is told."""
        found = list(processes)
        names, users = {process.name for process in found}, {process.uid for process in found}
        one = _socket_of(search)
        uid = users.pop() if len(users) == 1 else None if one is None else one.uid
        return Attribution(
            search.protocol, search.local, search.remote, search.time_ns,
            "exact" if search.look is None else search.look.how,
            name=names.pop() if len(names) == 1 else "",
            uid=uid, user=self._user(uid), unit=self._unit(one), unknown=why or self._why(search, one, len(found)),
        )  # fmt: skip

    def _told(self, search: Search, how: How, time_ns: int, known: Known) -> Attribution:
        process = known.process
        return Attribution(
            search.protocol, search.local, search.remote, time_ns, how, process.pid, process.started, process.name,
            known.command, process.uid, self._user(process.uid), known.unit or self._unit(_socket_of(search)),
        )  # fmt: skip

    def _why(self, search: Search, one: Socket | None, holders: int) -> str:
        if holders > 1:
            return SEVERAL if search.look is not None and search.look.how == "exact" else SHARED
        if search.look is not None and search.look.is_unaccepted:
            return UNACCEPTED
        if one is None:
            return NO_SOCKET if search.is_patient else TOO_SOON
        if one.inode and one.uid is not None and one.uid != self._uid and (self._uid or self._holders.hidden):
            return OTHER_USER
        return NOBODY if one.inode and search.is_asked else TOO_SOON

    def _user(self, uid: int | None) -> str:
        return "" if uid is None else self._user_name(uid)

    def _unit(self, one: Socket | None) -> str:
        return "" if one is None else self._units.of(one.cgroup)


def _socket_of(search: Search) -> Socket | None:
    return None if search.look is None else search.look.sockets[0]
