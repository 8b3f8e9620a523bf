"""How time is divided for what is in sight, and what is counted by it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.statistics.intervals import MILLISECOND
from dissectors.statistics.rates import Quantity
from tests.dissectors.statistics.timed import SECOND, at_times
from tui.rate_graph.level import Division, Level, division_for
from tui.rate_graph.series_rows import HandedRows
from tui.rate_graph.wanted import Counted, Request

PACKETS = Counted(Quantity(), "")


def test_the_whole_is_divided_by_its_length_unless_somebody_says_how() -> None:
    assert division_for(Request(()), (0, 100 * SECOND))[1] == Division(SECOND)
    assert division_for(Request((), MILLISECOND), (0, 100 * SECOND))[1] == Division(MILLISECOND)
    assert division_for(Request(()), (5, 5))[1] == Division(MILLISECOND)


def test_of_a_window_no_more_is_counted_than_is_beside_it() -> None:
    needed, counted = division_for(Request((), window=(10 * SECOND, 11 * SECOND)), (0, 100 * SECOND))
    assert needed == Division(10 * MILLISECOND, (1000, 1101))
    assert counted.places is not None
    assert counted.places[0] < 1000
    assert counted.places[1] > 1101
    assert counted.covers(needed)
    assert not counted.covers(Division(10 * MILLISECOND))
    assert not needed.covers(counted)
    assert Division(10 * MILLISECOND).covers(counted)
    assert not Division(MILLISECOND).covers(counted)


def test_counts_go_on_and_are_told_again_only_where_there_are_more(tmp_path: Path) -> None:
    index, handed = at_times([0, 1, SECOND, 3 * SECOND], tmp_path).index, HandedRows()
    level = Level(index, Division(SECOND), 0)
    assert level.told(PACKETS, (0, 3)) is None
    handed.extend(2)
    assert not level.step(PACKETS, handed, None)
    once, again = level.told(PACKETS, (0, 3)), level.told(PACKETS, (0, 3))
    assert once is not None
    assert again is not None
    assert once[0] is again[0]
    handed.extend(4)
    level.step(PACKETS, handed, None)
    found = level.told(PACKETS, (0, 3))
    assert found is not None
    assert found[0].values.tolist() == [2, 1, 1]
    level.keep(frozenset())
    assert level.told(PACKETS, (0, 3)) is None


def test_rows_that_were_handed_over_are_counted_once(tmp_path: Path) -> None:
    index, handed = at_times([0, 1, SECOND], tmp_path).index, HandedRows()
    handed.add(np.array([0, 2]))
    level = Level(index, Division(SECOND, (1, 2)), 0)
    assert not level.step(PACKETS, handed, None)
    assert not level.step(PACKETS, handed, None)
    found = level.told(PACKETS, (0, 9))
    assert found is not None
    assert (found[0].places.tolist(), found[0].values.tolist()) == ([1], [1])


def test_a_field_that_is_no_number_is_told(tmp_path: Path) -> None:
    level = Level(at_times([0], tmp_path).index, Division(SECOND), 0)
    with pytest.raises(KeyError):
        level.step(Counted(Quantity("SUM", "dns.qry.name"), ""), HandedRows(), None)
