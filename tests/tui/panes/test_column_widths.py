"""Columns grow to what is seen in them, as far as there is room."""

from __future__ import annotations

import pytest

from tui.panes.column_widths import LEAST_STRETCH, LEAST_TEXT, Column, ColumnWidths, order_mark, places

NUMBER, NAME = Column("n", "N", most=6, right=True), Column("name", "Name", most=30)
INFO = Column("info", "Info", stretches=True)


def test_columns_grow_up_to_their_limit_and_never_shrink() -> None:
    widths = ColumnWidths([NUMBER, NAME])
    assert widths.sizes == [1, 4]
    assert widths.see([("123", "a name"), ("12345678", "b")])
    assert widths.sizes == [6, 6]
    assert not widths.see([("1", "c"), ("123456789", "d")])
    assert widths.sizes == [6, 6]


def test_a_title_with_its_mark_is_as_wide_as_it_is_seen() -> None:
    marked = Column("n", "日本", mark=order_mark(descending=True))
    assert marked.head == "日本▼"
    assert ColumnWidths([marked, Column("x", "X\x1b")]).sizes == [5, 2]


def test_a_wide_title_is_no_reason_to_become_narrower() -> None:
    widths = ColumnWidths([Column("n", "日本", most=3)])
    assert not widths.see([("a long text",)])
    assert widths.sizes == [4]


def test_what_the_user_made_stays() -> None:
    widths = ColumnWidths([Column("name", "Name", fixed=3)])
    assert not widths.see([("a long name",)])
    assert widths.sizes == [3]


def test_the_column_that_stretches_takes_what_is_left_and_no_less_than_its_title() -> None:
    widths = ColumnWidths([NUMBER, INFO])
    assert not widths.see([("1", "x" * 200)])
    assert widths.longest_stretch == 200
    assert widths.filling(widths.sizes, 40) == [1, 36]
    assert widths.filling(widths.sizes, 5) == [1, 4]
    widths.see([])
    assert widths.longest_stretch == 0


@pytest.mark.parametrize("width", [20, 45, 60, 100])
def test_long_texts_give_way_evenly_and_numbers_do_not(width: int) -> None:
    other, wide = Column("other", "Other", most=30), Column("wide", "Wide", fixed=12)
    widths = ColumnWidths([NUMBER, NAME, other, wide, INFO])
    widths.see([("123456", "n" * 30, "o" * 20, "", "")])
    number, name, other_size, fixed, stretch = widths.filling(widths.with_room_to_stretch(width), width)
    assert (number, fixed) == (6, 12)
    assert LEAST_TEXT <= name <= 30
    assert other_size == min(name, 20)
    if name > LEAST_TEXT:
        assert stretch >= LEAST_STRETCH


def test_sizes_are_found_anew_when_a_column_grew() -> None:
    widths = ColumnWidths([NAME, INFO])
    assert widths.with_room_to_stretch(80) == [4, 4]
    widths.see([("a name", "")])
    assert widths.with_room_to_stretch(80) == [6, 4]


def test_places_are_behind_the_marks_and_a_gap_apart() -> None:
    assert list(places([NUMBER, NAME], [3, 4])) == [(NUMBER, 2, 5), (NAME, 6, 10)]
