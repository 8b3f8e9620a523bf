"""Who uses the wire how much, in all and in the last 1, 10 and 60 seconds: addresses, protocols or processes.

Rows come as the capture grows; out go frozen tables, for which time is what the caller says it is, or the time of the
packet that came last.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.packets.piece_counts import PieceCounts
from dissectors.statistics.usage_keys import NOBODY, By, EndUsers, User, are_own, keys_by
from dissectors.statistics.windows import SLOT, SLOTS, Recent, RecentSums, Sums

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

WINDOWS: Final = (1, 10, 60)
"""Seconds."""
SECOND: Final = 1_000_000_000
_SLOTS_A_SECOND: Final = SECOND // SLOT
SPARKS: Final = SLOTS // _SLOTS_A_SECOND
"""Values of a sparkline, a second each."""
_SENT, _RECEIVED, _BYTES_SENT, _BYTES_RECEIVED, _TO_ITSELF, _BYTES_TO_ITSELF = range(6)
_COLUMNS: Final = 6
_DENSE: Final = 4
"""Users that are at most so many times as many as there are packets are counted in a table of all."""
_LATER_THAN_ALL: Final = np.iinfo(np.int64).max


@dataclass(frozen=True, slots=True)
class Amounts:
    """Packets and bytes, as they were on the wire. What belongs to no direction, such as a protocol, counts as sent.

    What an address sends to itself is both sent and received, and counts once in all.
    """

    packets_sent: int
    packets_received: int
    bytes_sent: int
    bytes_received: int
    packets_to_itself: int = 0
    bytes_to_itself: int = 0

    @property
    def packets(self) -> int:
        return self.packets_sent + self.packets_received - self.packets_to_itself

    @property
    def bytes(self) -> int:
        return self.bytes_sent + self.bytes_received - self.bytes_to_itself


@dataclass(frozen=True, slots=True)
class UserUsage:
    """One user of the wire."""

    user: User
    total: Amounts
    recent: Mapping[int, Amounts]
    """By WINDOWS."""
    first_time: int | None
    """Nanoseconds since 1970; None where no packet has a time."""
    last_time: int | None


@dataclass(frozen=True, slots=True)
class Usage:
    """All users in the order in which they were seen first."""

    by: By
    users: Sequence[User]
    totals: Integers
    """n x 6: packets sent and received, bytes sent and received, packets and bytes that are both."""
    windows: Mapping[int, Sums]
    """The same of the last so many seconds, by WINDOWS, of those users that are in them."""
    first_times: Integers
    """Nanoseconds since 1970; NO_TIME where no packet has one."""
    last_times: Integers
    end: int
    """The slot of time with which the windows end."""
    recent: Recent
    numbers: Integers | None
    """Which of the users each number is that `recent` has; None where these are the same."""

    def __len__(self) -> int:
        return len(self.users)

    def record(self, place: int) -> UserUsage:
        """One of them. Raises IndexError."""
        first, last = int(self.first_times[place]), int(self.last_times[place])
        return UserUsage(
            self.users[place],
            Amounts(*self.totals[place].tolist()),
            {seconds: _amounts_of(place, *window) for seconds, window in self.windows.items()},
            None if first == NO_TIME else first,
            None if last == NO_TIME else last,
        )

    def order(self, column: str, *, descending: bool = False) -> Integers:
        """The places in the order of a column, a name in COLUMNS. Raises KeyError.

        Those alike lately are in the order of the longer windows, then of the whole; others alike stay in order.
        """
        keys = [COLUMNS[one](self) for one in (column, *_BEHIND.get(column, ()))]
        if column in ("first", "last"):
            # What has no time stands last, whichever way the others go.
            order: Integers = np.lexsort([~keys[0] if descending else keys[0], keys[0] == NO_TIME])
        else:
            order = np.lexsort([~one if descending else one for one in reversed(keys)])
        return order

    def sparklines(self, places: Integers, *, bytes: bool = True) -> Integers:
        """Bytes, or packets, of each of these in each of the last SPARKS seconds, the oldest first: n x SPARKS."""
        counted = (_BYTES_SENT, _BYTES_RECEIVED, _BYTES_TO_ITSELF) if bytes else (_SENT, _RECEIVED, _TO_ITSELF)
        # What is sent to oneself is in both.
        weights = [dict(zip(counted, (1, 1, -1), strict=True)).get(column, 0) for column in range(_COLUMNS)]

        def series(wanted: Integers) -> Integers:
            return self.recent.series(self.end, wanted, weights, _SLOTS_A_SECOND)

        if self.numbers is None:
            return series(places)
        is_wanted, is_own = np.isin(self.numbers, places), are_own(self.numbers)
        order = np.argsort(places)
        found = np.zeros((len(places), SPARKS), np.int64)
        for wanted in (np.flatnonzero(is_wanted & ~is_own), np.flatnonzero(is_wanted & is_own)):
            if len(wanted):
                at = order[np.searchsorted(places, self.numbers[wanted], sorter=order)]
                np.add.at(found, at, series(wanted))
            # Of what goes from one of its ends to another the receiver tells.
            weights[counted[0]] = 0
        return found


def _amounts_of(place: int, users: Integers, amounts: Integers) -> Amounts:
    at = int(users.searchsorted(place))
    is_there = at < len(users) and users[at] == place
    return Amounts(*amounts[at].tolist()) if is_there else Amounts(0, 0, 0, 0)


def _lately(table: Usage, seconds: int, count: Callable[[Integers], Integers]) -> Integers:
    users, amounts = table.windows[seconds]
    found = np.zeros(len(table), np.int64)
    found[users] = count(amounts)
    return found


def _packets(amounts: Integers) -> Integers:
    return amounts[:, _SENT] + amounts[:, _RECEIVED] - amounts[:, _TO_ITSELF]


def _bytes(amounts: Integers) -> Integers:
    return amounts[:, _BYTES_SENT] + amounts[:, _BYTES_RECEIVED] - amounts[:, _BYTES_TO_ITSELF]


def _names(table: Usage) -> Integers:
    users = table.users
    order = users.order() if isinstance(users, EndUsers) else sorted(range(len(users)), key=lambda one: users[one].name)
    ranks = np.zeros(len(users), np.int64)
    ranks[order] = np.arange(len(users))
    return ranks


COLUMNS: Final[Mapping[str, Callable[[Usage], Integers]]] = {
    "name": _names,
    "packets": lambda table: _packets(table.totals),
    "bytes": lambda table: _bytes(table.totals),
    "packets_sent": lambda table: table.totals[:, _SENT],
    "packets_received": lambda table: table.totals[:, _RECEIVED],
    "bytes_sent": lambda table: table.totals[:, _BYTES_SENT],
    "bytes_received": lambda table: table.totals[:, _BYTES_RECEIVED],
    **{f"packets_{seconds}s": lambda table, seconds=seconds: _lately(table, seconds, _packets) for seconds in WINDOWS},  # type: ignore[misc]
    **{f"bytes_{seconds}s": lambda table, seconds=seconds: _lately(table, seconds, _bytes) for seconds in WINDOWS},  # type: ignore[misc]
    "first": lambda table: table.first_times,
    "last": lambda table: table.last_times,
}
"""What each column sorts by."""
_BEHIND: Final[Mapping[str, Sequence[str]]] = {
    f"{what}_{seconds}s": (*(f"{what}_{longer}s" for longer in WINDOWS if longer > seconds), what)
    for what in ("packets", "bytes")
    for seconds in WINDOWS
}
"""And by what those that are alike in it."""


class Utilisation(PieceCounts):
    """Counts the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex, by: By) -> None:
        """Raises KeyError for another word than `By` has."""
        super().__init__(index)
        self.by = by
        self._keys = keys_by(by)
        self._totals = np.zeros((64, _COLUMNS), np.int64)
        """By number."""
        self._first_times = np.full(64, _LATER_THAN_ALL)
        self._last_times = np.full(64, NO_TIME)
        self._recent = RecentSums(_COLUMNS, (seconds * _SLOTS_A_SECOND for seconds in WINDOWS))

    def usage(self, now: int | None = None) -> Usage:
        """What has been counted so far.

        Windows end with `now`, nanoseconds since 1970, or, where it is None, with the packet that came last. What came
        in the current quarter of a second is not yet in them then, so that every window has its full length.
        """
        users, numbers = self._keys.users(self.index)
        recent = self._recent.snapshot()
        last = recent.latest if now is None else now // SLOT - 1
        end = 0 if last is None else last
        raw = len(users) if numbers is None else len(numbers)
        self._make_room(raw)
        totals, first_times, last_times = self._totals[:raw], self._first_times[:raw], self._last_times[:raw]
        windows = dict(zip(WINDOWS, self._recent.sums(end).values(), strict=True))
        if numbers is None:
            totals, first_times, last_times = totals.copy(), first_times.copy(), last_times.copy()
        else:
            is_own = are_own(numbers)
            mine = np.flatnonzero(numbers != NOBODY)
            totals = _folded((mine, totals[mine]), numbers, is_own, len(users))
            for seconds, sums in windows.items():
                amounts = _folded(sums, numbers, is_own, len(users))
                here = np.flatnonzero(amounts.any(axis=1))
                windows[seconds] = here, amounts[here]
            first_times, last_times = _folded_times(first_times, last_times, numbers, len(users))
        first_times[last_times == NO_TIME] = NO_TIME
        return Usage(self.by, users, totals, windows, first_times, last_times, end, recent, numbers)

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        parts = [part for part in self._keys.find(self.index, piece, skipped) if len(part.rows)]
        if not parts:
            return
        rows, senders, receivers = (np.concatenate(column) for column in zip(*parts, strict=True))
        if len(parts) > 1:
            # Both versions of IP together: whoever sums up lately goes by what came last.
            order = np.argsort(rows, kind="stable")
            rows, senders, receivers = rows[order], senders[order], receivers[order]
        if wanted is not None:
            chosen = wanted[rows]
            rows, senders, receivers = rows[chosen], senders[chosen], receivers[chosen]
        if len(rows):
            frames, stop = self.index.capture.frames, piece.first + piece.count
            lengths = frames.column("original_length", piece.first, stop)[rows].astype(np.float64)
            self._add(senders, receivers, lengths, frames.column("time", piece.first, stop)[rows])

    def _add(self, senders: Integers, receivers: Integers, lengths: Floats, times: Integers) -> None:
        numbers, amounts = _summed(senders, receivers, lengths)
        self._make_room(int(numbers[-1]) + 1)
        self._totals[numbers] += amounts
        timed = times != NO_TIME
        if not timed.all():
            senders, receivers, lengths, times = senders[timed], receivers[timed], lengths[timed], times[timed]
        for users in (senders, receivers):
            is_one = users != NOBODY
            known, when = (users, times) if is_one.all() else (users[is_one], times[is_one])
            np.minimum.at(self._first_times, known, when)
            np.maximum.at(self._last_times, known, when)
        self._recent.add(times, lambda places: _summed(senders[places], receivers[places], lengths[places]))

    def _make_room(self, count: int) -> None:
        """For so many, and as many again."""
        have = len(self._totals)
        if count > have:
            more = max(count, 2 * have) - have
            self._totals = np.concatenate([self._totals, np.zeros((more, _COLUMNS), np.int64)])
            self._first_times = np.concatenate([self._first_times, np.full(more, _LATER_THAN_ALL)])
            self._last_times = np.concatenate([self._last_times, np.full(more, NO_TIME)])


