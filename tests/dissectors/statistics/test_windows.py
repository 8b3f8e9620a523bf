"""What came lately: sums by slot, series, and times that jump."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.statistics import windows
from dissectors.statistics.windows import SLOT, SLOTS, Integers, Places, RecentSums, Sums

YEARS = 56 * 365 * 86_400 * 1_000_000_000


Batch = list[tuple[int, int, int]]
"""Slot, key and amount."""


def added(*batches: Batch, windows: tuple[int, ...] = (1, 3, 4, SLOTS)) -> RecentSums:
    recent = RecentSums(2, windows)
    for batch in batches:
        add(recent, batch)
    return recent


def add(recent: RecentSums, batch: Batch) -> None:
    slots, keys, amounts = (np.array(column, np.int64) for column in zip(*batch, strict=True))

    def sum_up(places: Places) -> Sums:
        found, group = np.unique(keys[places], return_inverse=True)
        sums = np.zeros((len(found), 2), np.int64)
        np.add.at(sums, group, np.stack([np.ones(len(group), np.int64), amounts[places]], axis=1))
        return found, sums

    recent.add(slots * SLOT, sum_up)


def sums_of(recent: RecentSums, last: int, keys: int) -> dict[int, Integers]:
    """Of so many keys, with those that are in no slot of a window."""
    every = {}
    for slots, (known, sums) in recent.sums(last).items():
        assert (known[1:] > known[:-1]).all()
        assert (sums[:, 0] > 0).all()
        every[slots] = np.zeros((keys, 2), np.int64)
        every[slots][known] = sums
    return every


def test_sums_of_the_last_slots() -> None:
    recent = added([(5, 0, 10), (5, 1, 20), (6, 0, 30)], [(6, 0, 40), (8, 2, 50)])
    assert recent.snapshot().latest == 8
    assert sums_of(recent, 8, 3)[4].tolist() == [[3, 80], [1, 20], [1, 50]]
    assert sums_of(recent, 8, 3)[3].tolist() == [[2, 70], [0, 0], [1, 50]]
    assert sums_of(recent, 6, 3)[1].tolist() == [[2, 70], [0, 0], [0, 0]]
    assert sums_of(recent, 8, 4)[1].tolist() == [[0, 0], [0, 0], [1, 50], [0, 0]]
    assert sums_of(recent, 10**15, 3)[SLOTS].sum() == 0


def test_of_all_keys_ever_seen_those_that_came_lately_are_told() -> None:
    recent = added([(0, key, 1) for key in range(1000)], [(9, 7, 5), (9, 998, 6)])
    keys, sums = recent.sums(10)[3]
    assert (keys.tolist(), sums.tolist()) == ([7, 998], [[1, 5], [1, 6]])


def test_sums_stay_as_they_were() -> None:
    recent = added([(1, 0, 1)])
    keys, before = recent.sums(1)[1]
    add(recent, [(1, 0, 1)])
    assert (keys.tolist(), before.tolist()) == ([0], [[1, 1]])
    assert sums_of(recent, 1, 1)[1].tolist() == [[2, 2]]


ENDS = st.one_of(st.integers(-5, 8), st.integers(-(2**63) // SLOT + 1, 2**63 // SLOT - 1))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.lists(st.tuples(st.integers(-4, 8), st.integers(0, 5), st.integers(1, 9)), min_size=1), ENDS),
        max_size=6,
    )
)
def test_windows_that_move_on_have_the_sums_of_their_slots(steps: list[tuple[Batch, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "SLOTS", 4)
        recent = added(windows=(1, 3, 4))
        for number, (batch, last) in enumerate(steps):
            add(recent, batch)
            afresh = added(*(earlier for earlier, _ in steps[: number + 1]), windows=(1, 3, 4))
            assert {slots: sums.tolist() for slots, sums in sums_of(recent, last, 6).items()} == {
                slots: sums.tolist() for slots, sums in sums_of(afresh, last, 6).items()
            }


def test_a_series_has_a_value_for_each_stretch() -> None:
    recent = added([(0, 0, 1), (3, 0, 2), (4, 0, 4), (239, 5, 8), (239, 0, 16)]).snapshot()
    first, second, other = recent.series(239, np.array([0, 5, 7]), (0, 1), 4).tolist()
    assert (len(first), first[0], first[1], first[-1]) == (60, 3, 4, 16)
    assert (sum(second), second[-1], sum(other)) == (8, 8, 0)
    assert recent.series(240, np.array([0]), (1, 1), 1)[0, :4].tolist() == [0, 0, 3, 5]


def test_a_snapshot_stays_as_it_was() -> None:
    recent = added([(1, 0, 1)])
    before = recent.snapshot()
    add(recent, [(1, 0, 1)])
    assert [one.series(1, np.array([0]), (1, 0), 1)[0, -1] for one in (before, recent.snapshot())] == [1, 2]


def test_nothing_adds_nothing() -> None:
    recent = RecentSums(2, (1,))
    recent.add(np.zeros(0, np.int64), lambda places: (np.zeros(0, np.int64), np.zeros((0, 2), np.int64)))
    assert recent.snapshot().latest is None
    assert sums_of(recent, 0, 2)[1].tolist() == [[0, 0], [0, 0]]


def test_after_a_packet_from_the_future_those_that_come_then_count() -> None:
    batches = [[(YEARS // SLOT, 9, 1)], *([(slot, 0, 1)] for slot in range(SLOTS))]
    recent = added(*batches)
    assert recent.snapshot().latest == SLOTS - 1
    assert sums_of(recent, SLOTS - 1, 10)[SLOTS].tolist() == [[SLOTS, SLOTS], *[[0, 0]] * 9]
    assert sums_of(recent, YEARS // SLOT, 10)[1].sum() == 0


@pytest.mark.parametrize("order", [1, -1])
def test_of_many_slots_at_once_the_last_are_kept(order: int) -> None:
    slots = list(range(0, 100_000, 7))[::order]
    recent = added([(slot, 0, 1) for slot in slots])
    last = slots[-SLOTS:]
    for slot in (*last, *slots[:5]):
        assert sums_of(recent, slot, 1)[1][0, 0] == (slot in last)


SLOT_NUMBERS = st.one_of(st.integers(-3, 6), st.integers(-(2**63) // SLOT + 1, 2**63 // SLOT - 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(SLOT_NUMBERS, st.integers(0, 3), st.integers(0, 2**40)), min_size=1), max_size=4))
def test_as_counted_one_by_one(batches: list[list[tuple[int, int, int]]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "SLOTS", 4)
        recent = added(*batches)
        kept: dict[int, Counter[int]] = {}
        for batch in batches:
            last = list(dict.fromkeys(slot for slot, _, _ in reversed(batch)))[:4][::-1]
            for slot in last:
                kept[slot] = kept.pop(slot, Counter())
                for other, key, amount in batch:
                    kept[slot][key] += amount * (other == slot)
            for slot in list(kept)[:-4]:
                del kept[slot]
        for slot, sums in kept.items():
            assert sums_of(recent, slot, 4)[1][:, 1].tolist() == [sums[key] for key in range(4)]
