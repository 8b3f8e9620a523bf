"""Which packet a place is, and the way from mark to mark."""

from __future__ import annotations

from pathlib import Path

from tests.dissectors.statistics.tcp_graphs.talk import MS, Said, transfer
from tests.tui.tcp_graphs.pictures import graph
from tui.tcp_graphs.spots import Spots, spots_of


def spots(tmp_path: Path, said: list[Said] | None = None) -> Spots:
    return spots_of(*graph(tmp_path, said=said))


def test_the_nearest_point_is_the_packet(tmp_path: Path) -> None:
    found = spots(tmp_path)
    assert found.row_at(0, 2) == 0
    assert found.row_at(69 * MS, 2) == 12
    assert found.row_at(10**12, 2) == 12


def test_a_mark_in_the_column_comes_before_nearer_points(tmp_path: Path) -> None:
    found = spots(tmp_path)
    assert found.row_at(43 * MS + MS // 2, 4 * MS) in (8, 9)
    assert found.row_at(32 * MS - MS // 4, 2 * MS) == 6


def test_in_a_column_what_is_nearest_on_y_is_the_packet(tmp_path: Path) -> None:
    found = spots(tmp_path)
    column = 43 * MS + MS // 2, 4 * MS
    # What was told by SACK is from 201 to 401, what is sent again after that from 101 to 201.
    assert found.row_at(*column, (390, 400)) == 8
    assert found.row_at(*column, (500, 600)) == 8
    assert found.row_at(*column, (140, 150)) == 9
    # Where nothing stands in the column it is what is nearest beside it.
    assert found.row_at(50 * MS, 2 * MS, (0, 1)) == found.row_at(50 * MS, 2 * MS)
    assert found.row_at(2**63 - 1, 2**60, (0, 1)) == 12


def test_every_packet_of_the_conversation_has_a_place(tmp_path: Path) -> None:
    found = spots(tmp_path)
    assert found.x_of(9) == 44 * MS
    assert found.place_of(13) == 13
    assert found.x_of(14) is None


def test_from_mark_to_mark_and_back(tmp_path: Path) -> None:
    found = spots(tmp_path)
    there, x, row = [], 0, 0
    while (step := found.mark_from(x, row, 1)) is not None:
        x, row = step
        there.append(row)
    # The second of two duplicate acknowledgments in a row is no stop of its own.
    assert there == [4, 6, 9]
    back = []
    while (step := found.mark_from(x, row, -1)) is not None:
        x, row = step
        back.append(row)
    assert back == [6, 4]


def test_without_a_place_the_first_or_the_last_mark_is_found(tmp_path: Path) -> None:
    found = spots(tmp_path)
    assert found.mark_from(None, None, 1) == (22 * MS, 4)
    assert found.mark_from(None, None, -1) == (44 * MS, 9)
    assert found.mark_from(22 * MS, None, 1) == (32 * MS, 6)
    assert found.mark_from(32 * MS, None, -1) == (22 * MS, 4)


def test_marks_at_one_time_are_gone_through_by_packet(tmp_path: Path) -> None:
    said = [Said(0, 0, 1, 1, 10), Said(0, 5, 51, 1, 10), Said(0, 5, 101, 1, 10)]
    found = spots(tmp_path, said)
    assert found.mark_from(0, 0, 1) == (5 * MS, 1)
    assert found.mark_from(5 * MS, 1, 1) == (5 * MS, 2)
    assert found.mark_from(5 * MS, 2, -1) == (5 * MS, 1)
    assert found.mark_from(5 * MS, 2, 1) is None


def test_times_that_go_backward_are_found(tmp_path: Path) -> None:
    said = [Said(0, 50, 1, 1, 10), Said(0, 10, 11, 1, 10), Said(0, 30, 21, 1, 10)]
    found = spots(tmp_path, said)
    assert [found.row_at(x * MS, 2) for x in (0, -40, -20)] == [0, 1, 2]


def test_by_number_packets_stand_where_their_numbers_are(tmp_path: Path) -> None:
    seen, one = graph(tmp_path, "rtt-seq", transfer())
    found = spots_of(seen, one)
    assert found.x_of(3) == 1
    assert found.x_of(5) == 101


def test_nothing_is_found_where_there_is_nothing(tmp_path: Path) -> None:
    found = spots(tmp_path, [])
    assert found.row_at(0, 10) is None
    assert found.mark_from(None, None, 1) is None
    assert found.place_of(0) is None
