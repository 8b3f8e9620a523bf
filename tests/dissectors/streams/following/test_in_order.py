"""Segments taken in bulk: up to the first that leaves a gap."""

from __future__ import annotations

from dissectors.streams.following.in_order import Batch, Direction, take_in_order
from dissectors.streams.following.parts import Parts
from tests.dissectors.streams.segments_made import Made, segments


def test_a_block_ends_at_the_first_segment_that_leaves_a_gap_on_either_side() -> None:
    made = [Made(0, 5, 5, 1), Made(1, 9, 1, 2), Made(0, 10, 5, 3), Made(1, 11, 1, 4), Made(0, 15, 5, 5)]
    parts, directions = Parts(), (Direction(), Direction())
    assert take_in_order(Batch.of(segments(made), 0), 0, len(made), directions, parts) == 3
    assert parts.places.tolist() == [1, 2, 3]
    assert [direction.next for direction in directions] == [15, 10]


def test_nothing_is_taken_twice() -> None:
    made = [Made(0, 5, 5, 1), Made(0, 3, 4, 2), Made(0, 5, 7, 3)]
    parts = Parts()
    assert take_in_order(Batch.of(segments(made), 0), 0, 3, (Direction(), Direction()), parts) == 3
    assert (parts.places.tolist(), parts.lengths.tolist()) == ([1, 8], [5, 2])


def test_a_block_holds_less_than_a_quarter_of_all_sequence_numbers_and_at_least_one_segment() -> None:
    batch = Batch.of(segments([Made(0, 0, 1 << 29)] * 4 + [Made(0, 0, 1 << 31)]), 0)
    assert batch.stop(0, 100) == 2
    assert batch.stop(4, 100) == 5
    assert batch.stop(0, 1) == 1


def test_segments_are_listed_one_by_one_with_what_they_acknowledge() -> None:
    batch = Batch.of(segments([Made(1, 5, 3, 7, 9), Made(0, 6, 4, 8, 10, flags=0)]), 0)
    assert list(batch.listed(0)) == [(1, 0, 5, 3, 3, 7, 9), (0, 1, 6, 4, 4, 8, -1)]
