"""Numbers by interval that grow part by part, in order of time and not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.statistics.interval_sums import IntervalSums, Part, part_of


def part(
    places: Sequence[int], amounts: Sequence[float] | None = None, first_row: int = 0, join: np.ufunc = np.add
) -> Part:
    rows = np.arange(first_row, first_row + len(places))
    return part_of(np.array(places, np.int64), rows, None if amounts is None else np.array(amounts, np.float64), join)


def told(sums: IntervalSums) -> list[tuple[int, float, int]]:
    found = sums.part()
    return list(zip(found.places.tolist(), found.values.tolist(), found.rows.tolist(), strict=True))


def test_nothing_is_nothing() -> None:
    sums = IntervalSums()
    sums.add(part([]))
    assert told(sums) == []


def test_an_interval_goes_on_in_the_next_part() -> None:
    sums = IntervalSums()
    sums.add(part([0, 0, 2]))
    before = sums.part()
    sums.add(part([2, 2, 7], first_row=3))
    assert told(sums) == [(0, 2, 0), (2, 3, 2), (7, 1, 5)]
    assert before.values.tolist() == [2, 1]


def test_the_first_row_of_an_interval_is_the_first_that_came() -> None:
    sums = IntervalSums()
    sums.add(part([5, 3, 5, 4]))
    sums.add(part([3, 1, 5], first_row=4))
    assert told(sums) == [(1, 1, 5), (3, 2, 1), (4, 1, 3), (5, 3, 0)]


@pytest.mark.parametrize(("join", "fold"), [(np.add, sum), (np.minimum, min), (np.maximum, max)])
@given(st.lists(st.lists(st.tuples(st.integers(-6, 6), st.integers(-9, 9)), max_size=5), max_size=12))
def test_parts_in_any_order_give_what_all_give_at_once(
    join: np.ufunc, fold: Callable[[list[int]], int], parts: list[list[tuple[int, int]]]
) -> None:
    sums, first_rows, amounts, row = IntervalSums(join), dict[int, int](), dict[int, list[int]](), 0
    for one in parts:
        sums.add(part([place for place, _ in one], [amount for _, amount in one], row, join))
        for place, amount in one:
            first_rows.setdefault(place, row)
            amounts.setdefault(place, []).append(amount)
            row += 1
    assert told(sums) == [(place, fold(amounts[place]), first_rows[place]) for place in sorted(amounts)]
