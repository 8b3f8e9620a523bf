"""Response times as tables: of each kind, with the packets of the slowest."""

from __future__ import annotations

import pytest

from dissectors.statistics.response_times import ResponseTimes
from tests.dissectors.statistics.test_exchange_filters import many
from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.records import in_order
from tui.statistics.responses import overall_table, response_tables


def test_handshakes_and_answers_are_timed_with_their_packets() -> None:
    with subject_of("http.pcapng") as subject:
        table = overall_table(subject)
        assert {"handshake", "first byte", "http"} <= {one["kind"] for one in table.records}
        for one in table.records:
            worst = one["worst"][0]
            assert one["largest_ns"] == worst["nanoseconds"]
            assert one["median_ns"] <= one["p95_ns"] <= one["p99_ns"] <= one["largest_ns"]
            assert worst["question_packet"] < worst["answer_packet"]
            assert count_matching(subject, one["filter"]) == 2 * one["count"]


def test_they_are_told_by_server_and_by_name() -> None:
    with subject_of("dns.pcapng") as subject:
        by = {one["by"] for table in response_tables(subject) for one in table.records}
    assert by == {"all", "server", "name", "exchange"}


def test_whoever_draws_does_not_look_through_exchanges(monkeypatch: pytest.MonkeyPatch) -> None:
    with subject_of("http.pcapng") as subject:
        tables = response_tables(subject)
        with monkeypatch.context() as broken:
            broken.setattr(ResponseTimes, "filter", None)
            assert all(one["filter"] for table in tables for one in table.records)


def test_where_nothing_was_answered_that_is_said() -> None:
    with subject_of("udp-unreachable.pcapng") as subject:
        assert list(overall_table(subject).lines(80)) == ["Response times: nothing was asked and answered"]


def test_pings_are_timed_by_host() -> None:
    with subject_of("ping.pcapng") as subject:
        tables = response_tables(subject)
        (one,) = [one for table in tables for one in table.records if (one["kind"], one["by"]) == ("ping", "server")]
        assert one["count"] == 3
        assert count_matching(subject, one["filter"]) == 6


def test_the_slowest_stand_one_by_one() -> None:
    with subject_of("http.pcapng") as subject:
        (table,) = [table for table in response_tables(subject) if table.name == "Slowest"]
        times = [one["largest_ns"] for one in table.records]
        assert times == sorted(times, reverse=True)
        found = subject.exchanges
        # What is known as HTTP is no first byte besides.
        asked = {one.question_row for one in found if one.kind != "first byte"}
        repeated = [one for one in found if one.kind == "first byte" and one.question_row in asked]
        assert repeated
        assert len(times) == len(found) - len(repeated)
        assert [one["kind"] for one in table.records].count("http") > 0
        assert all(count_matching(subject, one["filter"]) == 2 for one in table.records)
        assert "Server" in "\n".join(table.lines(100))


def test_groups_are_sorted_by_any_of_their_times() -> None:
    with subject_of("http.pcapng") as subject:
        records = overall_table(subject).records
        for by in ("count", "median_ns", "p99_ns", "kind", "average_ns", "answer_packet"):
            ordered = [one[by] for one in in_order(records, by, descending=True)]
            assert ordered == sorted(ordered, reverse=True)


def test_where_a_filter_leads_to_the_slowest_alone_that_is_said() -> None:
    with subject_of("http.pcapng") as subject:
        assert {one["filter_finds"] for one in overall_table(subject).records} == {None}
        subject.exchanges = many("first byte", 300)
        (one,) = overall_table(subject).records
        assert (one["filter"].count(","), one["filter_finds"]) == (199, "the slowest 100 of 300 answers")
