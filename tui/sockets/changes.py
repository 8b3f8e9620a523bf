"""Sockets that open and close: from one snapshot to the next, and from the kernel's last word on each that ended.

One that opens and ends between two snapshots is only known by that last word, which names no process.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from tui.sockets.entry import Socket
from tui.sockets.snapshot import OwnedSocket, Snapshot

SHORT_LIVED: Final = "ended before it could be looked up"

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


class Changes:
    """Compares what is there with what was; fed with endings and snapshots in turn."""

    def __init__(self, first: Snapshot) -> None:
        """What is in the first snapshot did not open."""
        self._known = _alive(first)
        self._leaving: dict[tuple[object, ...], OwnedSocket] = {}
        """Gone without a last word, which may still be on its way."""

    def ended(self, sockets: Iterable[Socket], time_ns: int) -> list[Change]:
        """Closings, by what the kernel told of sockets that ended."""
        found = []
        for one in sockets:
            before = self._known.pop(one.key, None) or self._leaving.pop(one.key, None)
            if before is not None:
                found.append(_closed(before, one, time_ns))
            elif one.remote is not None or (one.local is not None and one.local.port):
                # Others were made and given up without ever having an address.
                found.append(_closed(OwnedSocket(one, unknown=SHORT_LIVED), one, time_ns))
        return found

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
        return changes


def _alive(snapshot: Snapshot) -> dict[tuple[object, ...], OwnedSocket]:
    return {entry.socket.key: entry for entry in snapshot.sockets if not _is_over(entry.socket)}


def _is_over(one: Socket) -> bool:
    """Of a connection in TIME-WAIT only its addresses are kept, by nobody."""
    return one.state == "TIME-WAIT"


def _closed(entry: OwnedSocket, last: Socket, time_ns: int) -> Change:
    info = last.info
    if info is None:
        return Change("closed", time_ns, entry)
    return Change("closed", time_ns, entry, info.bytes_sent, info.bytes_received, info.total_retrans)
