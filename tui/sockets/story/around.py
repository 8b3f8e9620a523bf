"""The sockets that one socket is to be seen beside: its other end, its listener, those of its process."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from tui.sockets.entry import Endpoint, Socket
from tui.sockets.processes import Process
from tui.sockets.snapshot import BEFORE_ACCEPT, OwnedSocket

MOST_OF_PROCESS: Final = 12
"""Sockets of the same process that are named."""
_LOOPBACK: Final = ("127.", "::1", "::ffff:127.")

Place = tuple[str, str, int]
"""A namespace, a protocol, a port."""
Became = Literal["half open", "waiting", "accepted"]
Holder = tuple[str, int, int]
"""A namespace, and a process by its number and its start."""


@dataclass(frozen=True, slots=True)
class Around:
    """What of all sockets matters to one."""

    mirror: OwnedSocket | None = None
    """The other end, where that is on this machine too; of unix sockets the peer."""
    listener: OwnedSocket | None = None
    """That waits on the same port: it has accepted this one, or will."""
    called: OwnedSocket | None = None
    """The listener on this machine that it tries to connect to, where the address says so."""
    of_process: tuple[OwnedSocket, ...] = ()
    """Others that its first process holds, those of the internet first; no more than `MOST_OF_PROCESS`."""
    held: int = 0
    """How many others that process holds."""
    close_waits: int = 0
    """Of these, those in CLOSE-WAIT."""
    paths: Mapping[int, str] = field(default_factory=dict)
    """Of unix sockets by their inodes, to name peers."""
    half_open: int = 0
    """Of a listener: handshakes that are not finished (SYN-RECV)."""
    waiting: int = 0
    """Of a listener: connections that its program has not accepted yet."""
    accepted: int = 0
    """Of a listener: connections on its port that a program holds."""
    same_peer_waits: int = 0
    """Sockets in TIME-WAIT with the same remote end."""


class Surroundings:
    """All sockets of one moment, by what others are found by: what is around one costs the same however many."""

    def __init__(self, sockets: Iterable[OwnedSocket]) -> None:
        everything = tuple(sockets)
        self._keys = {entry.socket.key for entry in everything}
        self._listeners: dict[Place, list[OwnedSocket]] = {}
        self._by_ends: dict[tuple[object, ...], OwnedSocket] = {}
        self._unix: dict[tuple[str, int], OwnedSocket] = {}
        self._held: dict[Holder, list[OwnedSocket]] = {}
        self._first: dict[Holder, list[OwnedSocket]] = {}
        """Of those that were asked for, the first ones in order: one more than is told, as it may be the one itself."""
        self._close_waits: Counter[Holder] = Counter()
        self._time_waits: Counter[tuple[object, ...]] = Counter()
        self._came: dict[Place, Counter[tuple[Endpoint, Became]]] = {}
        """Connections to ports with listeners: by the end that was called, and by what has become of them."""
        self._paths: dict[int, str] = {}
        for entry in everything:
            one = entry.socket
            if one.is_listening and one.local is not None:
                self._listeners.setdefault((one.namespace, one.protocol, one.local.port), []).append(entry)
        for entry in everything:
            self._take(entry)

    def _take(self, entry: OwnedSocket) -> None:
        one = entry.socket
        for owner in entry.owners:
            holder = _holder(one, owner.process)
            self._held.setdefault(holder, []).append(entry)
            self._close_waits[holder] += one.state == "CLOSE-WAIT"
        if one.local is None:
            self._unix[one.namespace, one.inode] = entry
            if one.path:
                self._paths[one.inode] = one.path
            return
        if one.remote is None:
            return
        local = one.local.on_the_wire
        self._by_ends[one.namespace, one.protocol, local, one.remote.on_the_wire] = entry
        if one.state == "TIME-WAIT":
            self._time_waits[one.namespace, one.protocol, one.remote] += 1
        place = one.namespace, one.protocol, one.local.port
        if place in self._listeners and (became := _became(one)):
            self._came.setdefault(place, Counter())[local, became] += 1

    def of(self, entry: OwnedSocket) -> Around:
        """What matters to one, which may itself be among them."""
        one = entry.socket
        came = self._came_to(one)
        is_among = one.key in self._keys
        holder = _holder(one, entry.owners[0].process) if entry.owners else None
        # Of other addresses it is not known whether they are this machine's.
        calls_here = one.state == "SYN-SENT" and one.remote is not None and is_loopback(one.remote.address)
        return Around(
            self._mirror(one),
            self._listener(one, one.local) if one.remote is not None else None,
            self._listener(one, one.remote) if calls_here else None,
            self._of_process(one, holder),
            len(self._held.get(holder, ())) - is_among if holder is not None else 0,
            self._close_waits[holder] - (is_among and one.state == "CLOSE-WAIT") if holder is not None else 0,
            self._paths,
            came["half open"],
            came["waiting"],
            came["accepted"],
            self._time_waits[one.namespace, one.protocol, one.remote] - (is_among and one.state == "TIME-WAIT"),
        )

    def _mirror(self, one: Socket) -> OwnedSocket | None:
        if one.local is None:
            found = self._unix.get((one.namespace, one.peer_inode)) if one.peer_inode else None
        elif one.remote is None:
            found = None
        else:
            turned = one.namespace, one.protocol, one.remote.on_the_wire, one.local.on_the_wire
            found = self._by_ends.get(turned)
        # One may be connected to itself.
        return found if found is not None and found.socket.key != one.key else None

    def _listener(self, one: Socket, called: Endpoint | None) -> OwnedSocket | None:
        if called is None or not called.port:
            return None
        at_port = self._listeners.get((one.namespace, one.protocol, called.port), ())
        return next((entry for entry in reversed(at_port) if serves(entry.socket, called)), None)

    def _of_process(self, one: Socket, holder: Holder | None) -> tuple[OwnedSocket, ...]:
        if holder is None:
            return ()
        first = self._first.get(holder)
        if first is None:
            held = sorted(self._held.get(holder, ()), key=_internet_first)
            first = self._first[holder] = held[: MOST_OF_PROCESS + 1]
        return tuple([other for other in first if other.socket.key != one.key][:MOST_OF_PROCESS])

    def _came_to(self, one: Socket) -> Counter[Became]:
        found: Counter[Became] = Counter()
        if one.is_listening and one.local is not None:
            for (local, became), count in self._came.get((one.namespace, one.protocol, one.local.port), {}).items():
                if serves(one, local):
                    found[became] += count
        return found


def around(entry: OwnedSocket, others: Iterable[OwnedSocket]) -> Around:
    """What of all sockets matters to one; it may itself be among them. Of many, `Surroundings` tells it."""
    return Surroundings(others).of(entry)


def serves(listener: Socket, local: Endpoint) -> bool:
    """Whether connections to an end are a listener's."""
    here = listener.local
    if here is None or here.port != local.port:
        return False
    if here.on_the_wire == local.on_the_wire:
        return True
    # "::" serves IPv4 too, unless it was told not to (ipv6(7), IPV6_V6ONLY).
    is_ipv4 = ":" not in local.on_the_wire.address
    if here.address == "::":
        return not (is_ipv4 and listener.only_ipv6)
    return here.address == "0.0.0.0" and is_ipv4


def is_loopback(address: str) -> bool:
    """Whether it can be reached from this machine only (RFC 1122 §3.2.1.3, RFC 4291 §2.5.3)."""
    return address.startswith(_LOOPBACK)


def _holder(one: Socket, process: Process) -> Holder:
    return one.namespace, process.pid, process.started


def _internet_first(entry: OwnedSocket) -> tuple[bool, bool]:
    return entry.socket.local is None, not entry.socket.is_listening


def _became(one: Socket) -> Became | None:
    """What has become of a connection to a listener; None where its program had it and has let go of it."""
    if one.inode:
        return "accepted"
    if one.state == "SYN-RECEIVED":
        return "half open"
    return "waiting" if one.state in BEFORE_ACCEPT else None
