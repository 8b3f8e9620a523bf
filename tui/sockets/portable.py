"""Sockets where the system is not Linux: what psutil tells, which is neither queues nor TCP's inside.

macOS shows only root the sockets of all users, so that others see those of their own processes.
"""

from __future__ import annotations

import errno
import socket
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Self

from tui.sockets.entry import Endpoint, Family, Protocol, Socket
from tui.sockets.namespaces import NoNamespace
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import NOBODY, OwnedSocket, Snapshot

if TYPE_CHECKING:
    from types import ModuleType

_STATES: Final[Mapping[str, str]] = {
    "ESTABLISHED": "ESTABLISHED",
    "SYN_SENT": "SYN-SENT",
    "SYN_RECV": "SYN-RECEIVED",
    "FIN_WAIT1": "FIN-WAIT-1",
    "FIN_WAIT2": "FIN-WAIT-2",
    "TIME_WAIT": "TIME-WAIT",
    "CLOSE": "UNCONNECTED",
    "CLOSE_WAIT": "CLOSE-WAIT",
    "LAST_ACK": "LAST-ACK",
    "LISTEN": "LISTEN",
    "CLOSING": "CLOSING",
    "BOUND": "BOUND",
}
"""psutil's names, and RFC 9293's."""
_KINDS: Final = {socket.SOCK_STREAM: "stream", socket.SOCK_DGRAM: "datagram"}
_TICKS: Final = 100
"""A second, in which a process's start is kept."""


class PortableSource:
    """Sockets and owners from psutil."""

    def __init__(
        self, namespace: str = "", system: ModuleType | None = None, clock: Callable[[], int] = time.time_ns
    ) -> None:
        """`system` is psutil. Raises NoNamespace for any: only Linux has them."""
        if namespace:
            raise NoNamespace(errno.EOPNOTSUPP, "this system has no network namespaces")
        if system is None:
            import psutil  # not where the kernel is asked

            system = psutil
        self._system, self._clock = system, clock

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *details: object) -> None:
        self.close()

    def close(self) -> None:
        """There is nothing to close."""

    def take(self, protocols: Collection[Protocol], *, with_details: bool, with_owners: bool = True) -> Snapshot:
        """What is there now; more details there are not. Raises OSError where the system does not tell."""
        now = self._clock()
        processes: dict[int, Process | None] = {}
        found = []
        notices: list[str] = []
        for entry in self._entries(protocols, notices):
            one = _socket(entry)
            if one is None or one.protocol not in protocols:
                continue
            owner = None
            if with_owners and entry.pid:
                if entry.pid not in processes:
                    processes[entry.pid] = self._process(entry.pid)
                process = processes[entry.pid]
                owner = None if process is None else Owner(process, entry.fd)
            unknown = NOBODY if with_owners and owner is None else ""
            found.append(OwnedSocket(one, () if owner is None else (owner,), unknown))
        return Snapshot(now, tuple(found), tuple(notices))

    def details(self, sockets: Iterable[Socket]) -> list[Socket]:
        """As they were given: the system has told all it tells."""
        return list(sockets)

    def _entries(self, protocols: Collection[Protocol], notices: list[str]) -> Iterator[Any]:
        kinds = [kind for kind in ("tcp", "udp", "unix") if kind in protocols]
        try:
            everything = [entry for kind in kinds for entry in self._system.net_connections(kind)]
        except self._system.AccessDenied:
            notices.append("only the sockets of your own processes are shown: root sees all")
            everything = [entry for kind in kinds for entry in self._own(kind)]
        except ValueError:
            # There are no unix sockets on Windows.
            everything = [entry for kind in kinds if kind != "unix" for entry in self._system.net_connections(kind)]
        except (self._system.Error, NotImplementedError) as error:
            raise OSError(errno.EOPNOTSUPP, f"this system does not tell its sockets: {error}") from error
        yield from everything

    def _own(self, kind: str) -> Iterator[Any]:
        for process in self._system.process_iter():
            try:
                entries = process.net_connections(kind)
            except (self._system.Error, OSError):
                continue
            for entry in entries:
                yield _WithPid(entry, process.pid)

    def _process(self, pid: int) -> Process | None:
        try:
            process = self._system.Process(pid)
            with process.oneshot():
                users = process.uids().effective if hasattr(process, "uids") else -1
                return Process(pid, int(process.create_time() * _TICKS), process.name(), users, process.ppid() or 0)
        except (self._system.Error, OSError):
            return None


class _WithPid:
    """An entry of a process's own list, which does not name the process."""

    def __init__(self, entry: Any, pid: int) -> None:
        self.fd, self.family, self.type, self.status = entry.fd, entry.family, entry.type, entry.status
        self.laddr, self.raddr, self.pid = entry.laddr, entry.raddr, pid


def _socket(entry: Any) -> Socket | None:
    """None for a family that is none of ours."""
    if entry.family == getattr(socket, "AF_UNIX", None):
        kind = _KINDS.get(entry.type, "")
        return Socket("unix", "unix", _STATES.get(entry.status, ""), kind=kind, path=str(entry.laddr or ""))
    families: Mapping[int, Family] = {socket.AF_INET: "ipv4", socket.AF_INET6: "ipv6"}
    family = families.get(entry.family)
    if family is None:
        return None
    protocol: Protocol = "tcp" if entry.type == socket.SOCK_STREAM else "udp"
    local, remote = _endpoint(entry.laddr), _endpoint(entry.raddr)
    state = _STATES.get(entry.status, "")
    if protocol == "udp":
        state = "ESTABLISHED" if remote is not None else "UNCONNECTED"
    return Socket(protocol, family, state, local or Endpoint("0.0.0.0" if family == "ipv4" else "::", 0), remote)


def _endpoint(address: Any) -> Endpoint | None:
    return Endpoint(address.ip.partition("%")[0], address.port) if address else None
