"""Sockets as somebody who looks again and again sees them: since when, what changed, what has closed.

Fed with snapshots, with what is asked of some sockets besides, and with the kernel's last word on those that ended;
gives one frozen value for each socket, the same one as long as nothing about it changes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Final, NamedTuple

from tui.sockets.changes import SHORT_LIVED, as_ended
from tui.sockets.entry import Socket
from tui.sockets.snapshot import OwnedSocket, Snapshot

SECONDS_TO_FADE: Final = 5
"""So long a socket that closed stays, and one that opened is told to be new."""
MOST_CLOSED: Final = 10_000
"""That are kept: of more, the latest."""
NANOSECONDS: Final = 1_000_000_000
_LEAST_RATE_SECONDS: Final = 0.5
"""In less there may have been nothing by chance."""
_MOST_RATE_SECONDS: Final = 30
"""A rate over a longer time is none of now."""

Key = tuple[object, ...]


class Seen(NamedTuple):
    """One socket, as it is or as it was last."""

    key: Key
    """Stays the same as long as it is seen, also where the kernel begins to count it as another one: in TIME-WAIT."""
    found: OwnedSocket
    since_ns: int
    """When it was first seen, since 1970."""
    was_there: bool = False
    """It was there at the first look, or at the first after nobody looked: it is older than `since_ns` says."""
    changed: frozenset[str] = frozenset()
    """What is another than at the look before, by the names of columns."""
    closed_ns: int | None = None
    """When it was noticed that it is gone."""
    rates: tuple[float, float] | None = None
    """Bytes a second that were sent and received between the last two looks; None where that is not known."""
    has_let_go: bool = False
    """Its process has closed it and the kernel is still busy with it: the owners are those that it had."""

    def is_new(self, now_ns: int) -> bool:
        """Whether it opened a moment ago."""
        return not self.was_there and self.closed_ns is None and now_ns - self.since_ns < SECONDS_TO_FADE * NANOSECONDS


class _Sample(NamedTuple):
    """What had been carried by a moment."""

    time_ns: int
    sent: int
    received: int


class Sightings:
    """All that was seen. Of one thread."""

    def __init__(self, unit_of_process: Callable[[int], str] = lambda pid: "") -> None:
        """`unit_of_process` tells of a pid, where a snapshot does not tell units."""
        self.keeps_closed = False
        """Else what has closed goes after `SECONDS_TO_FADE`."""
        self._unit_of_process = unit_of_process
        self._units: dict[tuple[int, int], str] = {}
        """By pid and start, of those that hold a socket now."""
        self._known: dict[Key, tuple[OwnedSocket, Seen]] = {}
        """By the kernel's key: what the snapshot said, and what is told, which may have details."""
        self._closed: dict[Key, Seen] = {}
        self._last_words: dict[Key, Socket] = {}
        self._short_lived: dict[Key, Key] = {}
        """Those that opened and ended since the last snapshot, by their ends."""
        self._samples: dict[Key, _Sample] = {}
        self._renamed: dict[Key, Key] = {}
        """The kernel's keys of those that have another one than at first, by `Seen.key`."""
        self._looked_ns: int | None = None
        """When the last snapshot was taken."""

    @property
    def all(self) -> tuple[Seen, ...]:
        """Those that are there, then those that are not any more."""
        return (*(seen for _, seen in self._known.values()), *self._closed.values())

    def by_key(self, keys: Iterable[Key]) -> dict[Key, Seen]:
        """Some of them, by `Seen.key`; those that are not known are not there."""
        found = {}
        for key in keys:
            last = self._known.get(self._renamed.get(key, key))
            seen = last[1] if last is not None else self._closed.get(key)
            if seen is not None:
                found[key] = seen
        return found

    # Looking.

    def ended(self, sockets: Iterable[Socket], time_ns: int) -> None:
        """The kernel's last word on sockets that ended, told before the snapshot in which they are missing."""
        for one in sockets:
            if one.key in self._known:
                self._last_words[one.key] = one
            elif one.key in self._closed:
                # It was missing before it ended: closed from outside, it stays until its program lets go of it.
                self._closed[one.key] = _with_last_word(self._closed[one.key], one)
            elif self.keeps_closed and (one.remote is not None or (one.local is not None and one.local.port)):
                entry = OwnedSocket(as_ended(one), unknown=SHORT_LIVED)
                self._close(Seen(one.key, entry, time_ns), time_ns)
                self._short_lived[_ends(one)] = one.key

    def take_in(self, snapshot: Snapshot) -> None:
        """What is there now."""
        now = snapshot.time_ns
        was_there = self._looked_ns is None or now - self._looked_ns > SECONDS_TO_FADE * NANOSECONDS
        self._looked_ns = now
        before, known = self._known, {}
        fresh: list[tuple[Key, OwnedSocket]] = []
        for found in snapshot.sockets:
            key = found.socket.key
            last = before.pop(key, None)
            if last is None:
                fresh.append((key, found))
            elif last[0] == found and not last[1].changed:
                known[key] = last
            else:
                known[key] = found, self._again(last[1], found)
        left = _left_by_ends(before, fresh)
        for key, found in fresh:
            ends = _ends(found.socket)
            # What is left of one that opened and ended meanwhile is not told beside it.
            self._closed.pop(self._short_lived.get(ends, key), None)
            old = left.pop(ends, None) if _is_remnant(found.socket) else None
            if old is None:
                self._closed.pop(key, None)
                known[key] = found, Seen(key, self._with_unit(found), now, was_there)
            else:
                seen = _with_last_word(before.pop(old)[1], self._last_words.pop(old, None))
                known[key] = found, self._again(seen, found)
                self._renamed[seen.key] = key
        self._known = known
        for key, (_, seen) in before.items():
            self._close(_with_last_word(seen, self._last_words.pop(key, None)), now)
            self._samples.pop(key, None)
        if any(found.socket.info is not None for found in snapshot.sockets):
            self._sample_all(now)
        self._last_words.clear()
        self._short_lived.clear()
        self._forget(now)

    def detail(self, sockets: Iterable[Socket], time_ns: int) -> dict[Key, Seen]:
        """What was asked of some sockets besides, after the snapshot; what is told of them now, by `Seen.key`."""
        told: dict[Key, Seen] = {}
        for one in sockets:
            last = self._known.get(one.key)
            if last is None:
                continue
            bare, seen = last
            found = seen.found._replace(socket=one)
            changed = seen.changed | _changes(seen.found, found)
            now = seen._replace(found=found, changed=changed, rates=self._rates(one, time_ns, seen.rates))
            self._known[one.key] = bare, now
            told[now.key] = now
        return told

    # One socket.

    def _again(self, before: Seen, found: OwnedSocket) -> Seen:
        """A socket that was there before, and something about it is another."""
        if before.found.owners and not found.owners and not found.socket.inode:
            found = found._replace(owners=before.found.owners, unknown="", unit=before.found.unit)
            return self._next(before, found, has_let_go=True)
        return self._next(before, self._with_unit(found), has_let_go=False)

    def _next(self, before: Seen, found: OwnedSocket, *, has_let_go: bool) -> Seen:
        changed = _changes(before.found, found)
        if found.socket.info is None and before.found.socket.info is not None and found.socket.inode:
            found = found._replace(socket=_keeping_details(found.socket, before.found.socket))
        return Seen(
            before.key, found, before.since_ns, before.was_there, changed, rates=before.rates, has_let_go=has_let_go
        )

    def _with_unit(self, found: OwnedSocket) -> OwnedSocket:
        if found.unit or not found.owners:
            return found
        process = found.owners[0].process
        identity = process.pid, process.started
        unit = self._units.get(identity)
        if unit is None:
            unit = self._units[identity] = self._unit_of_process(process.pid)
        return found._replace(unit=unit) if unit else found

    def _rates(self, one: Socket, time_ns: int, known: tuple[float, float] | None) -> tuple[float, float] | None:
        """Since the time before; `known` are those of then, which stay where that was just now."""
        values = one.info.values if one.info is not None else {}
        sent, received = values.get("bytes_sent"), values.get("bytes_received")
        if sent is None or received is None:
            return None
        before, now = self._samples.get(one.key), _Sample(time_ns, sent, received)
        seconds = (now.time_ns - before.time_ns) / NANOSECONDS if before is not None else 0
        if before is not None and 0 <= seconds < _LEAST_RATE_SECONDS:
            return known
        self._samples[one.key] = now
        if before is None or not 0 < seconds < _MOST_RATE_SECONDS:
            return None
        return max(now.sent - before.sent, 0) / seconds, max(now.received - before.received, 0) / seconds

    def _sample_all(self, now: int) -> None:
        """The snapshot had all details."""
        for key, (bare, seen) in self._known.items():
            if bare.socket.info is not None:
                rates = self._rates(bare.socket, now, seen.rates)
                if rates != seen.rates:
                    self._known[key] = bare, seen._replace(rates=rates)

    # Those that are gone.

    def _close(self, seen: Seen, now: int) -> None:
        self._closed.pop(seen.key, None)
        self._renamed.pop(seen.key, None)
        self._closed[seen.key] = seen._replace(closed_ns=now, changed=frozenset(), rates=None)

    def _forget(self, now: int) -> None:
        if not self.keeps_closed:
            oldest = now - SECONDS_TO_FADE * NANOSECONDS
            for key in [key for key, seen in self._closed.items() if (seen.closed_ns or 0) <= oldest]:
                del self._closed[key]
        for key in list(self._closed)[: max(len(self._closed) - MOST_CLOSED, 0)]:
            del self._closed[key]
        if len(self._units) > 2 * len(self._known):
            self._units.clear()


