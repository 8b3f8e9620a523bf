"""Neighbours: each segment finds those before it as a loop over the conversation would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.neighbours import Neighbours
from tests.dissectors.streams.segments_made import Made, segments

batches = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 1), st.booleans(), st.integers(-50, 50)), min_size=1, max_size=25
)


def neighbours(batch: list[tuple[int, int, bool, int]]) -> Neighbours:
    made = segments([Made(side, 0) for _, side, _, _ in batch])
    return Neighbours(replace(made, streams=np.array([10 * stream for stream, *_ in batch])))


@given(batches)
def test_a_loop_would_find_the_same(batch: list[tuple[int, int, bool, int]]) -> None:
    near = neighbours(batch)
    chosen, values = np.zeros(near.count, np.bool_), np.zeros(near.count, np.int64)
    ordered = [batch[place] for place in near.order.tolist()]
    chosen[near.at], values[near.at] = [one[2] for one in ordered], [one[3] for one in ordered]
    last, of_any, highest, total = near.last(chosen), near.last_of_any(chosen), near.highest(values), near.total(values)
    for number, stream in enumerate(near.streams.tolist()):
        start = int(near.remembered[number])
        newest, picked, sums = [start, start + 1], [start, start + 1], [0, 0]
        highs, any_picked, first = [0, 0], start, near.count
        mine = [(at, one) for at, one in zip(near.at.tolist(), ordered, strict=True) if 10 * one[0] == stream]
        for at, (_, side, is_chosen, value) in mine:
            place = near.at.tolist().index(at)
            assert (near.own[place], near.other[place]) == (newest[side], newest[1 - side])
            assert near.latest(side, np.array([at - 1])).tolist() == [newest[side]]
            newest[side] = at
            if is_chosen:
                picked[side] = any_picked = at
                first = min(first, at)
            sums[side] += value
            highs[side] = max(highs[side], value)
            assert (last[at], of_any[at], total[at], highest[at]) == (picked[side], any_picked, sums[side], highs[side])
        assert near.first(chosen)[number] == first
        assert near.ends[number] == mine[-1][0]
        assert [near.final(side)[number] for side in (0, 1)] == newest


def test_segments_stand_in_the_order_of_conversations_behind_their_memory() -> None:
    near = neighbours([(2, 0, False, 0), (1, 1, False, 0), (2, 1, False, 0)])
    assert near.streams.tolist() == [10, 20]
    assert near.order.tolist() == [1, 0, 2]
    assert (near.remembered.tolist(), near.at.tolist(), near.count) == ([0, 3], [2, 5, 6], 7)
    assert near.lay(np.array([7, 8, 9]), [1, 2], [3, 4]).tolist() == [1, 3, 7, 2, 4, 8, 9]
    assert near.group.tolist() == [0, 0, 0, 1, 1, 1, 1]
    assert near.side.tolist() == [0, 1, 1, 0, 1, 0, 1]


def test_the_first_of_a_side() -> None:
    near = neighbours([(0, 0, False, 0), (0, 1, False, 0), (0, 1, False, 0)])
    mask = np.array([False, False, True, True, True])
    assert near.first_of_side(mask, 1).tolist() == [3]
    assert near.first_of_side(mask, 0).tolist() == [2]
    assert near.first_of_side(~mask & (near.place > 1), 0).tolist() == [near.count]
