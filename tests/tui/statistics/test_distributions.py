"""Lengths and gaps as tables: buckets whose filters find what was counted."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.statistics.spreads import GAPS
from tests.dissectors.statistics.timed import SECOND, at_times
from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.distributions import gap_tables, length_tables
from tui.statistics.subject import Subject


def test_lengths_are_counted_and_found() -> None:
    with subject_of("http.pcapng") as subject:
        (table,) = length_tables(subject)
        assert sum(one["packets"] for one in table.records) == len(subject.table)
        for one in table.records:
            assert count_matching(subject, one["filter"]) == one["packets"]


def test_gaps_are_one_less_than_packets_and_found() -> None:
    with subject_of("http.pcapng") as subject:
        (table,) = gap_tables(subject)
        assert sum(one["packets"] for one in table.records) == len(subject.table) - 1
        for one in table.records:
            assert count_matching(subject, one["filter"]) == one["packets"]


def test_the_first_frame_s_time_of_nothing_is_no_gap(tmp_path: Path) -> None:
    subject = Subject("", at_times([1, 1, None, 1 + 2 * SECOND], tmp_path))
    (table,) = gap_tables(subject)
    assert [(one["packets"], count_matching(subject, one["filter"])) for one in table.records] == [(1, 1)]


def test_between_chosen_packets_no_field_of_the_capture_tells_the_gap() -> None:
    with subject_of("http.pcapng", [0, 2, 5]) as subject:
        (table,) = gap_tables(subject)
    assert {one["filter"] for one in table.records} == {None}


@pytest.mark.parametrize(
    ("seconds", "words"),
    [((2, 1, 4), "1 time goes backwards and is left out"), ((3, 2, 1, 4), "2 times go backwards and are left out")],
)
def test_times_that_go_backwards_are_said(seconds: tuple[int, ...], words: str, tmp_path: Path) -> None:
    (table,) = gap_tables(Subject("", at_times([one * SECOND for one in seconds], tmp_path)))
    assert table.title.endswith(f"; {words}")


def test_of_no_packets_there_are_none() -> None:
    with subject_of("http.pcapng", []) as subject:
        assert next(iter(length_tables(subject)[0].lines(80))).endswith(": there are none")


def test_edges_of_gaps_are_whole_numbers(tmp_path: Path) -> None:
    times, now = [0], 0
    for apart in GAPS:
        now += apart
        times.append(now)
    (table,) = gap_tables(Subject("", at_times(times, tmp_path)))
    labels = [table.columns[0].text(one) for one in table.records]
    assert labels == [
        *("0 s to 1 µs", "1 µs to 3 µs", "3 µs to 10 µs", "10 µs to 30 µs", "30 µs to 100 µs", "100 µs to 300 µs"),
        *("300 µs to 1 ms", "1 ms to 3 ms", "3 ms to 10 ms", "10 ms to 30 ms", "30 ms to 100 ms", "100 ms to 300 ms"),
        *("300 ms to 1 s", "1 s to 3 s", "3 s to 10 s", "10 s to 30 s", "30 s to 100 s", "100 s to 300 s"),
        *("300 s to 1,000 s", "1,000 s to 3,000 s", "3,000 s and more"),
    ]
