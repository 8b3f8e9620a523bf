"""Histograms, percentiles and counts of values."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.statistics.distribution import PERCENTS, Bucket, spread_of

VALUES = st.lists(st.integers(-(2**63), 2**63 - 1), max_size=50)


def test_the_average_of_a_bucket() -> None:
    assert Bucket(0, 19, 3, 24, 0, 19).average == 8
    assert Bucket(0, None, 0, 0).average is None


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
