from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dissectors.capture_file.clock import Clock
from dissectors.capture_file.frames import EARLIEST_TIME, LATEST_TIME

RATES = [10**exponent for exponent in (0, 3, 6, 9, 10, 12, 19, 20, 127)] + [
    1 << exponent for exponent in (0, 8, 9, 10, 20, 32, 33, 34, 35, 63, 64, 127)
]


@given(
    rate=st.sampled_from(RATES),
    offset=st.one_of(st.integers(-(2**63), 2**63 - 1), st.integers(-(10**10), 10**10)),
    ticks=st.lists(st.one_of(st.integers(0, 2**64 - 1), st.integers(0, 2 * 10**15)), min_size=1, max_size=5),
)
def test_column_equals_exact_arithmetic(rate: int, offset: int, ticks: list[int]) -> None:
    clock = Clock(rate, offset)
    column, far = clock.column(np.array(ticks, dtype=np.uint64))
    for index, tick in enumerate(ticks):
        exact = tick * 10**9 // rate + offset * 10**9
        assert clock.nanoseconds(tick) == exact
        assert far.get(index, int(column[index])) == exact
        assert column[index] == min(max(exact, EARLIEST_TIME), LATEST_TIME)


@pytest.mark.parametrize(
    ("rate", "offset", "ticks", "time"),
    [
        (10**6, 0, 1_340_954_905_298_858, 1_340_954_905_298_858_000),
        (10**12, 0, 1_234_567_890_123, 1_234_567_890),
        (2**8, 0, 1000 * 256 + 128, 1_000_500_000_000),
        (10**6, -300_000_000, 123_456, -299_999_999_876_544_000),
    ],
)
def test_known_times(rate: int, offset: int, ticks: int, time: int) -> None:
    column, far = Clock(rate, offset).column(np.array([ticks], dtype=np.uint64))
    assert column.tolist() == [time]
    assert not far
