"""The hierarchy in print: indented as it rode, each with a filter that finds as many packets."""

from __future__ import annotations

from dissectors.deep.columns.psml import SummaryBatch
from dissectors.deep.columns.summaries import Summaries
from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.hierarchy import hierarchy_tables


def test_filters_find_the_packets_that_were_counted() -> None:
    with subject_of("http.pcapng") as subject:
        (table,) = hierarchy_tables(subject)
        assert [one["protocol"] for one in table.records][:4] == ["frame", "eth", "ip", "tcp"]
        for one in table.records:
            assert count_matching(subject, one["filter"]) == one["packets"]


def test_what_rode_on_another_stands_further_in() -> None:
    with subject_of("dns.pcapng") as subject:
        (table,) = hierarchy_tables(subject)
        lines = list(table.lines(80))
    assert lines[2].startswith("  frame ")
    assert lines[-1].startswith("          dns ")


def test_what_tshark_knows_joins_in_and_leads_to_its_packets() -> None:
    told = Summaries()
    with subject_of("udp.pcapng") as subject:
        count = len(subject.table)
        told.append(SummaryBatch(1, [b"QUIC"] * count, [b""] * count, [b""] * count))
        subject.told_protocols = told
        (table,) = hierarchy_tables(subject)
        assert not [one for one in table.records if one["protocol"] == "data"]
        (one,) = [one for one in table.records if one["protocol"] == "QUIC (tshark)"]
        assert count_matching(subject, one["filter"]) == one["packets"]


def test_no_packets_are_said_to_be_none() -> None:
    with subject_of("dns.pcapng", []) as subject:
        assert [line for table in hierarchy_tables(subject) for line in table.lines(80)] == [
            "Protocol hierarchy: no packets"
        ]


def test_what_ends_at_a_protocol_is_told_in_packets_and_bytes() -> None:
    with subject_of("http.pcapng") as subject:
        (table,) = hierarchy_tables(subject)
        heading = list(table.lines(160))[1]
    assert heading.split()[-5:] == ["Ends", "here", "Bytes", "ending", "here"]
    whole = table.records[0]
    assert sum(one["end_packets"] for one in table.records) == whole["packets"]
    assert sum(one["end_bytes"] for one in table.records) == whole["bytes"]
