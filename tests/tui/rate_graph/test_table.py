"""Values by interval as a table."""

from __future__ import annotations

import csv
import io

import numpy as np

from dissectors.statistics.rates import Quantity, Rates
from tests.dissectors.statistics.timed import SECOND
from tui.printing.statistics.objects import csv_text
from tui.rate_graph.series import SeriesWanted
from tui.rate_graph.table import series_table


def rates(values: dict[int, float]) -> Rates:
    places = np.array(list(values), np.int64)
    return Rates(SECOND, 5, places, np.array(list(values.values()), np.float64), places * 10)


COUNTED = [
    (SeriesWanted("all"), rates({0: 3, 2: 4})),
    (SeriesWanted("mean", Quantity("AVG", "tcp.len")), rates({2: 1.5, 7: 2})),
]


def test_a_line_for_each_interval_with_any_value() -> None:
    table = series_table(COUNTED, SECOND, 5)
    assert [(one["start_ns"], one["series"], one["first_packet"]) for one in table.records] == [
        (0, {"all": 3, "mean": None}, 1),
        (2 * SECOND, {"all": 4, "mean": 1.5}, 21),
        (7 * SECOND, {"all": 0, "mean": 2}, 71),
    ]
    assert table.records[1] == list(table.records)[1] == table.records[1:][0]
    assert table.records[1]["time_ns"] == 2 * SECOND + 5


def test_nanoseconds_are_called_so_in_records_and_told_in_words() -> None:
    table = series_table(
        [(SeriesWanted("gap", Quantity("AVG", "frame.time_delta")), rates({0: 43_857_264}))], SECOND, 5
    )
    assert table.records[0]["series"] == {"gap_ns": 43_857_264}
    assert (table.columns[1].title, table.columns[1].text(table.records[0])) == ("gap", "43.86 ms")


def test_only_what_is_in_the_window() -> None:
    table = series_table(COUNTED, SECOND, 5, (SECOND, 6 * SECOND))
    assert [one["start_ns"] for one in table.records] == [2 * SECOND]


def test_the_filter_of_a_moment_is_within_what_was_meant() -> None:
    table = series_table(COUNTED, SECOND, 5, narrow=lambda text: f"(udp) && ({text})")
    assert table.records[0]["filter"] == (
        "(udp) && (frame.time_relative >= 0.000000000 && frame.time_relative < 1.000000000)"
    )


def test_in_text_and_for_spreadsheets() -> None:
    table = series_table(COUNTED, SECOND, 5)
    assert [line.split() for line in table.lines(80)][1:3] == [["Seconds", "all", "mean"], ["0", "3", "—"]]
    rows = list(csv.DictReader(io.StringIO("".join(csv_text(table.records)))))
    assert [(row["series_all"], row["series_mean"]) for row in rows] == [("3", ""), ("4", "1.5"), ("0", "2")]


def test_of_nothing_there_is_no_line() -> None:
    assert " ".join(series_table([], SECOND, 0).lines(80)).endswith("nothing came")
