"""Who uses the wire in each packet: addresses, endpoints, protocols or processes, by number.

From a piece of the layer index come rows with the number of who sent each and who received it; `utilisation` counts
them, and asks here whom a number stands for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, Literal, NamedTuple, Protocol, overload

import numpy as np
from numpy.typing import NDArray

from dissectors.filters.apply import quoted
from dissectors.processes.ends import words
from dissectors.processes.numbered import name_of
from dissectors.statistics.endpoints import filter_of
from dissectors.statistics.hierarchy_filters import innermost_filter
from dissectors.statistics.levels import PieceLevels
from dissectors.streams.endpoints import WORDS
from dissectors.streams.tables.conversation_counts import counting
from dissectors.streams.tables.conversation_layers import ConversationLayers
from dissectors.streams.tables.conversations import endpoint_of
from dissectors.streams.tables.kinds import KINDS, Kind

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.processes.attribution import Attribution

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Pairs = NDArray[np.uint64]
By = Kind | Literal["host", "protocol", "process", "program"]
NOBODY: Final = -1
IPV4: Final = 4
_HALF = WORDS // 2
_TRANSPORTS: Final = ("tcp", "udp")


class Users(NamedTuple):
    """Rows of a piece, in order, with who used the wire in each: numbers, NOBODY where there is none."""

    rows: Integers
    senders: Integers
    receivers: Integers


class User(NamedTuple):
    """Whom a number stands for."""

    name: str
    """Not safe for a terminal."""
    filter: str
    """A display filter for its packets."""


class UsageKeys(Protocol):
    """Numbers users from 0 on, in the order in which they are seen. Belongs to whoever has the index's turn."""

    def find(self, index: LayerIndex, piece: Piece, skipped: int) -> Iterator[Users]:
        """The users of a piece's rows behind the first `skipped`. Raises CaptureFileError."""

    def users(self, index: LayerIndex) -> tuple[Sequence[User], Integers | None]:
        """All users, and which of them each number is, NOBODY for none; None where they are numbered as they stand."""


class EndUsers(Sequence[User]):
    """Endpoints by number, in words when they are asked for: a flood has more than anybody looks at."""

    def __init__(self, kinds: Sequence[Kind], halves: Sequence[bytes], count: int) -> None:
        """`halves` of pairs, the first `count` of which are meant; there may come more."""
        self._kinds, self._halves, self._count = kinds, halves, count

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> User: ...

    @overload
    def __getitem__(self, place: slice) -> Sequence[User]: ...

    def __getitem__(self, place: int | slice) -> User | Sequence[User]:
        if isinstance(place, slice):
            return [self[one] for one in range(self._count)[place]]
        half = self._halves[range(self._count)[place]]
        # Of several kinds the first byte, the version of IP, tells which it is.
        kind = self._kinds[0] if len(self._kinds) == 1 or half[0] == IPV4 else self._kinds[1]
        end = endpoint_of(kind, np.frombuffer(half, np.uint64))
        return User(str(end), filter_of(kind, end))

    def order(self) -> Integers:
        """The places in the order of addresses, then ports."""
        words = np.frombuffer(b"".join(self._halves[: self._count]), ">u8").reshape(-1, _HALF)
        order: Integers = np.lexsort(words.T[::-1])
        return order


class EndKeys:
    """Endpoints of some kinds, as conversations have them: of one, or of both versions of IP."""

    def __init__(self, kinds: Sequence[Kind]) -> None:
        self._kinds = kinds
        self._pairs: dict[bytes, int] = {}
        self._ends_of = np.zeros((64, 2), np.int64)
        """By pair: the lower endpoint and the higher one."""
        self._ends: dict[bytes, int] = {}
        self._halves: list[bytes] = []
        """The same by number."""

    def find(self, index: LayerIndex, piece: Piece, skipped: int) -> Iterator[Users]:
        layers_of = ConversationLayers(index, piece, skipped)
        for kind in self._kinds:
            found = layers_of.paired(kind, self._number)
            if found is None:
                continue
            places = np.flatnonzero(counting(kind, found.layers))
            ends, is_low = self._ends_of[found.numbers[places]], found.sorts_low[places]
            low, high = ends[:, 0], ends[:, 1]
            yield Users(found.layers.rows[places], np.where(is_low, low, high), np.where(is_low, high, low))

    def users(self, index: LayerIndex) -> tuple[Sequence[User], Integers | None]:
        return EndUsers(self._kinds, self._halves, len(self._halves)), None

    def _number(self, pairs: Pairs) -> Integers:
        data, size, known = pairs.tobytes(), 8 * WORDS, self._pairs
        every = [data[place : place + size] for place in range(0, len(data), size)]
        numbers = [known.get(pair, NOBODY) for pair in every]
        if NOBODY in numbers:
            both = zip(numbers, every, strict=True)
            numbers = [self._new(pair) if number == NOBODY else number for number, pair in both]
        return np.array(numbers, np.int64)

    def _new(self, pair: bytes) -> int:
        number = self._pairs[pair] = len(self._pairs)
        if number >= len(self._ends_of):
            self._ends_of = np.concatenate([self._ends_of, np.zeros_like(self._ends_of)])
        middle = len(pair) // 2
        self._ends_of[number] = self._end(pair[:middle]), self._end(pair[middle:])
        return number

    def _end(self, half: bytes) -> int:
        known = self._ends.get(half)
        if known is None:
            known = self._ends[half] = len(self._halves)
            self._halves.append(half)
        return known


