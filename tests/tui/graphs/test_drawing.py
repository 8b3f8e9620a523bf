"""Whole graphs as text: their axes, cursor, marks and words, at all sizes and of whatever points there are."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.graphs.series import SECOND, plot, series
from tui.graphs.canvas import COMPONENT_CLASSES
from tui.graphs.drawing import drawn
from tui.graphs.plot import Axis, Mark, Plot

SHAPES = ("line", "steps", "bars", "points", "ranges", "marks")
BOX = set("│┤└─┬┴┈· ")
times = st.integers(-(2**63), 2**63 - 1) | st.integers(-5, 5)
values = st.floats(allow_nan=True, allow_infinity=True) | st.integers(-3, 3).map(float)


def text(shown: Plot, columns: int, rows: int, cursor: int | None = None, *, is_plain: bool = True) -> list[str]:
    return ["".join(part for part, _ in line).rstrip() for line in drawn(shown, columns, rows, cursor, is_plain)]


@st.composite
def plots(draw: st.DrawFn) -> Plot:
    shown = []
    for order in range(draw(st.integers(0, 3))):
        x = draw(st.lists(times, max_size=6))
        y = draw(st.lists(values, min_size=len(x), max_size=len(x)))
        low = np.array(draw(st.lists(values, min_size=len(x), max_size=len(x)))) if draw(st.booleans()) else None
        shape = draw(st.sampled_from(SHAPES))
        name = draw(st.text(max_size=12))
        width = draw(st.sampled_from((0, 1, SECOND)))
        shown.append(series(x, y, shape, name, order=order, low=low, width=width))
    units = st.sampled_from(("time", "ns", "count", "bytes", "bits", "bit/s", "seq", ""))
    ends = st.none() | st.integers(-10, 2**62)
    x_axis = Axis(draw(st.text(max_size=5)), draw(units), draw(ends), draw(ends), draw(st.booleans()))
    y_axis = Axis(draw(st.text(max_size=9)), draw(units), None, None, draw(st.booleans()))
    marks = [Mark(draw(times), draw(st.none() | values), draw(st.text(max_size=2)))] * draw(st.integers(0, 1))
    return plot(
        *shown, x=x_axis, y=y_axis, marks=tuple(marks), lines_of_words=tuple(draw(st.lists(st.text(max_size=9))))
    )


@settings(max_examples=150, deadline=None)
@given(plots(), st.integers(0, 90), st.integers(0, 30), st.none() | times, st.booleans())
def test_whatever_there_is_fills_its_lines_exactly(
    shown: Plot, columns: int, rows: int, cursor: int | None, is_plain: bool
) -> None:
    lines = drawn(shown, columns, rows, cursor, is_plain)
    assert len(lines) == rows
    assert all(sum(cell_len(part) for part, _ in line) == columns for line in lines)
    assert {name for line in lines for _, names in line for name in names.split()} <= COMPONENT_CLASSES
