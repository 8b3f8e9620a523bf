"""A whole capture over time, however long it becomes."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.statistics.rates import intervals_of
from dissectors.statistics.whole_rates import SHORTEST, WholeRates
from tests.dissectors.statistics.timed import SECOND, at_times

YEARS = 56 * 365 * 86_400 * SECOND
TIMES = st.one_of(st.none(), st.integers(-(2**63) + 1, 2**63 - 1), st.integers(0, 5 * SECOND))


@pytest.mark.parametrize("times", [[], [None], [7], [7] * 5, [0, YEARS], [5, 0, -(2**63) + 1, 2**63 - 1]])
def test_all_bytes_are_counted_in_few_intervals(tmp_path: Path, times: list[int | None]) -> None:
    counts = WholeRates(at_times(times, tmp_path).index, 10)
    counts.extend(len(times))
    found, known = counts.rates(), [time for time in times if time is not None]
    assert found.values.sum() == 42 * len(known)
    assert len(found.places) <= len(set(known))
    if known:
        assert (counts.first_time, counts.last_time) == (min(known), max(known))
        assert found.places[-1] - found.places[0] < 10


@settings(max_examples=30, deadline=None)
@given(st.lists(TIMES, max_size=12), st.integers(2, 20))
def test_what_grew_is_what_is_counted_at_once(
    tmp_path_factory: pytest.TempPathFactory, times: list[int | None], most: int
) -> None:
    index = at_times(times, tmp_path_factory.mktemp("made")).index
    steps, chosen = WholeRates(index, most), WholeRates(index, most)
    for stop in range(len(times) + 1):
        steps.extend(stop)
    chosen.add(np.arange(len(times)))
    assert steps.rows_done == chosen.rows_done == len(times)
    found, expected = steps.rates(), chosen.rates()
    assert found.interval == expected.interval
    assert found.interval % SHORTEST == 0
    assert found.places.tolist() == expected.places.tolist()
    assert found.values.tolist() == expected.values.tolist()
    assert found.first_rows.tolist() == expected.first_rows.tolist()
    known = np.array([time for time in times if time is not None], np.int64)
    if len(known):
        assert found.places.tolist() == np.unique(intervals_of(known, found.origin, found.interval)).tolist()


def test_only_some_rows(tmp_path: Path) -> None:
    counts = WholeRates(at_times([0, SECOND, 2 * SECOND, None, 3 * SECOND], tmp_path).index)
    counts.add(np.array([1, 3]))
    counts.add(np.array([4]))
    assert (counts.first_time, counts.last_time, counts.rates().first_rows.tolist()) == (SECOND, 3 * SECOND, [1, 4])
