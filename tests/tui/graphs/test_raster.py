"""Dots and blocks of series, cell by cell."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tui.graphs.series import series
from tui.graphs.plot import Series
from tui.graphs.raster import blocks, braille, dots, shaded
from tui.graphs.scale import XScale, YScale
from tui.graphs.sight import sight


def picture(codes: np.ndarray) -> list[str]:
    return ["".join(chr(code) if code else " " for code in line) for line in codes.tolist()]


def dotted(shown: Series, last: int, top: float, columns: int = 2, lines: int = 1) -> list[str]:
    return picture(braille(dots(sight(shown, XScale(0, last, columns)), YScale(0, top, lines))))


def barred(shown: Series, last: int, low: float, top: float, lines: int = 2) -> list[str]:
    return picture(blocks(sight(shown, XScale(0, last, 4)), YScale(low, top, lines)))


def test_a_line_from_corner_to_corner() -> None:
    assert dotted(series([0, 3], [0, 3]), 3, 3) == ["⡠⠊"]
    assert dotted(series([0, 3], [3, 0]), 3, 3) == ["⠑⢄"]


def test_a_line_has_no_holes_and_is_no_thicker_than_a_dot() -> None:
    found = dots(sight(series([0, 4, 9], [0, 22, 31]), XScale(0, 9, 5)), YScale(0, 31, 8))
    filled = [np.flatnonzero(column) for column in found.T]
    for left, right in pairwise(filled):
        assert left.min() == right.max() + 1


def test_points_are_dots_of_their_own() -> None:
    assert dotted(series([0, 1, 2, 3], [0, 1, 2, 3], "points"), 3, 3) == ["⡠⠊"]
    assert dotted(series([0, 0, 3], [0, 3, math.nan], "points"), 3, 3) == ["⡁ "]


def test_a_range_is_a_stroke() -> None:
    shown = series([0, 3, 3], [3, 0, 3], "ranges", low=np.array([0.0, 0.0, 2.0]))
    assert dotted(shown, 3, 3) == ["⡇⢘"]
    assert dotted(series([0, 1], [1, math.nan], "ranges"), 3, 3) == ["⡄ "]


def test_a_step_goes_straight_up() -> None:
    assert dotted(series([0, 2, 3], [0, 3, 3], "steps"), 3, 3) == ["⣀⡏"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 7), st.integers(0, 7)), max_size=12))
def test_strokes_are_the_sum_of_their_dots(strokes: list[tuple[int, int, int]]) -> None:
    strokes.sort()
    low = np.array([one[1] for one in strokes], float)
    shown = series([one[0] for one in strokes], [one[2] for one in strokes], "ranges", low=low)
    found = dots(sight(shown, XScale(0, 19, 10)), YScale(0, 7, 2))
    expected = {(x, y) for x, one, other in strokes for y in range(min(one, other), max(one, other) + 1)}
    assert {(int(x), 7 - int(line)) for line, x in np.argwhere(found)} == expected


def test_bars_end_in_eighths() -> None:
    assert barred(series(range(4), [16, 12, 8, 3], "bars"), 3, 0, 16) == ["█▄  ", "███▃"]


def test_what_is_not_nothing_is_seen_and_nothing_is_not() -> None:
    assert barred(series(range(4), [1e-9, 0, 16, math.nan], "bars"), 3, 0, 16) == ["  █ ", "▁ █ "]


def test_bars_of_negative_values_hang() -> None:
    assert barred(series(range(4), [8, -8, -1, -5], "bars"), 3, -8, 8) == ["█   ", " █▀█"]


def test_bars_stand_on_the_bottom_where_it_is_above_nothing() -> None:
    assert barred(series(range(4), [10, 12, 14, 9], "bars"), 3, 10, 14) == ["  █ ", "▁██▁"]


def test_another_shade_has_no_parts() -> None:
    codes = blocks(sight(series(range(4), [16, 13, 11, 1], "bars"), XScale(0, 3, 4)), YScale(0, 16, 2))
    assert picture(shaded(codes, ord("▒"))) == ["▒▒  ", "▒▒▒▒"]


@pytest.mark.parametrize("shape", ["line", "steps", "points", "ranges"])
def test_of_nothing_there_is_no_dot(shape: str) -> None:
    assert dotted(series([], [], shape), 3, 3) == ["  "]