def _ends(one: Socket) -> Key:
    return one.namespace, one.protocol, one.local, one.remote


def _is_remnant(one: Socket) -> bool:
    """Whether it is what the kernel puts into a connection's place at its end: a smaller socket with another number."""
    return one.protocol == "tcp" and not one.inode and one.state in ("TIME-WAIT", "FIN-WAIT-2", "CLOSING")


def _left_by_ends(
    gone: Mapping[Key, tuple[OwnedSocket, Seen]], fresh: Iterable[tuple[Key, OwnedSocket]]
) -> dict[Key, Key]:
    """Keys of the connections that are gone by their ends, where something came that could be what is left of one."""
    if not any(_is_remnant(found.socket) for _, found in fresh):
        return {}
    return {_ends(found.socket): key for key, (found, _) in gone.items() if found.socket.protocol == "tcp"}


def _with_last_word(seen: Seen, last: Socket | None) -> Seen:
    if last is None or last.info is None:
        return seen
    one = seen.found.socket._replace(info=last.info, memory=last.memory or seen.found.socket.memory)
    return seen._replace(found=seen.found._replace(socket=one))


def _keeping_details(now: Socket, before: Socket) -> Socket:
    """What was asked besides stays until it is asked again."""
    return now._replace(
        info=before.info, memory=now.memory or before.memory, congestion=now.congestion or before.congestion
    )


_COMPARED: Final = (
    ("state", "state"),
    ("local", "local"),
    ("remote", "remote"),
    ("receive_queue", "recvq"),
    ("send_queue", "sendq"),
    ("uid", "user"),
)
"""Attributes of sockets, and the columns that show them."""
_COMPARED_INFO: Final = (
    ("rtt", "rtt"),
    ("snd_cwnd", "cwnd"),
    ("total_retrans", "retransmissions"),
    ("bytes_sent", "bytes_sent"),
    ("bytes_received", "bytes_received"),
)
"""The same of TCP_INFO."""


def _changes(before: OwnedSocket, after: OwnedSocket) -> frozenset[str]:
    """The columns that say something else."""
    one, other = before.socket, after.socket
    found = [column for name, column in _COMPARED if getattr(one, name) != getattr(other, name)]
    if before.owners != after.owners:
        found += ["process", "pid"]
    if one.info is not None and other.info is not None and one.info is not other.info:
        was, now = one.info.values, other.info.values
        found += [column for name, column in _COMPARED_INFO if was.get(name) != now.get(name)]
    if one.memory is not None and other.memory is not None and one.memory.dropped != other.memory.dropped:
        found.append("drops")
    return frozenset(found)
