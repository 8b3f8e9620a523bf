"""Sockets that open and close: from one snapshot to the next, and from the kernel's last word on each that ended.

One that opens and ends between two snapshots is only known by that last word, which names no process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final, Literal

from tui.sockets.entry import Socket
from tui.sockets.processes import Owner, Process
from tui.sockets.snapshot import OwnedSocket, Snapshot
from tui.sockets.story.around import serves

SHORT_LIVED: Final = "ended before it could be looked up"
ENDED: Final = "CLOSED"
"""The state of a connection that is none any more (RFC 9293 §3.3.2), whatever it was before: the kernel's last word
calls it unconnected, as it calls a socket that waits for no one.
"""

_WITH_LAST_WORD: Final = frozenset({"tcp", "udp", "udplite"})


@dataclass(frozen=True, slots=True)
class Change:
    """One socket that opened or closed."""

    kind: Literal["opened", "closed"]
    time_ns: int
    """When it was noticed, since 1970."""
    found: OwnedSocket
    bytes_sent: int | None = None
    """By the end of it, with what was sent again; None where the kernel does not count."""
    bytes_received: int | None = None
    """The kernel counts the end of the other side's data (FIN) as one."""
    retransmissions: int | None = None
    listener: tuple[Owner, ...] = ()
    """Of a connection whose process is not known: whose listener accepted it; empty where that may be several."""


class Changes:
    """Compares what is there with what was; fed with endings and snapshots in turn."""

    def __init__(self, first: Snapshot) -> None:
        """What is in the first snapshot did not open."""
        self._known = _alive(first)
        self._listeners = _listeners(self._known.values())
        self._leaving: dict[tuple[object, ...], OwnedSocket] = {}
        """Gone without a last word, which may still be on its way."""

    def ended(self, sockets: Iterable[Socket], time_ns: int) -> list[Change]:
        """Closings, by what the kernel told of sockets that ended."""
        found = []
        for one in sockets:
            before = self._known.pop(one.key, None) or self._leaving.pop(one.key, None)
            if one.protocol == "tcp" and one.remote is None and one.local is not None:
                self._listeners.pop((one.namespace, one.local.port), None)
            if before is not None:
                found.append(_closed(before, one, time_ns))
            elif one.remote is not None or (one.local is not None and one.local.port):
                # Others were made and given up without ever having an address.
                found.append(self._short_lived(one, time_ns))
        return found

    def _short_lived(self, one: Socket, time_ns: int) -> Change:
        change = _closed(OwnedSocket(as_ended(one), unknown=SHORT_LIVED), one, time_ns)
        if one.protocol != "tcp" or one.remote is None or one.local is None:
            return change
        holders: dict[Process, Owner] = {}
        for entry in self._listeners.get((one.namespace, one.local.port), ()):
            if serves(entry.socket, one.local):
                if not entry.owners:
                    return change
                holders.update((owner.process, owner) for owner in entry.owners)
        return replace(change, listener=tuple(holders.values())) if len(holders) == 1 else change

    def seen(self, snapshot: Snapshot) -> list[Change]:
        """Openings and closings since the last snapshot; endings that came before it must have been fed first."""
        now = _alive(snapshot)
        changes = [_closed(entry, entry.socket, snapshot.time_ns) for entry in self._leaving.values()]
        self._leaving = {}
        for key, before in self._known.items():
            after = now.get(key)
            if after is not None:
                if before.owners and not after.owners:
                    # Its process has let go of it, and the kernel is still busy with it.
                    now[key] = after._replace(owners=before.owners, unknown="")
            elif before.socket.protocol in _WITH_LAST_WORD:
                self._leaving[key] = before
            else:
                changes.append(_closed(before, before.socket, snapshot.time_ns))
        changes += [Change("opened", snapshot.time_ns, entry) for key, entry in now.items() if key not in self._known]
        self._known = now
        self._listeners = _listeners(now.values())
        return changes


def as_ended(one: Socket) -> Socket:
    """What the kernel's last word was on, with the state that it has then."""
    is_connection = one.protocol == "tcp" and one.remote is not None and one.state == "UNCONNECTED"
    return one._replace(state=ENDED) if is_connection else one


def _alive(snapshot: Snapshot) -> dict[tuple[object, ...], OwnedSocket]:
    return {entry.socket.key: entry for entry in snapshot.sockets if not _is_over(entry.socket)}


def _listeners(entries: Iterable[OwnedSocket]) -> dict[tuple[str, int], list[OwnedSocket]]:
    """Those of TCP, by namespace and port."""
    found: dict[tuple[str, int], list[OwnedSocket]] = {}
    for entry in entries:
        one = entry.socket
        if one.is_listening and one.protocol == "tcp" and one.local is not None:
            found.setdefault((one.namespace, one.local.port), []).append(entry)
    return found


def _is_over(one: Socket) -> bool:
    """Of a connection in TIME-WAIT only its addresses are kept, by nobody."""
    return one.state == "TIME-WAIT"


def _closed(entry: OwnedSocket, last: Socket, time_ns: int) -> Change:
    info = last.info
    if info is None:
        return Change("closed", time_ns, entry)
    return Change("closed", time_ns, entry, info.bytes_sent, info.bytes_received, info.total_retrans)
