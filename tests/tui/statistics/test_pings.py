"""Pings by host: answers, losses and times, found again by their filters."""

from __future__ import annotations

from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.pings import ping_tables


def test_hosts_are_told_with_their_times_and_packets() -> None:
    with subject_of("ping.pcapng", shows_names=False) as subject:
        (table,) = ping_tables(subject)
        (one,) = table.records
        assert (one["requests"], one["answered"], one["lost"]) == (3, 3, 0)
        assert 0 < one["least_ns"] <= one["median_ns"] <= one["largest_ns"]
        assert count_matching(subject, one["filter"]) == 6
        assert table.address is not None
        assert table.address(one) == one["host"]
        assert "100 %" not in "\n".join(table.lines(80))


def test_one_without_an_answer_is_lost_and_has_no_times() -> None:
    with subject_of("ping.pcapng", [0]) as subject:
        (table,) = ping_tables(subject)
        (one,) = table.records
        assert (one["requests"], one["answered"], one["lost"], one["lost_share"]) == (1, 0, 1, 1.0)
        assert one["largest_ns"] is None


def test_without_pings_there_is_no_table() -> None:
    with subject_of("dns.pcapng") as subject:
        assert ping_tables(subject) == []
