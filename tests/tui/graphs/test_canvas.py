"""Cells drawn over one another, and their styles by name."""

from __future__ import annotations

import numpy as np

from tui.graphs.canvas import (
    CHOSEN,
    COMPONENT_CLASSES,
    UNDER_CURSOR,
    Canvas,
    bar_style,
    series_style,
    style_names,
    style_number,
)


def codes(text: str) -> np.ndarray:
    return np.array([[0 if character == " " else ord(character) for character in text]], np.uint32)


def test_text_is_put_into_cells() -> None:
    canvas = Canvas(6, 1)
    canvas.put(0, 1, "ab", style_number("graph--axis"))
    assert canvas.lines() == [[(" ", ""), ("ab  ", "graph--axis"), (" ", "")]]


def test_blanks_belong_to_what_is_before_them_unless_that_has_a_background() -> None:
    canvas = Canvas(8, 1)
    canvas.put(0, 1, "ab", style_number("graph--axis"))
    canvas.put(0, 5, "c", style_number("graph--cursor-label"))
    assert canvas.lines() == [[(" ", ""), ("ab  ", "graph--axis"), ("c", "graph--cursor-label"), ("  ", "")]]


def test_what_does_not_lie_on_it_is_left_out() -> None:
    canvas = Canvas(3, 1)
    canvas.put(0, -1, "abcdef", 0)
    canvas.put(1, 0, "x", 0)
    canvas.put(-1, 0, "x", 0)
    assert canvas.lines() == [[("bcd", "")]]
    assert Canvas(0, 1).lines() == [[]]


def test_a_wide_character_takes_two_cells_or_none() -> None:
    canvas = Canvas(4, 1)
    canvas.put(0, 0, "漢", 0)
    canvas.put(0, 3, "字", 0)
    assert canvas.lines() == [[("漢  ", "")]]


def test_dots_of_two_series_in_one_cell_are_all_seen() -> None:
    canvas = Canvas(2, 1)
    canvas.draw(codes("⠁⠁"), 0, 0, series_style(0))
    canvas.draw(codes("⡀ "), 0, 0, series_style(1))
    assert canvas.lines() == [[("⡁", "graph--series-1"), ("⠁", "graph--series-0")]]


def test_bars_remain_behind_what_is_drawn_over_them() -> None:
    canvas = Canvas(4, 1)
    canvas.draw(codes("███▃"), 0, 0, bar_style(2))
    canvas.draw(codes(" ⠁▃⠁"), 0, 0, series_style(1))
    canvas.draw(codes(" ⡀  "), 0, 0, series_style(0))
    canvas.place(0, 0, ord("R"), style_number("graph--error"))
    assert canvas.lines() == [
        [
            ("R", "graph--error graph--over-2"),
            ("⡁", "graph--series-0 graph--over-2"),
            ("▃", "graph--series-1 graph--over-2"),
            ("⠁", "graph--series-1"),
        ]
    ]


def test_a_bar_is_not_drawn_before_its_own_colour() -> None:
    canvas = Canvas(1, 1)
    canvas.draw(codes("█"), 0, 0, bar_style(3))
    canvas.draw(codes("▄"), 0, 0, bar_style(3))
    assert canvas.lines() == [[("▄", "graph--bar-3")]]


def test_a_copy_is_another() -> None:
    canvas = Canvas(1, 1)
    canvas.copy().put(0, 0, "x", 0)
    assert canvas.lines() == [[(" ", "")]]


def test_every_style_has_a_component_class() -> None:
    assert style_names(0) == ""
    assert style_number("no such") == 0
    names = style_names(bar_style(9) | UNDER_CURSOR | CHOSEN)
    assert names == "graph--bar-1 graph--under-cursor graph--chosen"
    assert set(names.split()) <= COMPONENT_CLASSES
    assert all(style_names(style_number(name)) == name for name in ("graph--warning", "graph--words"))
