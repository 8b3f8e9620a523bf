"""Sockets in groups: by the process that holds them, and by the listener that accepted them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from tui import wording
from tui.socket_view.order import Arrangement, Group, Line
from tui.socket_view.words import name_words, user_words
from tui.sockets.entry import Endpoint, Socket
from tui.sockets.seen import Key, Seen
from tui.sockets.snapshot import CLOSED, UNACCEPTED
from tui.sockets.users import user_name
from tui.time_format import NO_TIME

OUTGOING: Final = "connections without a listener here"
WITHOUT: Final = "sockets without connections"
_STATES_TOLD: Final = 3


def lines_of(
    sockets: Sequence[Seen], wanted: Arrangement, everything: Sequence[Seen], before: Mapping[Key, Line] | None = None
) -> list[Line]:
    """The rows of sockets in their order; `everything` are all sockets, whose listeners lead groups too.

    `before` are rows by their keys that are made already: of thousands few change from look to look.
    """
    if wanted.grouping == "process":
        return list(_by_process(sockets, wanted))
    if wanted.grouping == "listener":
        return list(_by_listener(sockets, wanted, everything))
    known = before or {}
    found = []
    for seen in sockets:
        key = (seen.key,)
        line = known.get(key)
        found.append(line if line is not None and line[1] is seen else Line(key, seen))
    return found


# By process.


def _by_process(sockets: Sequence[Seen], wanted: Arrangement) -> Iterator[Line]:
    groups: dict[Key, list[Seen]] = {}
    titles: dict[Key, str] = {}
    for seen in sockets:
        for key, title in _processes(seen):
            titles.setdefault(key, title)
            groups.setdefault(key, []).append(seen)
    order = list(groups)
    if wanted.sorted_by is None:
        order.sort(key=lambda key: (key[0] != "process", titles[key].lower()))
    for key in order:
        yield from _group(Line(key, None, Group(titles[key], contents(groups[key]))), groups[key], wanted)


def _processes(seen: Seen) -> Iterator[tuple[Key, str]]:
    """The groups that a socket stands in, with their titles."""
    found = seen.found
    for process in {owner.process: None for owner in found.owners}:
        unit = f" · {found.unit}" if found.unit else ""
        yield (
            ("process", process.pid, process.started),
            f"{name_words(process)} {process.pid} · {user_name(process.uid)}{unit}",
        )
    if not found.owners:
        user = user_words(found)
        whose = f" · {user}" if user != NO_TIME else ""
        what = "no process" if found.unknown in (CLOSED, UNACCEPTED) else "process not known"
        yield ("unknown", found.unknown, user), f"{what}: {found.unknown or 'nobody tells'}{whose}"


# By listener.


def _by_listener(sockets: Sequence[Seen], wanted: Arrangement, everything: Sequence[Seen]) -> Iterator[Line]:
    listeners = Listeners(everything)
    accepted: dict[Key, list[Seen]] = {}
    outgoing: list[Seen] = []
    others: list[Seen] = []
    leading: dict[Key, Seen] = {}
    for seen in sockets:
        one = seen.found.socket
        if one.is_listening:
            leading.setdefault(seen.key, seen)
        elif (listener := listeners.of(seen)) is not None:
            leading.setdefault(listener.key, listener)
            accepted.setdefault(listener.key, []).append(seen)
        elif one.remote is not None or one.peer_inode:
            outgoing.append(seen)
        else:
            others.append(seen)
    hidden = _hidden(sockets, everything, listeners)
    for key, listener in leading.items():
        below = accepted.get(key, [])
        words = _accepted(below, hidden.get(key, 0))
        yield from _group(Line(("listener", key), listener, Group("", words)), below, wanted)
    for name, title, rest in (("outgoing", OUTGOING, outgoing), ("others", WITHOUT, others)):
        if rest:
            yield from _group(Line((name,), None, Group(title, contents(rest))), rest, wanted)


def _hidden(sockets: Sequence[Seen], everything: Sequence[Seen], listeners: Listeners) -> Counter[Key]:
    """How many connections that are there filter and toggles hide, by their listeners."""
    found: Counter[Key] = Counter()
    if len(sockets) == len(everything):
        return found
    shown = {seen.key for seen in sockets}
    for seen in everything:
        if seen.key not in shown and seen.closed_ns is None and (listener := listeners.of(seen)) is not None:
            found[listener.key] += 1
    return found


def _accepted(connections: Sequence[Seen], hidden: int) -> str:
    """`7 connections`, with those that are hidden or have closed: `7 connections, 3 not shown, 2 closed`."""
    closed = sum(seen.closed_ns is not None for seen in connections)
    there = len(connections) - closed
    words = [wording.counted(there, "connection")] if there else []
    if hidden:
        words.append(f"{hidden:,} not shown" if there else f"{wording.counted(hidden, 'connection')} not shown")
    if closed:
        words.append(f"{closed:,} closed")
    return ", ".join(words if there or hidden else ["no connection", *words])


def _group(heading: Line, below: Sequence[Seen], wanted: Arrangement) -> Iterator[Line]:
    """A heading, and what stands below it where it is open."""
    is_open = wanted.is_open(heading.key)
    yield heading._replace(is_open=is_open if below else None)
    if is_open:
        yield from (Line((*heading.key, seen.key), seen, depth=1, parent=heading.key) for seen in below)


class Listeners:
    """Finds the listener that accepted a connection: at the same port, of the closest address."""

    def __init__(self, sockets: Iterable[Seen]) -> None:
        self._by_place: dict[Key, list[Seen]] = {}
        for seen in sockets:
            one = seen.found.socket
            if one.is_listening and seen.closed_ns is None:
                self._by_place.setdefault(_place(one), []).append(seen)

    def of(self, seen: Seen) -> Seen | None:
        """None for what is no connection, and where there is no such listener any more."""
        one = seen.found.socket
        if one.protocol == "unix" and not one.path:
            return None
        if one.protocol != "unix" and one.remote is None:
            return None
        candidates = [other for other in self._by_place.get(_place(one), ()) if _may_accept(other.found.socket, one)]
        if len(candidates) < 2:
            return candidates[0] if candidates else None
        pids = {owner.process.pid for owner in seen.found.owners}
        return max(candidates, key=lambda other: (_closeness(other, seen), bool(pids & _pids(other))))


def _place(one: Socket) -> Key:
    at = one.path if one.protocol == "unix" else one.local.port if one.local is not None else 0
    return one.namespace, one.protocol, at


def _may_accept(listener: Socket, one: Socket) -> bool:
    if one.protocol == "unix":
        return listener.path == one.path and one.state == "ESTABLISHED"
    here, there = listener.local, one.local
    if here is None or there is None:
        return False
    if here.is_any:
        # "::" serves IPv4 too, unless it was told not to; 0.0.0.0 only serves IPv4.
        return _is_ipv6(here) or not _is_ipv6(there.on_the_wire)
    return here.on_the_wire == there.on_the_wire


def _is_ipv6(end: Endpoint) -> bool:
    return ":" in end.address


def _closeness(listener: Seen, seen: Seen) -> int:
    """How well addresses fit: the very one, any of the same family, any."""
    here, there = listener.found.socket.local, seen.found.socket.local
    if here is None or there is None or not here.is_any:
        return 2
    return int(_is_ipv6(here) == _is_ipv6(there))


def _pids(seen: Seen) -> set[int]:
    return {owner.process.pid for owner in seen.found.owners}


# What is in a group.


def contents(sockets: Sequence[Seen]) -> str:
    """`12 sockets: 9 established, 3 listen`: the states there are most of."""
    states: dict[str, int] = {}
    for seen in sockets:
        name = "closed" if seen.closed_ns is not None else seen.found.socket.state.lower() or "no state"
        states[name] = states.get(name, 0) + 1
    told = sorted(states.items(), key=lambda pair: -pair[1])
    words = [f"{count:,} {name}" for name, count in told[:_STATES_TOLD]]
    rest = sum(count for _, count in told[_STATES_TOLD:])
    if rest:
        words.append(f"{rest:,} other")
    return f"{wording.counted(len(sockets), 'socket')}: {', '.join(words)}"
