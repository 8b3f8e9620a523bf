"""Histograms, percentiles and counts of values."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.statistics.distribution import PERCENTS, Bucket, buckets, counted, spread_of, total

VALUES = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=50)


def test_each_value_counts_in_one_bucket() -> None:
    found = buckets(np.array([5, 0, 19, 20, 39, 40, 10**9, -1]), (0, 20, 40))
    assert found == [
        Bucket(0, 19, 3, 24, 0, 19),
        Bucket(20, 39, 2, 59, 20, 39),
        Bucket(40, None, 2, 10**9 + 40, 40, 10**9),
    ]
    assert found[0].average == 8


def test_an_empty_bucket_has_no_ends() -> None:
    (one,) = buckets(np.zeros(0, np.int64), (0,))
    assert (one, one.average) == (Bucket(0, None, 0, 0), None)


@given(VALUES)
def test_sums_may_be_of_any_size(values: list[int]) -> None:
    assert total(np.array(values, np.int64)) == sum(values)


def test_percentiles_are_values_that_occur() -> None:
    spread = spread_of(np.arange(200, 0, -1))
    assert spread is not None
    assert (spread.count, spread.least, spread.average, spread.percentiles, spread.largest) == (
        *(200, 1, 100.5),
        (100, 190, 198),
        200,
    )
    one = spread_of(np.array([7]))
    assert one is not None
    assert one.percentiles == (7, 7, 7)
    assert spread_of(np.zeros(0, np.int64)) is None


@given(VALUES.filter(bool))
def test_so_many_of_a_hundred_do_not_exceed_a_percentile(values: list[int]) -> None:
    spread = spread_of(np.array(values, np.int64))
    assert spread is not None
    for percent, limit in zip(PERCENTS, spread.percentiles, strict=True):
        assert sum(value <= limit for value in values) * 100 >= percent * len(values)
        assert sum(value < limit for value in values) * 100 < percent * len(values)


def test_the_most_frequent_value_comes_first_and_those_alike_in_order() -> None:
    assert counted(np.array([3, 1, 3, 2], np.uint8)) == [(3, 2), (1, 1), (2, 1)]
    assert counted(np.array([70_000, -1, 70_000])) == [(70_000, 2), (-1, 1)]
    assert counted(np.array([0.5, 0.25, 0.5])) == [(0.5, 2), (0.25, 1)]
    assert counted(np.zeros(0)) == []


def test_bytes_are_counted_as_a_whole() -> None:
    values = np.array([[1, 0], [0, 2], [1, 0]], np.uint8)
    assert counted(values) == [(b"\x01\x00", 2), (b"\x00\x02", 1)]
