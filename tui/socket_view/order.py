"""Which sockets the screen shows and in what order: filter, toggles, sort. Of a look's sockets it makes rows.

Works in the thread that looks, so that the screen answers meanwhile; all values are frozen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal, NamedTuple

from tui.printing.sockets import is_listener, standing
from tui.socket_view.columns import COLUMNS_BY_NAME
from tui.sockets.entry import Socket
from tui.sockets.filtering import SocketFilter
from tui.sockets.seen import Key, Seen

Kind = Literal["tcp", "udp", "unix", "other"]
Being = Literal["listening", "established"]
Grouping = Literal["list", "process", "listener"]
KINDS: Final[tuple[Kind, ...]] = ("tcp", "udp", "unix", "other")
BEINGS: Final[tuple[Being, ...]] = ("listening", "established")
GROUPINGS: Final[tuple[Grouping, ...]] = ("list", "process", "listener")
_KIND_OF: Final[Mapping[str, Kind]] = {"tcp": "tcp", "udp": "udp", "udplite": "udp", "unix": "unix"}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What the user wants to see."""

    chosen: SocketFilter | None = None
    """None: no filter."""
    kinds: frozenset[Kind] = frozenset()
    """Only these; none of them: all."""
    beings: frozenset[Being] = frozenset()
    """Only those that are one of these; none of them: all."""
    sorted_by: str | None = None
    """A column's name; None: by kind, listeners first, then by where they stand."""
    descending: bool = False
    grouping: Grouping = "list"
    are_open: bool = False
    """Groups are, those in `turned` are not; or the other way round."""
    turned: frozenset[Key] = frozenset()

    @property
    def needs_details(self) -> bool:
        """Whether every socket's details are wanted, not only those of the ones in sight."""
        column = COLUMNS_BY_NAME.get(self.sorted_by or "")
        is_sorted_by_one = column is not None and column.needs_details
        return is_sorted_by_one or (self.chosen is not None and self.chosen.needs_details)

    def is_open(self, group: Key) -> bool:
        """Whether a group shows what is in it."""
        return self.are_open != (group in self.turned)


class Group(NamedTuple):
    """The heading of several sockets."""

    title: str
    """As it came, not yet safe."""
    words: str
    """What is in it: `12 sockets: 3 listening, 9 established`."""


class Line(NamedTuple):
    """One row: a socket, or the heading of a group; a listener with what it accepted is both."""

    key: Key
    """Stays the same from look to look; a socket that several processes hold stands in the groups of all of them."""
    seen: Seen | None
    group: Group | None = None
    depth: int = 0
    is_open: bool | None = None
    """None where there is nothing to open."""
    parent: Key | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """How many there are, before filter and toggles."""

    total: int = 0
    kinds: Mapping[Kind, int] = field(default_factory=dict)
    beings: Mapping[Being, int] = field(default_factory=dict)


def kind_of(one: Socket) -> Kind:
    return _KIND_OF.get(one.protocol, "other")


def is_being(one: Socket, being: Being) -> bool:
    return is_listener(one) if being == "listening" else one.state == "ESTABLISHED"


def counted(sockets: Iterable[Seen]) -> Counts:
    """Those that are there."""
    kinds, beings, total = dict.fromkeys(KINDS, 0), dict.fromkeys(BEINGS, 0), 0
    for seen in sockets:
        if seen.closed_ns is None:
            one = seen.found.socket
            total += 1
            kinds[_KIND_OF.get(one.protocol, "other")] += 1
            if one.state == "ESTABLISHED":
                beings["established"] += 1
            elif one.state in ("LISTEN", "UNCONNECTED"):
                beings["listening"] += 1
    return Counts(total, kinds, beings)


class Arranger:
    """Chooses and sorts; what was found out of a socket is kept as long as the socket stays as it is."""

    def __init__(self) -> None:
        self._chosen: SocketFilter | None = None
        self._matched: dict[Key, tuple[Seen, bool]] = {}
        self._standing: dict[Key, tuple[Seen, tuple[object, ...]]] = {}

    def arrange(self, sockets: Sequence[Seen], wanted: Arrangement) -> list[Seen]:
        """Those that are wanted, in order. Raises FilterError where the filter takes too long on one."""
        found = self._in_order(self._filtered(self._toggled(sockets, wanted), wanted.chosen))
        column = COLUMNS_BY_NAME.get(wanted.sorted_by or "")
        if column is None:
            return found
        ordered = [(column.order(seen), seen) for seen in found]
        known = [pair for pair in ordered if pair[0] is not None]
        known.sort(key=_first, reverse=wanted.descending)
        return [*(seen for _, seen in known), *(seen for order, seen in ordered if order is None)]

    def _toggled(self, sockets: Sequence[Seen], wanted: Arrangement) -> Sequence[Seen]:
        kinds, beings = wanted.kinds, wanted.beings
        if kinds:
            sockets = [seen for seen in sockets if kind_of(seen.found.socket) in kinds]
        if beings:
            sockets = [seen for seen in sockets if any(is_being(seen.found.socket, being) for being in beings)]
        return sockets

    def _filtered(self, sockets: Sequence[Seen], chosen: SocketFilter | None) -> Sequence[Seen]:
        if chosen != self._chosen:
            self._chosen, self._matched = chosen, {}
        if chosen is None:
            return sockets
        before, now, found = self._matched, {}, []
        for seen in sockets:
            known = before.get(seen.key)
            if known is None or known[0].found is not seen.found:
                known = seen, chosen.matches(seen.found)
            now[seen.key] = known
            if known[1]:
                found.append(seen)
        self._matched = now
        return found

    def _in_order(self, sockets: Sequence[Seen]) -> list[Seen]:
        """By kind, listeners first, then by where they stand, which is worked out once for each."""
        before, now = self._standing, {}
        for seen in sockets:
            known = before.get(seen.key)
            now[seen.key] = known if known is not None and known[0] is seen else (seen, standing(seen.found))
        # Sorting stops all other threads, and is soon over where it begins with the order of the look before.
        begun = [now[key] for key in before if key in now]
        begun += [pair for key, pair in now.items() if key not in before]
        begun.sort(key=_second)
        self._standing = {pair[0].key: pair for pair in begun}
        return [pair[0] for pair in begun]


def _first(pair: tuple[Any, Seen]) -> Any:
    return pair[0]


def _second(pair: tuple[Seen, Any]) -> Any:
    return pair[1]
