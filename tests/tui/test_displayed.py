import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.displayed import CHUNK_ROWS, DisplayedRows


def test_without_a_filter_every_row_of_the_table_is_shown() -> None:
    rows = [0]
    displayed = DisplayedRows(lambda: rows[0])
    assert len(displayed) == 0
    rows[0] = 5
    assert [displayed[position] for position in range(len(displayed))] == [0, 1, 2, 3, 4]
    assert not displayed.is_filtered
    with pytest.raises(IndexError):
        displayed[5]


@given(st.lists(st.integers(0, 1000), unique=True), st.integers(0, 1000))
def test_a_filtered_list_finds_rows_and_their_neighbours(some: list[int], wanted: int) -> None:
    some.sort()
    displayed = DisplayedRows(lambda: 1001)
    displayed.show_none()
    half = len(some) // 2
    displayed.append(np.array(some[:half], np.int64))
    displayed.append(np.array(some[half:], np.int64))
    assert [displayed[position] for position in range(len(displayed))] == some
    assert displayed.shows(wanted) == (wanted in some)
    if some:
        expected = next((row for row in some if row >= wanted), some[-1])
        assert displayed[displayed.position_near(wanted)] == expected


def test_rows_go_over_the_edge_of_a_chunk() -> None:
    displayed = DisplayedRows(lambda: 10**6)
    displayed.show_none()
    displayed.append(np.arange(CHUNK_ROWS - 3))
    displayed.append(np.arange(CHUNK_ROWS - 3, 2 * CHUNK_ROWS + 5))
    assert len(displayed) == 2 * CHUNK_ROWS + 5
    for position in (0, CHUNK_ROWS - 4, CHUNK_ROWS, 2 * CHUNK_ROWS + 4):
        assert displayed[position] == position


def test_showing_all_again_forgets_the_filter() -> None:
    displayed = DisplayedRows(lambda: 3)
    displayed.show_none()
    displayed.append(np.array([1]))
    displayed.show_all()
    assert len(displayed) == 3
    with pytest.raises(ValueError, match="all rows"):
        displayed.append(np.array([2]))


def test_rows_from_a_position_go_round() -> None:
    displayed = DisplayedRows(lambda: 4)
    assert displayed.rows_from(1).tolist() == [2, 3, 0, 1]
    displayed.show_none()
    assert displayed.rows_from(0).tolist() == []
    displayed.append(np.array([5, 7, 9]))
    assert displayed.rows_from(2).tolist() == [5, 7, 9]


@given(st.lists(st.integers(0, 30), unique=True, min_size=1), st.integers(0, 31))
def test_arranged_rows_are_found_by_their_numbers(some: list[int], wanted: int) -> None:
    displayed = DisplayedRows(lambda: 31)
    displayed.arrange(np.array(some, np.int64))
    assert displayed.is_arranged
    assert [displayed[position] for position in range(len(displayed))] == some
    assert displayed.shows(wanted) == (wanted in some)
    expected = min((row for row in some if row >= wanted), default=max(some))
    assert displayed[displayed.position_near(wanted)] == expected
    assert displayed.rows_from(0).tolist() == [*some[1:], some[0]]


def test_what_is_to_be_arranged_is_told_whatever_is_arranged() -> None:
    displayed = DisplayedRows(lambda: 4)
    displayed.arrange(np.array([2], np.int64))
    assert displayed.unarranged(1).tolist() == [1, 2, 3]
    displayed.show_none()
    assert not displayed.is_arranged
    displayed.append(np.arange(CHUNK_ROWS + 5) * 2)
    displayed.arrange(np.zeros(0, np.int64))
    assert len(displayed) == 0
    assert displayed.position_near(7) == 0
    assert displayed.unarranged_count == CHUNK_ROWS + 5
    assert displayed.unarranged(CHUNK_ROWS + 1).tolist() == [2 * (CHUNK_ROWS + i) for i in range(1, 5)]
    assert displayed.unarranged(CHUNK_ROWS - 1).tolist() == [2 * (CHUNK_ROWS + i) for i in range(-1, 5)]
    assert displayed.unarranged(CHUNK_ROWS + 5).tolist() == []
    displayed.arrange(None)
    assert len(displayed) == CHUNK_ROWS + 5


@given(st.lists(st.integers(0, 300), unique=True), st.lists(st.integers(0, 300), unique=True), st.booleans())
def test_positions_of_rows_that_are_shown(some: list[int], wanted: list[int], turned: bool) -> None:
    displayed = DisplayedRows(lambda: 301)
    displayed.show_none()
    displayed.append(np.array(sorted(some), np.int64))
    if turned:
        displayed.arrange(np.array(sorted(some, reverse=True), np.int64))
    found = displayed.positions_of(np.array(wanted, np.int64)).tolist()
    assert found == sorted(found)
    assert sorted(displayed[position] for position in found) == sorted(set(some) & set(wanted))


def test_positions_without_a_filter_are_the_rows() -> None:
    assert DisplayedRows(lambda: 9).positions_of(np.array([7, 2])).tolist() == [2, 7]


def test_what_is_arranged_stays_when_others_are_let_pass() -> None:
    displayed = DisplayedRows(lambda: 9)
    displayed.show_none()
    displayed.append(np.array([1, 4]))
    displayed.arrange(np.array([4, 1]))
    displayed.let_pass(np.array([1, 2, 4]))
    assert [displayed[position] for position in range(len(displayed))] == [4, 1]
    displayed.arrange(None)
    assert [displayed[position] for position in range(len(displayed))] == [1, 2, 4]
