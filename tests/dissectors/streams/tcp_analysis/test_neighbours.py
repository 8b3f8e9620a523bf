"""Neighbours: each segment finds those before it as a loop over the conversation would."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.tcp_analysis.neighbours import BEFORE, FAR, Neighbours
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
    ordered = [batch[place] for place in near.order.tolist()]
    chosen, values = np.array([one[2] for one in ordered]), np.array([one[3] for one in ordered])
    last, highest, total = near.last(chosen), near.highest(near.lay(values, 0)), near.total(values)
    first, turns, steps = near.first(chosen), near.first_turns(chosen), near.steps(chosen)
    ways = near.in_turn.tolist()
    chosen_before = 0
    for number, stream in enumerate(near.streams.tolist()):
        lines = (2 * number, 2 * number + 1)
        newest = [int(near.memory[line]) for line in lines]
        picked, sums, highs, firsts = list(newest), [0, 0], [0, 0], [len(batch)] * 2
        mine = [place for place, one in enumerate(batch) if 10 * one[0] == stream]
        assert [near.turn[place] for place in ways[: len(mine)]] == mine
        assert near.opening[number] == ways[0]
        for place in ways[: len(mine)]:
            _, side, is_chosen, value = ordered[place]
            at = near.at[place]
            assert near.line[place] == lines[side]
            assert (near.own[place], near.other[place]) == (newest[side], newest[1 - side])
            assert steps[place] == number + chosen_before
            newest[side] = at
            if is_chosen:
                picked[side] = at
                firsts[side] = min(firsts[side], place)
                chosen_before += 1
            sums[side] += value
            highs[side] = max(highs[side], value)
            assert (last[at], total[at], highest[at]) == (picked[side], sums[side], highs[side])
        assert [first[line] for line in lines] == firsts
        assert [turns[line] for line in lines] == [near.turn[one] if one < len(batch) else one for one in firsts]
        assert [near.finals[line] for line in lines] == newest
        del ways[: len(mine)]


def test_segments_stand_line_by_line_each_behind_its_memory() -> None:
    near = neighbours([(2, 1, False, 0), (1, 1, False, 0), (2, 0, False, 0), (2, 1, False, 0)])
    assert near.streams.tolist() == [10, 20]
    assert near.order.tolist() == [1, 2, 0, 3]
    assert near.sizes.tolist() == [0, 1, 1, 2]
    assert (near.memory.tolist(), near.at.tolist(), near.count) == ([0, 1, 3, 5], [2, 4, 6, 7], 8)
    assert near.lay(np.array([7, 8, 9, 10]), [1, 2, 3, 4]).tolist() == [1, 2, 7, 3, 8, 4, 9, 10]
    assert near.group.tolist() == [0, 1, 1, 1]
    assert near.laid_turn.tolist() == [BEFORE, BEFORE, 1, BEFORE, 2, BEFORE, 0, 3]


def test_values_far_away_stay_in_their_line() -> None:
    near = neighbours([(0, 0, False, 0), (0, 1, False, 0), (1, 0, False, 0)])
    far = near.lay(np.array([5 * FAR, -5 * FAR, 0]), -5 * FAR)
    assert near.highest(far).tolist() == [-2 * FAR, FAR, -2 * FAR, -2 * FAR, -2 * FAR, 0, -2 * FAR]
