"""How much users of the wire sent and received, as a frozen table: in all, and in the last 1, 10 and 60 seconds.

Made by `utilisation`; lists and sparklines are made from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.statistics.usage_keys import By, EndUsers, User, are_own
from dissectors.statistics.windows import SLOT, SLOTS, Recent, Sums

Integers = NDArray[np.int64]

WINDOWS: Final = (1, 10, 60)
"""Seconds."""
SECOND: Final = 1_000_000_000
SLOTS_A_SECOND: Final = SECOND // SLOT
SPARKS: Final = SLOTS // SLOTS_A_SECOND
"""Values of a sparkline, a second each."""
SENT, RECEIVED, BYTES_SENT, BYTES_RECEIVED, TO_ITSELF, BYTES_TO_ITSELF = range(6)
AMOUNTS: Final = 6
"""Columns of amounts, with these places."""


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
        counted = (BYTES_SENT, BYTES_RECEIVED, BYTES_TO_ITSELF) if bytes else (SENT, RECEIVED, TO_ITSELF)
        # What is sent to oneself is in both.
        weights = [dict(zip(counted, (1, 1, -1), strict=True)).get(column, 0) for column in range(AMOUNTS)]

        def series(wanted: Integers) -> Integers:
            return self.recent.series(self.end, wanted, weights, SLOTS_A_SECOND)

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
    return amounts[:, SENT] + amounts[:, RECEIVED] - amounts[:, TO_ITSELF]


def _bytes(amounts: Integers) -> Integers:
    return amounts[:, BYTES_SENT] + amounts[:, BYTES_RECEIVED] - amounts[:, BYTES_TO_ITSELF]


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
    "packets_sent": lambda table: table.totals[:, SENT],
    "packets_received": lambda table: table.totals[:, RECEIVED],
    "bytes_sent": lambda table: table.totals[:, BYTES_SENT],
    "bytes_received": lambda table: table.totals[:, BYTES_RECEIVED],
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
