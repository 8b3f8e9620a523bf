"""Segments on their way, step by step: what an acknowledgment is for, and how much is in flight."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.tcp_analysis.retracing import Waiting
from dissectors.streams.tcp_analysis.tangled import MOST_KEPT, Tangled


def waiting(*spans: tuple[int, int]) -> Waiting:
    """Segments from and to these places, in frames from 1 on, at that many nanoseconds."""
    return Waiting([(start, end, number, number) for number, (start, end) in enumerate(spans, 1)])


def test_an_acknowledgment_is_for_the_segment_that_ends_there() -> None:
    one = waiting((0, 10), (10, 20), (20, 30))
    assert one.acknowledge(20) == (10, 20, 2, 2)
    assert one.acknowledge(25) is None
    assert list(one) == [(25, 30, 3, 3)]
    assert one.in_flight() == 5


def test_of_two_that_end_there_it_is_for_the_one_sent_first() -> None:
    assert waiting((0, 10), (10, 20), (0, 10)).acknowledge(10) == (0, 10, 1, 1)


def test_what_is_sent_again_takes_the_place_of_nothing() -> None:
    one = waiting((0, 10), (10, 20), (0, 10))
    assert one.in_flight() == 20
    assert one.eldest() == (0, 10, 1, 1)
    one.acknowledge(10)
    assert one.eldest() == (10, 20, 2, 2)
    assert one.in_flight() == 10


def test_what_is_acknowledged_again_changes_nothing() -> None:
    one = waiting((0, 10), (10, 20))
    one.acknowledge(10)
    assert one.acknowledge(10) is None
    assert one.acknowledge(5) is None
    assert one.in_flight() == 10


def test_nothing_is_on_its_way_where_all_is_acknowledged() -> None:
    one = waiting((0, 10))
    one.acknowledge(99)
    assert (list(one), one.eldest(), one.in_flight()) == ([], None, 0)
    one.send((99, 100, 2, 2))
    assert one.in_flight() == 1


def test_as_many_are_remembered_as_wireshark_does() -> None:
    one = waiting(*((number, number + 1) for number in range(MOST_KEPT + 5)))
    assert len(list(one)) == MOST_KEPT
    assert one.in_flight() == MOST_KEPT


@given(
    st.lists(
        st.one_of(st.tuples(st.integers(-20, 60), st.integers(1, 15)), st.integers(-25, 80)), min_size=1, max_size=30
    )
)
def test_a_plain_list_would_say_the_same(steps: list[tuple[int, int] | int]) -> None:
    as_a_plain_list(Waiting(), steps)


def as_a_plain_list(one: Waiting | Tangled, steps: list[tuple[int, int] | int]) -> None:
    """Send and acknowledge; there is always the same to say as of a list that is looked through."""
    plain = list[list[int]]()
    for number, step in enumerate(steps):
        if isinstance(step, tuple):
            start, length = step
            one.send((start, start + length, number, number))
            plain.append([start, start + length, number, number])
        else:
            expected = next((segment for segment in plain if segment[1] == step), None)
            found = one.acknowledge(step)
            assert (found is None) == (expected is None)
            assert found is None or expected is None or list(found[1:]) == expected[1:]
            plain = [[max(step, start), *rest] for start, *rest in plain if rest[0] > step]
        assert [list(segment) for segment in one] == plain
        eldest = one.eldest()
        assert (eldest and eldest[2]) == (plain[0][2] if plain else None)
        flies = max(end for _, end, *_ in plain) - min(start for start, *_ in plain) if plain else 0
        assert one.in_flight() == flies
