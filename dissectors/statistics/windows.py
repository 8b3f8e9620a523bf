"""What came lately, by key: sums over the last seconds, however times jump, and no more kept than came.

Rows that are counted come in with their times, batch after batch; out go sums for the last so many slots of time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

SLOT: Final = 250_000_000
"""Nanoseconds."""
SLOTS: Final = 240
"""That are kept: a minute."""

Sums = tuple[Integers, Integers]
"""Keys, ascending, and n x columns."""
Places = slice | Integers
SumUp = Callable[[Places], Sums]
"""Tells the sums of some of the rows of a batch."""


class RecentSums:
    """Sums of a few columns in each slot of time, and in windows of the last so many slots.

    Kept are the slots that were counted in last, and not those with the latest times: after one packet from the future,
    or a clock that was set back, those that come then are the ones that count.
    """

    def __init__(self, columns: int, windows: Iterable[int]) -> None:
        """`windows` in slots."""
        self._latest: int | None = None
        self._slots: OrderedDict[int, Sums] = OrderedDict()
        """The one counted in last stands last."""
        self._windows = {slots: np.zeros((0, columns), np.int64) for slots in windows}
        """By their slots the sums of each key: as windows move on, few slots enter and leave them."""
        self._end: int | None = None
        """The slot that is the last one of every window."""

    def add(self, times: Integers, sum_up: SumUp) -> None:
        """Count rows in, in the order in which they came; times in nanoseconds, keys from 0 on."""
        if not len(times):
            return
        slots = times // SLOT
        self._latest = int(slots[-1])
        for slot, places in _last_slots(slots):
            found = sum_up(places)
            known = self._slots.pop(slot, None)
            self._slots[slot] = found if known is None else _joined(known, found)
            self._move(slot, found, enters=True)
        while len(self._slots) > SLOTS:
            self._move(*self._slots.popitem(last=False), enters=False)

    def snapshot(self) -> Recent:
        """What is there now."""
        return Recent(self._latest, dict(self._slots))

    def sums(self, last: int) -> dict[int, Sums]:
        """Of each window, by its slots, the sums of the keys that are in it when `last` is its last slot."""
        found = {}
        for slots in self._windows:
            before = range(0) if self._end is None else _slots_to(self._end, slots)
            now = _slots_to(last, slots)
            self._turn(slots, before, now)
            window = self._windows[slots]
            # Of all the keys there ever were few came lately: no more than those are copied.
            is_in = np.zeros(len(window), np.bool_)
            for slot in now:
                if slot in self._slots:
                    is_in[self._slots[slot][0]] = True
            keys = np.flatnonzero(is_in)
            found[slots] = keys, window[keys]
        self._end = last
        return found

    def _turn(self, slots: int, before: range, now: range) -> None:
        """Let a window be about other slots."""
        for slot in before:
            if slot not in now and slot in self._slots:
                keys, amounts = self._slots[slot]
                self._windows[slots][keys] -= amounts
        for slot in now:
            if slot not in before and slot in self._slots:
                keys, amounts = self._slots[slot]
                self._with_room(slots, int(keys[-1]) + 1)[keys] += amounts

    def _move(self, slot: int, sums: Sums, *, enters: bool) -> None:
        """Sums come into a slot, or are kept no longer."""
        keys, amounts = sums
        for slots in self._windows:
            if self._end is not None and slot in _slots_to(self._end, slots):
                self._with_room(slots, int(keys[-1]) + 1)[keys] += amounts if enters else -amounts

    def _with_room(self, slots: int, keys: int) -> Integers:
        """A window for so many keys, and as many again where there had to be more."""
        window = self._windows[slots]
        if keys > len(window):
            more = np.zeros((max(keys, 2 * len(window)) - len(window), window.shape[1]), np.int64)
            window = self._windows[slots] = np.concatenate([window, more])
        return window


@dataclass(frozen=True, slots=True)
class Recent:
    """What came lately, as it was at a moment."""

    latest: int | None
    """The slot of the packet that came last; None before the first."""
    _slots: Mapping[int, Sums]

    def series(self, last: int, wanted: Integers, weights: Sequence[int], together: int) -> Integers:
        """Of each key wanted the weighted sum in all slots up to `last`, so many `together`: the oldest first."""
        found = np.zeros((len(wanted), SLOTS // together), np.int64)
        weigh = np.array(weights, np.int64)
        for place, slot in enumerate(_slots_to(last, SLOTS)):
            known = self._slots.get(slot)
            if known is not None:
                keys, amounts = known
                at = keys.searchsorted(wanted)
                np.minimum(at, len(keys) - 1, out=at)
                found[:, place // together] += (amounts.take(at, axis=0) @ weigh) * (keys.take(at) == wanted)
        return found


def _slots_to(last: int, count: int) -> range:
    return range(last - count + 1, last + 1)


def _last_slots(slots: Integers) -> list[tuple[int, Places]]:
    """At most SLOTS of them, those that came last, in the order in which they last came, and where each stands."""
    if (slots[1:] >= slots[:-1]).all():
        begins = np.flatnonzero(np.append(True, slots[1:] != slots[:-1]))[-SLOTS:]
        ends = np.append(begins[1:], len(slots)).tolist()
        return [(int(slots[begin]), slice(begin, end)) for begin, end in zip(begins.tolist(), ends, strict=True)]
    # Backwards, what stands first was last.
    found, first, group = np.unique(slots[::-1], return_index=True, return_inverse=True)
    kept = np.argsort(first)[:SLOTS][::-1]
    order = np.argsort(group, kind="stable")
    begins, ends = np.searchsorted(group[order], (kept, kept + 1))
    return [
        (int(found[one]), np.sort(len(slots) - 1 - order[begin:end]))
        for one, begin, end in zip(kept.tolist(), begins.tolist(), ends.tolist(), strict=True)
    ]


def _joined(left: Sums, right: Sums) -> Sums:
    both = np.sort(np.concatenate([left[0], right[0]]))
    keys = both[np.append(True, both[1:] != both[:-1])]
    amounts = np.zeros((len(keys), left[1].shape[1]), np.int64)
    for some, added in (left, right):
        amounts[keys.searchsorted(some)] += added
    return keys, amounts