class ProtocolKeys:
    """The innermost protocol of each packet, which has neither sender nor receiver: it counts as sent."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._innermost: Counter[str] = Counter()
        """In how many packets each is."""
        self._having: Counter[str] = Counter()
        """How many have it anywhere, or more: then the name alone does not say enough."""

    def find(self, index: LayerIndex, piece: Piece, skipped: int) -> Iterator[Users]:
        innermost, names = np.full(piece.count, NOBODY), dict[str, int]()
        found = PieceLevels(index, piece, skipped)
        self._having.update(found.having())
        for name, rows in found:
            innermost[rows] = names.setdefault(name, len(names))
        rows = np.flatnonzero(innermost != NOBODY)
        local, known = innermost[rows], list(names)
        numbers = np.full(len(known), NOBODY)
        # Only those that are the innermost somewhere have a number.
        counts = np.bincount(local, minlength=len(known))
        for place in np.flatnonzero(counts).tolist():
            numbers[place] = self._numbers.setdefault(known[place], len(self._numbers))
            self._innermost[known[place]] += int(counts[place])
        yield Users(rows, numbers[local], np.full(len(rows), NOBODY))

    def users(self, index: LayerIndex) -> tuple[Sequence[User], Integers | None]:
        return tuple(User(name, self._filter(name)) for name in self._numbers), None

    def _filter(self, name: str) -> str:
        return innermost_filter(name, is_always=self._having[name] == self._innermost[name])


class ProcessKeys:
    """The processes whose the ends of conversations are, or their programs, of each packet's innermost transport layer.

    What is numbered are the ends, as whose they are may be found out later.
    """

    def __init__(self, user_of: Callable[[Attribution], tuple[Hashable, User] | None]) -> None:
        """`user_of` tells whom an end counts for, and what tells such users apart; None for nobody."""
        self._user_of = user_of

    def find(self, index: LayerIndex, piece: Piece, skipped: int) -> Iterator[Users]:
        first, stop = piece.first + skipped, piece.first + piece.count
        index.streams.extend(stop)
        parts = []
        for which, protocol in enumerate(_TRANSPORTS):
            found = index.streams.all_numbered(protocol, first, stop)
            own = np.flatnonzero(~found.quoted)
            ends = (found.numbers[own].astype(np.int64) * 2 + found.sides[own]) * len(_TRANSPORTS) + which
            parts.append((found.rows[own].astype(np.int64), found.starts[own].astype(np.int64), ends))
        rows, starts, ends = (np.concatenate(column) for column in zip(*parts, strict=True))
        order = np.lexsort((starts, rows))
        rows, ends = rows[order], ends[order]
        last = np.flatnonzero(np.append(rows[1:] != rows[:-1], True)[: len(rows)])
        yield Users(rows[last] + skipped, ends[last], ends[last] ^ len(_TRANSPORTS))

    def users(self, index: LayerIndex) -> tuple[Sequence[User], Integers | None]:
        index.processes.join()
        known, found = index.processes.known, dict[Hashable, int]()
        users: list[User] = []
        counts = [index.streams.count(protocol) for protocol in _TRANSPORTS]
        whose = np.full((2 * max(counts), len(_TRANSPORTS)), NOBODY)
        for which, protocol in enumerate(_TRANSPORTS):
            ends = index.processes.numbered(protocol)
            places, group = np.unique(ends, return_inverse=True)
            numbers = [self._number(known[place] if place >= 0 else None, found, users) for place in places.tolist()]
            whose[: len(ends), which] = np.array(numbers, np.int64)[group.reshape(-1)] if numbers else NOBODY
        return tuple(users), whose.reshape(-1)

    def _number(self, end: Attribution | None, found: dict[Hashable, int], users: list[User]) -> int:
        user = None if end is None else self._user_of(end)
        if user is None:
            return NOBODY
        key, named = user
        if key not in found:
            found[key] = len(users)
            users.append(named)
        return found[key]


def are_own(numbers: Integers) -> Booleans:
    """Whether what an end of `ProcessKeys` sends is received by another end of the same user, by number."""
    found: Booleans = (numbers == numbers[np.arange(len(numbers)) ^ len(_TRANSPORTS)]) & (numbers != NOBODY)
    return found


def _process(end: Attribution) -> tuple[Hashable, User] | None:
    name = name_of(end)
    key = (end.pid, end.started, name)
    return (key, User(name, "" if end.pid is None else f"proc.pid == {end.pid}")) if name else None


def _program(end: Attribution) -> tuple[Hashable, User] | None:
    """All processes of a name together: one that runs for a moment only is a process of its own each time."""
    name = words(end)
    chosen = "" if end.pid is None else f"proc.name == {quoted(end.name)}" if end.name else f"proc.pid == {end.pid}"
    return (name, User(name, chosen)) if name else None


def keys_by(by: By) -> UsageKeys:
    """What numbers users of a kind; "host" is every IP address. Raises KeyError for another word."""
    if by == "protocol":
        return ProtocolKeys()
    if by in ("process", "program"):
        return ProcessKeys(_process if by == "process" else _program)
    if by == "host":
        return EndKeys(("ip", "ipv6"))
    if by not in KINDS:
        raise KeyError(by)
    return EndKeys((by,))
