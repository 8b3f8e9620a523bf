"""Packets and bytes over time in print: every packet in one interval, and a chart of the width there is."""

from __future__ import annotations

from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.rates import rate_chart, rate_tables


def test_every_packet_is_in_an_interval_and_its_filter_finds_it() -> None:
    with subject_of("hello.pcapng", interval=1_000_000) as subject:
        (table,) = rate_tables(subject)
        assert sum(one["packets"] for one in table.records) == len(subject.table)
        for one in table.records:
            assert count_matching(subject, one["filter"]) == one["packets"]
            assert one["start_ns"] % 1_000_000 == 0


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


def test_one_packet_has_no_chart_and_one_interval() -> None:
    with subject_of("hello.pcapng", [0]) as subject:
        assert list(rate_chart(subject, 80)) == []
        assert len(rate_tables(subject)[0].records) == 1


def test_no_packets_have_no_interval() -> None:
    with subject_of("hello.pcapng", []) as subject:
        assert rate_tables(subject)[0].records == []
