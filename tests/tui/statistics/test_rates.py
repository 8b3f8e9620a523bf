"""Packets and bytes over time as tables: every packet in one interval, and a chart of the width there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from tests.dissectors.statistics.timed import FRAME, SECOND, at_times, captured
from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.rates import rate_chart, rate_tables
from tui.statistics.subject import Subject


def test_every_packet_is_in_an_interval_and_its_filter_finds_it() -> None:
    with subject_of("hello.pcapng", interval=1_000_000) as subject:
        (table,) = rate_tables(subject)
        assert sum(one["packets"] for one in table.records) == len(subject.table)
        for one in table.records:
            assert count_matching(subject, one["filter"]) == one["packets"]
            assert one["start_ns"] % 1_000_000 == 0


def test_where_the_first_frame_has_no_time_intervals_are_found_by_the_clock(tmp_path: Path) -> None:
    packets = at_times([None, SECOND, 3 * SECOND, None], tmp_path)
    packets.time = lambda row: None  # type: ignore[method-assign]
    subject = Subject("", packets, interval=SECOND)
    (table,) = rate_tables(subject)
    assert [(one["packets"], count_matching(subject, one["filter"])) for one in table.records] == [(1, 1), (1, 1)]


def test_a_chart_is_no_wider_than_it_may_be() -> None:
    with subject_of("hello.pcapng") as subject:
        for width in (60, 80, 132):
            lines = list(rate_chart(subject, width))
            assert max(map(len, lines)) <= width


def test_a_chart_has_its_axes_and_says_what_they_do_not() -> None:
    with subject_of("hello.pcapng") as subject:
        heading, *lines = rate_chart(subject, 80)
        assert heading.startswith("Bits a second over ")
        assert "█" in lines[0]
        assert "Mbit/s ┤" in "".join(lines)
        assert lines[-1].split()[:2] == ["0", "20"]


def test_a_chart_counts_from_the_capture_s_first_packet_as_all_times_do(tmp_path: Path) -> None:
    capture = captured([(time * SECOND, FRAME) for time in (41, 40, 1)], tmp_path)
    heading, *_, axis = rate_chart(Subject("", PacketTable(capture)), 80)
    assert heading.startswith("Bits a second over 40 s")
    assert (axis.split()[0], axis.split()[-1]) == ("-40", "0")


@pytest.mark.parametrize("ends", [(0, 2**63 - 1), (2**63 - 1, -(2**63) + 1)])
def test_a_chart_has_room_for_any_times(ends: tuple[int, int], tmp_path: Path) -> None:
    table = at_times(ends, tmp_path)
    table.time = lambda row: ends[row]  # type: ignore[method-assign]
    assert len(list(rate_chart(Subject("", table), 80))) > 2


def test_where_no_time_passed_there_is_no_rate(tmp_path: Path) -> None:
    (table,) = rate_tables(Subject("", at_times([SECOND] * 3, tmp_path)))
    assert [(one["packets"], one["bits_per_second"]) for one in table.records] == [(3, None)]
    assert "—" in list(table.lines(80))[-1]
    (table,) = rate_tables(Subject("", at_times([SECOND, 2 * SECOND], tmp_path)))
    assert all(one["bits_per_second"] for one in table.records)


def test_one_packet_has_no_chart_and_one_interval() -> None:
    with subject_of("hello.pcapng", [0]) as subject:
        assert list(rate_chart(subject, 80)) == []
        assert len(rate_tables(subject)[0].records) == 1


def test_no_packets_have_no_interval() -> None:
    with subject_of("hello.pcapng", []) as subject:
        assert rate_tables(subject)[0].records == []