def _summed(senders: Integers, receivers: Integers, lengths: Floats) -> Sums:
    """Of the packets of some rows, at least one, each of which has somebody."""
    names: Integers | None = None
    if max(int(senders.max()), int(receivers.max())) >= _DENSE * len(senders):
        # More are known than use the wire here: count those that do.
        both = np.sort(np.concatenate([senders, receivers]))
        names = both[np.append(True, both[1:] != both[:-1])]
        names = names[names != NOBODY]
        senders, receivers = (_places_among(names, users) for users in (senders, receivers))
    count = max(int(senders.max()), int(receivers.max())) + 1

    # Sums of lengths stay below 2**53, where floats are exact: these are at most 2**16 of less than 2**32.
    def sums(users: Integers, sizes: Floats) -> tuple[NDArray[Any], NDArray[Any]]:
        # Nobody's are counted in front of all others, and left out.
        users = users + 1
        return np.bincount(users, minlength=count + 1)[1:], np.bincount(users, sizes, count + 1)[1:]

    sent, bytes_sent = sums(senders, lengths)
    here = np.flatnonzero(sent)
    columns: dict[int, NDArray[Any]] = {_SENT: sent, _BYTES_SENT: bytes_sent}
    if int(receivers.max()) != NOBODY:
        received, columns[_BYTES_RECEIVED] = sums(receivers, lengths)
        columns[_RECEIVED] = received
        here = np.flatnonzero(sent + received)
        is_own = np.flatnonzero(senders == receivers)
        if len(is_own):
            columns[_TO_ITSELF], columns[_BYTES_TO_ITSELF] = sums(senders[is_own], lengths[is_own])
    amounts = np.zeros((len(here), _COLUMNS), np.int64)
    for column, values in columns.items():
        amounts[:, column] = values[here]
    return here if names is None else names[here], amounts


def _places_among(names: Integers, users: Integers) -> Integers:
    return np.where(users == NOBODY, NOBODY, names.searchsorted(users))


def _folded(sums: Sums, numbers: Integers, is_own: Booleans, count: int) -> Integers:
    """The sums of those that are the same user; what one of its ends sends to another is sent to itself."""
    keys, amounts = sums
    users, found = numbers[keys], np.zeros((count, _COLUMNS), np.int64)
    mine, own = np.flatnonzero(users != NOBODY), np.flatnonzero(is_own[keys])
    np.add.at(found, users[mine], amounts[mine])
    for sent, to_itself in ((_SENT, _TO_ITSELF), (_BYTES_SENT, _BYTES_TO_ITSELF)):
        np.add.at(found[:, to_itself], users[own], amounts[own, sent])
    return found


def _folded_times(
    first_times: Integers, last_times: Integers, numbers: Integers, count: int
) -> tuple[Integers, Integers]:
    mine = np.flatnonzero(numbers != NOBODY)
    first, last = np.full(count, _LATER_THAN_ALL), np.full(count, NO_TIME)
    np.minimum.at(first, numbers[mine], first_times[mine])
    np.maximum.at(last, numbers[mine], last_times[mine])
    return first, last
