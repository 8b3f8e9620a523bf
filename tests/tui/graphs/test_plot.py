"""Series, axes and how far they reach."""

from __future__ import annotations

import numpy as np
import pytest

from tests.tui.graphs.series import plot, series
from tui.graphs.plot import Axis, Mark, Plot, Series


def test_points_need_as_many_values() -> None:
    with pytest.raises(ValueError, match="2 points"):
        series([1, 2], [1.0])
    with pytest.raises(ValueError, match="1 points"):
        Series("", np.zeros(1, np.int64), np.zeros(1), rows=np.zeros(2, np.int64))


def test_each_order_has_its_mark_and_begins_again() -> None:
    symbols = [series([], [], order=order).symbol for order in range(9)]
    assert len(set(symbols[:8])) == 8
    assert symbols[8] == symbols[0]
    assert series([], [], mark="R").symbol == "R"


def test_a_plot_reaches_over_its_points_marks_and_the_last_bar() -> None:
    assert Plot().extent() is None
    assert plot(series([], [])).extent() is None
    assert plot(series([5, -3, 4], [1, 1, 1]), series([9], [1])).extent() == (-3, 9)
    assert plot(series([0, 10], [1, 1], "bars", width=10)).extent() == (0, 20)
    assert plot(series([5], [1]), marks=(Mark(70, None, "x"),)).extent() == (5, 70)


def test_limits_that_are_given_go_before_points() -> None:
    shown = series([5, 9], [1, 1])
    assert plot(shown, x=Axis(first=0, last=4)).extent() == (0, 4)
    assert plot(shown, x=Axis(first=6)).extent() == (6, 9)
    assert plot(shown, x=Axis(last=8)).extent() == (5, 8)
    assert Plot(x=Axis(first=3)).extent() == (3, 3)
