"""Whole graphs as text: their axes, cursor, marks and words, at all sizes and of whatever points there are."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tests.tui.graphs.series import SECOND, plot, series
from tui.graphs.canvas import COMPONENT_CLASSES
from tui.graphs.drawing import NO_POINTS, NONE_HERE, Drawing, drawn
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


def bars_and_a_line() -> Plot:
    return plot(
        series([0, SECOND, 2 * SECOND, 3 * SECOND], [1, 4, 2, 3], "bars", "packets"),
        series([0, 2 * SECOND], [4, 0], "line", "errors", order=1),
        y=Axis("per second", "count"),
    )


def test_a_graph_in_plain_text() -> None:
    assert text(bars_and_a_line(), 40, 9) == [
        "per second           █ packets  ◆ errors",
        "4 ┤⠑⠢⢄⣀        █████████████",
        "  │    ⠉⠒⠤⣀    █████████████",
        "2 ┤        ⠉⠒⠤⢄⡀████████████",
        "  │            ⠈⠑⠢⢄⡀████████████████████",
        "  │▄▄▄▄▄▄▄▄▄▄▄▄████⠈⠑⠒⠤⣀████████████████",
        "0 ┤█████████████████████⠉⠒⠤⣀████████████",
        "  └┬───────────┬───────────┬───────────┬",
        "   0          1 s         2 s        3 s",
    ]


def test_without_colours_the_grid_is_dotted_where_there_is_room() -> None:
    shown = plot(series([0, SECOND], [0, 0], "points"))
    assert not any("·" in line for line in text(shown, 40, 9))
    assert any(line.count("·") == 3 for line in text(shown, 40, 12))
    assert any("┈" in line for line in text(shown, 40, 9, is_plain=False))


def test_a_cursor_stands_over_bars_and_below_lines_with_its_time() -> None:
    found = text(bars_and_a_line(), 40, 9, 500_000_000)
    assert [line[9] for line in found] == ["d", "│", "⠤", "│", "│", "▄", "│", "┴", "5"]
    assert found[-1].split() == ["0", "0.5", "s", "1", "s", "2", "s", "3", "s"]
    lines = drawn(bars_and_a_line(), 40, 9, 500_000_000)
    assert [names for _, names in lines[6] if "cursor" in names] == ["graph--cursor graph--over-0"]
    assert [names for _, names in lines[2] if "cursor" in names] == ["graph--series-1 graph--under-cursor"]
    assert (" 0.5 s ", "graph--cursor-label") in lines[-1]


def test_a_cursor_out_of_sight_is_not_drawn() -> None:
    shown = bars_and_a_line()
    assert drawn(shown, 40, 9, -1) == drawn(shown, 40, 9) == drawn(shown, 40, 9, 10 * SECOND)


def test_small_graphs_leave_out_what_has_no_room() -> None:
    shown = bars_and_a_line()
    assert text(shown, 20, 5) == [
        " █ packets  ◆ errors",
        "4 ┤⠉⠒⠢⠤⣀⡀█████",
        "0 ┤▄▄▄▄▄⠈⠉⠑⠒⠤⢄⡀█████",
        "  └┬──────────┬─────",
        "   0         2 s",
    ]
    assert text(shown, 5, 3) == ["⠑⠢⠤⡀▄", "┬────", "0"]
    assert text(shown, 1, 1) == ["⢣"]


def test_nothing_is_told_in_words() -> None:
    assert any(NO_POINTS in line for line in text(Plot(), 40, 9))
    assert any("there are no packets" in line for line in text(Plot(lines_of_words=("there are no packets",)), 40, 9))
    beside = plot(series([0], [1], "points"), x=Axis(unit="time", first=SECOND, last=2 * SECOND))
    assert any(NONE_HERE in line for line in text(beside, 40, 9))


def test_remarks_stand_below() -> None:
    shown = plot(series([0, 1], [1, 2], "points"), lines_of_words=("a remark\x1b[2J", "another"))
    assert text(shown, 40, 12)[-2:] == ["a remark␛[2J", "another"]


def test_a_window_shows_a_part_and_fits_y_to_it() -> None:
    shown = plot(series([0, SECOND], [1, 1000], "bars", width=SECOND))
    drawing = Drawing(shown, 40, 9, window=(0, SECOND - 1))
    assert drawing.y.last == 1


def test_without_colours_points_of_several_series_are_their_marks() -> None:
    one, other = series([0], [0], "points"), series([9], [9], "points", "two", order=1)
    found = text(plot(one, other, x=Axis(unit="count")), 40, 9)
    assert found[1][-1] == "◆"
    assert found[6][3] == "●"


@pytest.mark.parametrize("is_plain", [True, False])
def test_few_points_are_marks_that_can_be_seen_and_many_are_dots(is_plain: bool) -> None:
    few = text(plot(series([0, 50, 99], [0, 9, 5], "points"), x=Axis(unit="count")), 40, 9, is_plain=is_plain)
    assert "".join(few[1:]).count("●") == 3
    many = series(range(100), [place % 7 for place in range(100)], "points")
    assert "●" not in "".join(text(plot(many, x=Axis(unit="count")), 40, 9, is_plain=is_plain)[1:])


@pytest.mark.parametrize("shape", ["line", "steps"])
def test_what_stands_alone_of_a_line_is_a_mark(shape: str) -> None:
    gap = math.nan
    one = series([0, 20, 40, 60, 61, 62], [gap, 9, gap, gap, 5, 5], shape, width=1)
    body = "".join(text(plot(one, x=Axis(unit="count", last=99)), 60, 9)[1:])
    assert body.count("●") == 1
    whole = series([0, 50, 99], [1, 9, 5], shape)
    assert "●" not in "".join(text(plot(whole, x=Axis(unit="count")), 60, 9)[1:])


def test_lines_are_marked_now_and_then_where_there_are_several() -> None:
    lines = [series([0, 99], [order, order + 1], name=f"line {order}", order=order) for order in range(2)]
    body = "".join(text(plot(*lines, x=Axis(unit="count")), 80, 20)[1:])
    assert body.count("●") >= 5
    assert body.count("◆") >= 5
    assert "●" not in "".join(text(plot(lines[0], x=Axis(unit="count")), 80, 20)[1:])


def test_marks_stand_over_all_and_those_without_a_value_at_the_top() -> None:
    marks = (Mark(0, None, "S", style="graph--warning"), Mark(9, 5, "R", order=5), Mark(99, 5, "x"), Mark(5, 5, "\x1b"))
    shown = plot(series([0, 9], [10, 10], "bars", order=2), x=Axis(unit="count"), marks=marks)
    lines = drawn(shown, 40, 9)
    assert ("S", "graph--warning graph--over-2") in lines[1]
    assert [names for line in lines for part, names in line if part == "R"] == ["graph--series-5 graph--over-2"]
    assert "␛" in "".join(text(shown, 40, 9))


def test_a_title_that_does_not_fit_beside_the_legend_has_a_line_of_its_own() -> None:
    shown = plot(series([0, 1], [0, 1], name="a series with a name"), y=Axis("an axis with a long title"))
    assert text(shown, 40, 16)[:2] == ["an axis with a long title", "● a series with a name"]
    assert text(shown, 40, 9)[0] == "an axis with a …  ● a series with a name"


def test_a_logarithmic_scale_is_told() -> None:
    one = series([0, 1], [1, 1000], name="")
    assert text(plot(one, y=Axis("packets", logarithmic=True)), 60, 9)[0] == "packets, logarithmic"
    assert text(plot(one, y=Axis(logarithmic=True)), 60, 9)[0] == "logarithmic"


def test_on_a_logarithmic_scale_marks_of_nothing_stand_at_the_bottom() -> None:
    window = series([0, SECOND], [100, 5000], "steps", name="")
    closed = series([SECOND // 2], [0], "marks", name="", mark="Z")
    lines = text(plot(window, closed, y=Axis("", "bytes", logarithmic=True)), 60, 12)
    assert "Z" in lines[-3]


@pytest.mark.parametrize("shape", ["line", "steps", "bars", "points"])
def test_on_a_logarithmic_scale_one_is_drawn_and_nothing_is_not(shape: str) -> None:
    x = list(range(0, 60 * SECOND, SECOND))
    shown = plot(series(x, [1] * 20 + [0] * 20 + [100] * 20, shape, name=""), y=Axis("", "count", logarithmic=True))
    body = [line.ljust(60)[5:] for line in text(shown, 60, 12, is_plain=False)]
    assert not set("".join(line[20:34] for line in body[1:-2])) - set("┈ ")
    assert set(body[-3][2:16]) - set("┈ ")


def test_the_axis_of_x_is_named_where_there_is_room() -> None:
    shown = plot(series([0, 1400], [0, 1], "points"), x=Axis("length", "bytes"))
    assert text(shown, 60, 9)[-1].endswith(" length")
