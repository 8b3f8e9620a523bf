"""The hierarchy as a table: indented as it rode, each with a filter that finds as many packets."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.deep.columns.psml import SummaryBatch
from dissectors.deep.columns.summaries import Summaries
from dissectors.packets.table import PacketTable
from dissectors.statistics import hierarchy
from tests.dissectors.streams.frames import capture_of, tcp
from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.hierarchy import hierarchy_tables
from tui.statistics.subject import Subject


def test_filters_find_the_packets_that_were_counted() -> None:
    with subject_of("http.pcapng") as subject:
        (table,) = hierarchy_tables(subject)
        assert table.title.startswith("Protocol hierarchy, bit/s over ")
        assert [one["protocol"] for one in table.records][:4] == ["frame", "eth", "ip", "tcp"]
        for one in table.records:
            assert count_matching(subject, one["filter"]) == one["packets"]
            assert one["filter_finds"] is None


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


def test_what_tshark_names_as_here_is_one_row_which_leads_to_all_of_it(tmp_path: Path) -> None:
    client, server = ("10.0.0.1", 4000), ("10.0.0.2", 80)
    frames = [tcp(client, server, data=b"GET / HTTP/1.1\r\n\r\n")]
    frames += [tcp(client, ("10.0.0.2", port), data=b"no words") for port in (5001, 5002)]
    told = Summaries()
    told.append(SummaryBatch(1, [b"HTTP", b"HTTP", b"TCP"], [b""] * 3, [b""] * 3))
    subject = Subject("", PacketTable(capture_of(frames, tmp_path)))
    subject.told_protocols = told
    (table,) = hierarchy_tables(subject)
    found = {one["protocol"]: one for one in table.records}
    assert (found["http"]["packets"], found["data"]["packets"]) == (2, 1)
    assert found["http"]["filter"] == "(http) || frame.number in {2}"
    assert count_matching(subject, found["http"]["filter"]) == 2


def test_where_more_were_told_than_are_named_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hierarchy, "MOST_NAMED", 1)
    client, server = ("10.0.0.1", 4000), ("10.0.0.2", 80)
    frames = [tcp(client, server, data=b"GET / HTTP/1.1\r\n\r\n")]
    frames += [tcp(client, ("10.0.0.2", port), data=b"no words") for port in range(5001, 5008)]
    told = Summaries()
    told.append(SummaryBatch(1, [*[b"HTTP"] * 3, *[b"SMB2"] * 3, *[b"TCP"] * 2], [b""] * 8, [b""] * 8))
    subject = Subject("", PacketTable(capture_of(frames, tmp_path)))
    subject.told_protocols = told
    (table,) = hierarchy_tables(subject)
    found = {one["protocol"]: (one["packets"], one["filter"], one["filter_finds"]) for one in table.records}
    assert found["http"] == (3, "(http) || frame.number in {2}", "2 of 3 packets")
    assert found["SMB2 (tshark)"] == (3, "frame.number in {4}", "the first 1 of 3 packets")
    count, text, finds = found["data"]
    assert (count, finds, count_matching(subject, text)) == (2, "these and 3 more", 5)
    assert found["tcp"][2] is None


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
