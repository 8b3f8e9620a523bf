"""What a graph says at one moment."""

from __future__ import annotations

from dataclasses import replace

from dissectors.statistics.rates import Quantity
from tests.dissectors.statistics.timed import SECOND
from tests.tui.rate_graph.told import told_of
from tui.rate_graph.at_cursor import Value, first_near, moment_of, values_at
from tui.rate_graph.series import SeriesWanted

ALL = SeriesWanted("all")
LEAST = SeriesWanted("least", Quantity("MIN", "tcp.len"), shape="points")
TOLD = told_of({ALL: {0: 5, 1: 7, 4: 2}, LEAST: {1: 40, 4: 30}})


def row_near(values: list[Value], chosen: SeriesWanted | None) -> int | None:
    first = first_near(values, chosen)
    return None if first is None else first.first_row


def test_the_interval_in_which_the_cursor_is() -> None:
    values = values_at(TOLD, [ALL, LEAST], SECOND + 1, SECOND // 10)
    assert [(one.value, one.intervals, one.first_row) for one in values] == [(7, 1, 10), (40, 1, 10)]


def test_where_nothing_came_there_are_no_packets_and_no_average() -> None:
    values = values_at(TOLD, [ALL, LEAST], 2 * SECOND, 1)
    assert [(one.value, one.first_row) for one in values] == [(0, None), (None, None)]
    assert row_near(values, ALL) is None


def test_of_several_intervals_in_a_column_the_most_or_the_least() -> None:
    values = values_at(TOLD, [ALL, LEAST], 2 * SECOND, 5 * SECOND)
    assert [(one.value, one.intervals) for one in values] == [(7, 6), (30, 6)]


def test_the_first_packet_is_the_chosen_series_own() -> None:
    values = values_at(TOLD, [ALL, LEAST], 0, 3 * SECOND)
    assert row_near(values, ALL) == 0
    assert row_near(values, LEAST) == 10
    assert row_near(values, None) == 0
    assert row_near(values_at(TOLD, [ALL, LEAST], 0, 1), LEAST) == 0


def test_where_the_chosen_series_is_hidden_the_first_packet_is_of_what_is_shown() -> None:
    hidden = replace(ALL, is_shown=False)
    first = first_near(values_at(TOLD, [hidden, LEAST], SECOND, 1), hidden)
    assert first is not None
    assert (first.series, first.first_row) == (LEAST, 10)


def test_hidden_series_and_unknown_ones_say_nothing() -> None:
    assert values_at(TOLD, [replace(ALL, is_shown=False)], 0, 1) == []
    assert values_at(TOLD, [replace(ALL, filter="tcp")], 0, 1)[0].value is None
    assert values_at(replace(TOLD, interval=0), [ALL], 0, 1) == []


def test_a_column_covers_whole_intervals() -> None:
    assert moment_of(TOLD, -1, 1) == (-1, 0)
    assert moment_of(TOLD, 10 * SECOND, 2 * SECOND) == (9, 11)
