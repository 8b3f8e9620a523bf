"""All sockets with their owners at one moment, and what could not be seen.

Made by a source: `LinuxSource` asks the kernel and /proc, `tui.sockets.portable` asks psutil.
"""

from __future__ import annotations

import gc
import os
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final, NamedTuple, Self
from typing import Protocol as Shape

from tui.sockets.capabilities import who_sees_all
from tui.sockets.diag_messages import Side, packed
from tui.sockets.entry import Protocol, Socket
from tui.sockets.kept_owners import Holders
from tui.sockets.namespaces import made_in
from tui.sockets.processes import Owner, Owners
from tui.sockets.sock_diag import SockDiag
from tui.sockets.units import Units, unit_of

OTHER_USER = "owned by another user"
CLOSED = "closed by its process"
UNACCEPTED = "not accepted yet"
NOBODY = "no process that can be seen"
UNANSWERED = "not found out in time"
BEFORE_ACCEPT = ("SYN-RECEIVED", "ESTABLISHED", "CLOSE-WAIT")
"""Of a socket that no program holds: it waits for its listener's. In the other states a program has let go of it."""

_LOOKED_UP: Final = frozenset({"tcp", "udp", "udplite"})
_ANY_SIDE: Final[Mapping[str, Side]] = {"ipv4": (bytes(4), 0), "ipv6": (bytes(16), 0)}


class OwnedSocket(NamedTuple):
    """A socket and who holds it."""

    socket: Socket
    owners: tuple[Owner, ...] = ()
    """By pid; several where it was inherited."""
    unknown: str = ""
    """Why there is no owner, where there is none."""
    unit: str = ""
    """The systemd unit or container, where it is told."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What was there at one moment."""

    time_ns: int
    """Since 1970."""
    sockets: tuple[OwnedSocket, ...]
    notices: tuple[str, ...] = ()
    """What could not be seen and why, in sentences."""


class Source(Shape):
    """Where snapshots come from. A context manager."""

    def take(self, protocols: Collection[Protocol], *, with_details: bool, with_owners: bool = True) -> Snapshot:
        """What is there now. Raises OSError where the machine does not tell."""
        ...

    def details(self, sockets: Iterable[Socket]) -> list[Socket]:
        """These sockets in their order, each as it is now and with all that can be told of it.

        One that has ended, or that cannot be looked up by itself, is as it was given. Raises OSError.
        """
        ...

    def close(self) -> None: ...

    def __enter__(self) -> Self: ...

    def __exit__(self, *details: object) -> None: ...


class Kernel(Shape):
    """What a source of Linux wants of `SockDiag`."""

    def all(self, protocols: Iterable[Protocol], *, with_details: bool) -> list[Socket]: ...

    def find(self, protocol: Protocol, local: Side, remote: Side, interface: int = 0) -> Socket | None: ...

    def close(self) -> None: ...


