"""Who uses the wire how much, in all and in the last 1, 10 and 60 seconds: addresses, protocols, programs, processes.

Rows come as the capture grows; out go frozen tables, for which time is what the caller says it is, or the time of the
packet that came last.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.packets.piece_counts import PieceCounts
from dissectors.statistics.usage import (
    AMOUNTS,
    BYTES_RECEIVED,
    BYTES_SENT,
    BYTES_TO_ITSELF,
    RECEIVED,
    SENT,
    SLOTS_A_SECOND,
    TO_ITSELF,
    WINDOWS,
    Usage,
)
from dissectors.statistics.usage_keys import NOBODY, By, are_own, keys_by
from dissectors.statistics.windows import SLOT, RecentSums, Sums

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Floats = NDArray[np.float64]

_DENSE: Final = 4
"""Users that are at most so many times as many as there are packets are counted in a table of all."""
_LATER_THAN_ALL: Final = np.iinfo(np.int64).max


class Utilisation(PieceCounts):
    """Counts the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex, by: By) -> None:
        """Raises KeyError for another word than `By` has."""
        super().__init__(index)
        self.by = by
        self._keys = keys_by(by)
        self._totals = np.zeros((64, AMOUNTS), np.int64)
        """By number."""
        self._first_times = np.full(64, _LATER_THAN_ALL)
        self._last_times = np.full(64, NO_TIME)
        self._recent = RecentSums(AMOUNTS, (seconds * SLOTS_A_SECOND for seconds in WINDOWS))

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
            self._totals = np.concatenate([self._totals, np.zeros((more, AMOUNTS), np.int64)])
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
    columns: dict[int, NDArray[Any]] = {SENT: sent, BYTES_SENT: bytes_sent}
    if int(receivers.max()) != NOBODY:
        received, columns[BYTES_RECEIVED] = sums(receivers, lengths)
        columns[RECEIVED] = received
        here = np.flatnonzero(sent + received)
        is_own = np.flatnonzero(senders == receivers)
        if len(is_own):
            columns[TO_ITSELF], columns[BYTES_TO_ITSELF] = sums(senders[is_own], lengths[is_own])
    amounts = np.zeros((len(here), AMOUNTS), np.int64)
    for column, values in columns.items():
        amounts[:, column] = values[here]
    return here if names is None else names[here], amounts


def _places_among(names: Integers, users: Integers) -> Integers:
    return np.where(users == NOBODY, NOBODY, names.searchsorted(users))


def _folded(sums: Sums, numbers: Integers, is_own: Booleans, count: int) -> Integers:
    """The sums of those that are the same user; what one of its ends sends to another is sent to itself."""
    keys, amounts = sums
    users, found = numbers[keys], np.zeros((count, AMOUNTS), np.int64)
    mine, own = np.flatnonzero(users != NOBODY), np.flatnonzero(is_own[keys])
    np.add.at(found, users[mine], amounts[mine])
    for sent, to_itself in ((SENT, TO_ITSELF), (BYTES_SENT, BYTES_TO_ITSELF)):
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
