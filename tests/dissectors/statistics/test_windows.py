"""What came lately: sums by slot, series, and times that jump."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.statistics import windows
from dissectors.statistics.windows import SLOT, SLOTS, RecentSums

YEARS = 56 * 365 * 86_400 * 1_000_000_000


def added(*batches: list[tuple[int, int, int]]) -> RecentSums:
    """Batches of slot, key and amount."""
    recent = RecentSums()
    for batch in batches:
        slots, keys, amounts = (np.array(column, np.int64) for column in zip(*batch, strict=True))
        recent.add(slots * SLOT, keys, np.stack([np.ones(len(keys), np.int64), amounts], axis=1))
    return recent


def test_sums_of_the_last_slots() -> None:
    recent = added([(5, 0, 10), (5, 1, 20), (6, 0, 30)], [(6, 0, 40), (8, 2, 50)]).snapshot()
    assert recent.latest == 8
    assert recent.sums(8, 4, (3, 2)).tolist() == [[3, 80], [1, 20], [1, 50]]
    assert recent.sums(8, 3, (3, 2)).tolist() == [[2, 70], [0, 0], [1, 50]]
    assert recent.sums(6, 1, (3, 2)).tolist() == [[2, 70], [0, 0], [0, 0]]
    assert recent.sums(10**15, SLOTS, (3, 2)).sum() == 0


def test_a_series_has_a_value_for_each_stretch() -> None:
    recent = added([(0, 0, 1), (3, 0, 2), (4, 0, 4), (239, 5, 8), (239, 0, 16)]).snapshot()
    first, second, other = recent.series(239, np.array([0, 5, 7]), (1,), 4).tolist()
    assert (len(first), first[0], first[1], first[-1]) == (60, 3, 4, 16)
    assert (sum(second), second[-1], sum(other)) == (8, 8, 0)
    assert recent.series(240, np.array([0]), (0, 1), 1)[0, :4].tolist() == [0, 0, 3, 5]


def test_a_snapshot_stays_as_it_was() -> None:
    recent = added([(1, 0, 1)])
    before = recent.snapshot()
    recent.add(np.array([SLOT]), np.array([0]), np.array([[1, 1]]))
    assert before.sums(1, 1, (1, 2)).tolist() == [[1, 1]]
    assert recent.snapshot().sums(1, 1, (1, 2)).tolist() == [[2, 2]]


def test_nothing_adds_nothing() -> None:
    recent = RecentSums()
    nothing = np.zeros(0, np.int64)
    recent.add(nothing, nothing, np.zeros((0, 2), np.int64))
    assert recent.snapshot().latest is None


def test_after_a_packet_from_the_future_those_that_come_then_count() -> None:
    batches = [[(YEARS // SLOT, 9, 1)], *([(slot, 0, 1)] for slot in range(SLOTS))]
    recent = added(*batches).snapshot()
    assert recent.latest == SLOTS - 1
    assert recent.sums(SLOTS - 1, SLOTS, (10, 2)).tolist() == [[SLOTS, SLOTS], *[[0, 0]] * 9]
    assert recent.sums(YEARS // SLOT, 1, (10, 2)).sum() == 0


@pytest.mark.parametrize("order", [1, -1])
def test_of_many_slots_at_once_the_last_are_kept(order: int) -> None:
    slots = list(range(0, 100_000, 7))[::order]
    recent = added([(slot, 0, 1) for slot in slots]).snapshot()
    last = slots[-SLOTS:]
    for slot in (*last, *slots[:5]):
        assert recent.sums(slot, 1, (1, 2))[0, 0] == (slot in last)


SLOT_NUMBERS = st.one_of(st.integers(-3, 6), st.integers(-(2**63) // SLOT + 1, 2**63 // SLOT - 1))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(st.tuples(SLOT_NUMBERS, st.integers(0, 3), st.integers(0, 2**40)), min_size=1), max_size=4))
def test_as_counted_one_by_one(batches: list[list[tuple[int, int, int]]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(windows, "SLOTS", 4)
        recent = added(*batches).snapshot()
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
            assert recent.sums(slot, 1, (4, 2))[:, 1].tolist() == [sums[key] for key in range(4)]
