"""What came lately, by key: sums over the last seconds, however times jump, and no more kept than came.

Rows that are counted come in with their times and keys, batch after batch; out go sums for the last so many slots.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Integers = NDArray[np.int64]

SLOT: Final = 250_000_000
"""Nanoseconds."""
SLOTS: Final = 240
"""That are kept: a minute."""

_DENSE: Final = 4
"""Keys that are at most so many times as many as there are entries are counted in a table of all."""
Sums = tuple[Integers, Integers]
"""Keys, ascending, and n x columns."""


class RecentSums:
    """Sums of a few columns in each slot of time.

    Kept are the slots that were counted in last, and not those with the latest times: after one packet from the future,
    or a clock that was set back, those that come then are the ones that count.
    """

    def __init__(self) -> None:
        self._latest: int | None = None
        self._slots: OrderedDict[int, Sums] = OrderedDict()
        """The one counted in last stands last."""

    def add(self, times: Integers, keys: Integers, amounts: Integers) -> None:
        """Count amounts, n x columns, of keys from 0 on, in the order in which they came; times in nanoseconds."""
        if not len(times):
            return
        slots = times // SLOT
        self._latest = int(slots[-1])
        for slot, places in _last_slots(slots):
            found = _summed(keys[places], amounts[places])
            known = self._slots.pop(slot, None)
            self._slots[slot] = found if known is None else _joined(known, found)
        while len(self._slots) > SLOTS:
            self._slots.popitem(last=False)

    def snapshot(self) -> Recent:
        """What is there now."""
        return Recent(self._latest, dict(self._slots))


@dataclass(frozen=True, slots=True)
class Recent:
    """What came lately, as it was at a moment."""

    latest: int | None
    """The slot of the packet that came last; None before the first."""
    _slots: Mapping[int, Sums]

    def sums(self, last: int, slots: int, shape: tuple[int, int]) -> Integers:
        """Of every key the sums in so many slots, the last of which is `last`: keys x columns."""
        found = np.zeros(shape, np.int64)
        for slot in range(last - min(slots, SLOTS) + 1, last + 1):
            if slot in self._slots:
                keys, amounts = self._slots[slot]
                found[keys] += amounts
        return found

    def series(self, last: int, wanted: Integers, columns: Sequence[int], together: int) -> Integers:
        """Of each key wanted some columns' sum in all slots up to `last`, so many `together`: the oldest first."""
        found = np.zeros((len(wanted), SLOTS // together), np.int64)
        for place in range(SLOTS):
            known = self._slots.get(last - SLOTS + 1 + place)
            if known is not None:
                keys, amounts = known
                at = np.minimum(np.searchsorted(keys, wanted), len(keys) - 1)
                found[:, place // together] += np.where(keys[at] == wanted, amounts[at][:, columns].sum(axis=1), 0)
        return found


def _last_slots(slots: Integers) -> list[tuple[int, Integers]]:
    """At most SLOTS of them, those that came last, in the order in which they last came, and where each stands."""
    if (slots[1:] >= slots[:-1]).all():
        begins = np.flatnonzero(np.append(True, slots[1:] != slots[:-1]))[-SLOTS:]
        ends = np.append(begins[1:], len(slots)).tolist()
        return [(int(slots[begin]), np.arange(begin, end)) for begin, end in zip(begins.tolist(), ends, strict=True)]
    # Backwards, what stands first was last.
    found, first, group = np.unique(slots[::-1], return_index=True, return_inverse=True)
    kept = np.argsort(first)[:SLOTS][::-1]
    order = np.argsort(group, kind="stable")
    begins, ends = np.searchsorted(group[order], (kept, kept + 1))
    return [
        (int(found[one]), np.sort(len(slots) - 1 - order[begin:end]))
        for one, begin, end in zip(kept.tolist(), begins.tolist(), ends.tolist(), strict=True)
    ]


def _summed(keys: Integers, amounts: Integers) -> Sums:
    if int(keys.max()) < _DENSE * len(keys):
        here = np.flatnonzero(np.bincount(keys))
        # These sums are of 2**16 packets and less, or of a slot: below 2**53, where floats are exact.
        nothing = np.zeros(len(here))
        sums = [np.bincount(keys, column)[here] if column.any() else nothing for column in amounts.T]
        return here, np.stack(sums, axis=1).astype(np.int64)
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    begins = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    return ordered[begins], np.add.reduceat(amounts[order], begins, axis=0)


def _joined(left: Sums, right: Sums) -> Sums:
    return _summed(np.concatenate([left[0], right[0]]), np.concatenate([left[1], right[1]]))
