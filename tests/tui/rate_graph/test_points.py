"""Points where something came, and where nothing did."""

from __future__ import annotations

import numpy as np
import pytest

from dissectors.statistics.rates import Rates
from tui.rate_graph.points import NO_ROW, points_of, seen, takes_time


def rates(places: list[int], interval: int = 10) -> Rates:
    values = np.arange(1.0, len(places) + 1)
    return Rates(interval, 0, np.array(places, np.int64), values, np.arange(len(places)))


def test_bars_stand_where_something_came() -> None:
    found = points_of(rates([0, 5]), (0, 9), has_gaps=False, is_nothing_zero=True)
    assert (found.x.tolist(), found.y.tolist(), found.rows.tolist()) == ([0, 50], [1, 2], [0, 1])


def test_lines_go_down_to_nothing_at_both_ends_of_a_gap() -> None:
    found = points_of(rates([1, 2, 6, 8]), (0, 9), has_gaps=True, is_nothing_zero=True)
    assert found.x.tolist() == [0, 10, 20, 30, 50, 60, 70, 80, 90]
    assert found.y.tolist() == [0, 1, 2, 0, 0, 3, 0, 4, 0]
    assert found.rows.tolist() == [NO_ROW, 0, 1, NO_ROW, NO_ROW, 2, NO_ROW, 3, NO_ROW]


def test_an_average_of_nothing_is_no_value() -> None:
    found = points_of(rates([0, 2]), (0, 2), has_gaps=True, is_nothing_zero=False)
    assert np.isnan(found.y).tolist() == [False, True, False]


@pytest.mark.parametrize(("extent", "x"), [((0, 9), [0, 90]), ((3, 3), [30]), ((1, 0), [])])
def test_a_series_of_nothing_is_a_line_at_the_bottom(extent: tuple[int, int], x: list[int]) -> None:
    found = points_of(rates([]), extent, has_gaps=True, is_nothing_zero=True)
    assert found.x.tolist() == x
    assert not found.y.any()


def test_there_are_no_more_points_than_packets_need() -> None:
    years = 56 * 365 * 86_400_000
    found = points_of(rates([0, years], 1_000_000), (0, years), has_gaps=True, is_nothing_zero=True)
    assert len(found.x) == 4


def test_times_that_are_anything_but_likely_stay_numbers() -> None:
    found = points_of(rates([-(2**60), 2**60], 1000), (0, 0), has_gaps=False, is_nothing_zero=True)
    assert found.x[0] < 0 < found.x[1]


def test_what_came_at_about_once_took_no_time() -> None:
    assert not takes_time(*seen(0, 0, 10), 10)
    assert not takes_time(*seen(-3, 6, 10), 10)
    assert takes_time(*seen(0, 50, 10), 10)
