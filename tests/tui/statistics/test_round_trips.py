"""Round trips as statistics: of all, by host and by conversation."""

from __future__ import annotations

from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.round_trips import round_trip_tables


def test_they_are_told_of_all_by_host_and_by_conversation() -> None:
    with subject_of("http.pcapng") as subject:
        everything, hosts, conversations = round_trip_tables(subject)
        (one,) = everything.records
        assert one["count"] == sum(each["count"] for each in hosts.records)
        assert one["count"] == sum(each["count"] for each in conversations.records)
        assert one["count"] == count_matching(subject, "tcp.analysis.ack_rtt")
        assert one["median_ns"] <= one["p95_ns"] <= one["p99_ns"] <= one["largest_ns"]
        for table in (everything, hosts, conversations):
            for each in table.records:
                assert count_matching(subject, each["filter"]) == each["count"]


def test_each_end_of_a_conversation_acknowledges_apart() -> None:
    with subject_of("http.pcapng") as subject:
        table = round_trip_tables(subject)[2]
        records = list(table.records)
        heading = list(table.lines(80))[1]
    assert heading.split()[0] == "Stream"
    assert len({(one["stream"], one["end"]) for one in records}) == len(records)
    assert any(one["initial_rtt_ns"] for one in records)
    for one in records:
        assert one["end"].startswith(one["host"]) or one["end"].startswith("[")
        assert one["end"] != one["peer"]


def test_the_worst_is_told_with_its_packets() -> None:
    with subject_of("http.pcapng") as subject:
        (one,) = round_trip_tables(subject)[0].records
        apart = (subject.table.time(one["worst_packet"] - 1) or 0) - (
            subject.table.time(one["acknowledged_packet"] - 1) or 0
        )
    assert apart == one["largest_ns"]


def test_the_slowest_median_is_first_and_others_may_be() -> None:
    with subject_of("http.pcapng") as subject:
        records = round_trip_tables(subject)[2].records
    medians = [one["median_ns"] for one in records]
    assert medians == sorted(medians, reverse=True)


def test_only_rows_that_are_meant_count() -> None:
    with subject_of("http.pcapng") as whole, subject_of("http.pcapng", [0, 1, 2]) as some:
        counts = [round_trip_tables(subject)[0].records[0]["count"] for subject in (some, whole)]
    assert 0 < counts[0] < counts[1]


def test_where_nothing_was_acknowledged_that_is_said() -> None:
    with subject_of("ping.pcapng") as subject:
        (table,) = round_trip_tables(subject)
    assert list(table.lines(80)) == ["TCP round trips: nothing was acknowledged"]