class LinuxSource:
    """Sockets from the kernel, owners from /proc."""

    def __init__(
        self,
        kernel: Kernel,
        owners: Holders,
        units: Units,
        *,
        uid: int,
        clock: Callable[[], int] = time.time_ns,
        unit_of_process: Callable[[int], str] = unit_of,
    ) -> None:
        """`uid` is who asks: what others hold is theirs to know, unless `owners` is privileged."""
        self._kernel, self._owners, self._units = kernel, owners, units
        self._uid, self._clock, self._unit_of_process = uid, clock, unit_of_process

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        self._kernel.close()

    def take(self, protocols: Collection[Protocol], *, with_details: bool, with_owners: bool = True) -> Snapshot:
        """What is there now. Raises OSError where the kernel does not tell. Units come with owners and details."""
        with _without_collections():
            return self._take(protocols, with_details, with_owners)

    def details(self, sockets: Iterable[Socket]) -> list[Socket]:
        """As `Source` has it: of TCP, UDP and UDP-Lite; there is no more to be told of the other kinds."""
        return [self._detail(one) for one in sockets]

    def _detail(self, one: Socket) -> Socket:
        if one.protocol not in _LOOKED_UP or one.local is None or one.family not in _ANY_SIDE:
            return one
        local = (packed(one.local.address), one.local.port)
        remote = _ANY_SIDE[one.family] if one.remote is None else (packed(one.remote.address), one.remote.port)
        found = self._kernel.find(one.protocol, local, remote, one.interface)
        # The kernel names another where this one has ended: a listener, or whoever shares the port.
        return found if found is not None and found.cookie == one.cookie else one

    def _take(self, protocols: Collection[Protocol], with_details: bool, with_owners: bool) -> Snapshot:
        now = self._clock()
        sockets = self._kernel.all(protocols, with_details=with_details)
        if not with_owners:
            return Snapshot(now, tuple(OwnedSocket(one) for one in sockets))
        told = self._owners.of([one.inode for one in sockets])
        owners = told or {}
        self._units.forget()
        units = self._units_of(sockets, owners) if with_details else {}
        # Asked once: the answer may take a look at this process's own capabilities.
        sees_all = self._owners.is_privileged
        found = []
        for one in sockets:
            held = owners.get(one.inode, ())
            unknown = "" if held else self._why_unknown(one, sees_all, is_told=told is not None)
            found.append(OwnedSocket(one, held, unknown, units.get(one.key, "") if units else ""))
        return Snapshot(now, tuple(found), () if sees_all else _notices(found, self._uid))

    def _units_of(
        self, sockets: Iterable[Socket], owners: Mapping[int, tuple[Owner, ...]]
    ) -> dict[tuple[object, ...], str]:
        """By the owner where there is one: the socket's own cgroup is that of whoever made it."""
        of_process: dict[int, str] = {}
        found = {}
        for one in sockets:
            held = owners.get(one.inode, ())
            unit = ""
            if held:
                pid = held[0].process.pid
                if pid not in of_process:
                    of_process[pid] = self._unit_of_process(pid)
                unit = of_process[pid]
            if unit := unit or self._units.of(one.cgroup):
                found[one.key] = unit
        return found

    def _why_unknown(self, one: Socket, sees_all: bool, *, is_told: bool) -> str:
        if not one.inode:
            return UNACCEPTED if one.state in BEFORE_ACCEPT else CLOSED
        if not is_told:
            return UNANSWERED
        if one.uid is not None and one.uid != self._uid and (not sees_all or self._owners.hidden):
            return OTHER_USER
        # The process may be another user's though the socket was made by this one, and be hidden wholly.
        return NOBODY


def _notices(found: Iterable[OwnedSocket], uid: int) -> tuple[str, ...]:
    hidden = sum(bool(one.unknown in (OTHER_USER, NOBODY)) for one in found)
    if not hidden:
        return ()
    whose = "process of 1 socket is" if hidden == 1 else f"processes of {hidden:,} sockets are"
    return (f"the {whose} not known: {who_sees_all(uid)}",)


@contextmanager
def _without_collections() -> Iterator[None]:
    """Python looks for cycles each 700 values that are made: here are none, and it takes a quarter of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def open_source(namespace: str = "", *, owners: Holders | None = None, for_platform: str = sys.platform) -> Source:
    """This machine's sockets, or those of another network namespace by name or pid.

    `owners` knows whose they are; without it each snapshot looks into the processes that this one may see. Elsewhere
    than on Linux the system tells sockets and owners together.

    Raises NoNamespace, and OSError where the machine does not tell.
    """
    if for_platform != "linux":
        from tui.sockets.portable import PortableSource  # psutil is not wanted where the kernel is asked

        return PortableSource(namespace)
    kernel = made_in(namespace, lambda: SockDiag(namespace)) if namespace else SockDiag()
    return LinuxSource(kernel, owners or Owners(), Units(), uid=os.geteuid())
