"""Segments in no order: the same as a plain list would say, whatever is sent and acknowledged."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from dissectors.streams.tcp_analysis.tangled import Tangled
from tests.dissectors.streams.tcp_analysis.test_retracing import as_a_plain_list

spans = st.tuples(st.integers(-20, 60), st.integers(1, 15))


@given(st.lists(st.one_of(spans, st.integers(-25, 80)), min_size=1, max_size=30))
def test_a_plain_list_would_say_the_same(steps: list[tuple[int, int] | int]) -> None:
    as_a_plain_list(Tangled(), steps)


def test_acknowledged_in_part_each_keeps_its_end() -> None:
    one = Tangled([(0, 10, 1, 1), (0, 20, 2, 2), (5, 15, 3, 3)])
    assert len(one) == 3
    assert one.acknowledge(12) is None
    assert list(one) == [(12, 20, 2, 2), (12, 15, 3, 3)]
    assert one.acknowledge(15) == (5, 15, 3, 3)
    assert one.in_flight() == 5
