"""Numbers counted as they come are spread as all of them in order are."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.statistics import spread_counts
from dissectors.statistics.distribution import Bucket, spread_of
from dissectors.statistics.spread_counts import SMALL, SpreadCounts

EDGES = (0, 1000, SMALL, 10**6, 10**12)
NUMBERS = st.integers(0, 2**63 - 1) | st.integers(0, 5000) | st.integers(SMALL - 3, SMALL + 300)


@given(st.lists(st.lists(NUMBERS, max_size=30), max_size=5))
def test_the_spread_is_that_of_all_that_came(parts: list[list[int]]) -> None:
    counts = SpreadCounts(EDGES)
    for part in parts:
        counts.add(np.array(part, np.int64))
    every = sorted(value for part in parts for value in part)
    found, expected = counts.spread(), spread_of(np.array(every, np.int64))
    if found is None or expected is None:
        assert found is expected is None
        return
    assert (found.count, found.least, found.percentiles, found.largest) == (
        *(expected.count, expected.least),
        *(expected.percentiles, expected.largest),
    )
    assert found.average == sum(every) / len(every)


@given(st.lists(NUMBERS, max_size=50))
def test_each_number_counts_in_one_bucket(values: list[int]) -> None:
    counts = SpreadCounts(EDGES)
    counts.add(np.array(values, np.int64))
    for bucket in counts.buckets():
        mine = [value for value in values if bucket.low <= value and (bucket.high is None or value <= bucket.high)]
        least, largest = (min(mine), max(mine)) if mine else (None, None)
        assert bucket == Bucket(bucket.low, bucket.high, len(mine), sum(mine), least, largest)


def test_what_lies_below_the_first_edge_is_in_no_bucket() -> None:
    counts = SpreadCounts((20, 40))
    counts.add(np.array([19, 20, 39, 40, 10**9]))
    assert [(one.low, one.high, one.count) for one in counts.buckets()] == [(20, 39, 2), (40, None, 2)]
    assert counts.count == 5


def test_many_numbers_at_once_are_summed_by_the_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spread_counts, "MOST_AT_ONCE", 3)
    counts = SpreadCounts((0,))
    counts.add(np.full(10, 2**63 - 1))
    assert counts.buckets() == [Bucket(0, None, 10, 10 * (2**63 - 1), 2**63 - 1, 2**63 - 1)]
