"""Many groups' values spread at once, as one by one."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from dissectors.statistics.distribution import spread_of
from dissectors.statistics.grouped_spreads import spreads_of


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(-(10**12), 10**12)), max_size=300))
def test_every_group_is_spread_as_it_is_alone(pairs: list[tuple[int, int]]) -> None:
    groups, values = np.array(pairs, np.int64).reshape(-1, 2).T
    found = spreads_of(groups, values)
    assert found.groups.tolist() == sorted(set(groups.tolist()))
    for place, group in enumerate(found.groups.tolist()):
        alone = spread_of(values[groups == group])
        told = found.spread(place)
        assert alone is not None
        assert (told.count, told.least, told.percentiles, told.largest) == (
            *(alone.count, alone.least, alone.percentiles, alone.largest),
        )
        assert np.isclose(told.average, alone.average, rtol=1e-9, atol=1e-3)
        assert values[found.worst[place]] == told.largest
        assert groups[found.worst[place]] == group
