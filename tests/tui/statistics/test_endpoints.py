"""Endpoints in print: both ways together are all, and a filter finds them."""

from __future__ import annotations

from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.endpoints import endpoint_tables


def test_what_is_sent_and_received_is_all_and_filters_find_it() -> None:
    with subject_of("wire.pcapng") as subject:
        tables = endpoint_tables(subject)
        for one in [one for table in tables for one in table.records]:
            assert one["packets"] == one["packets_sent"] + one["packets_received"]
            assert count_matching(subject, one["filter"]) == one["packets"]
    assert {"Ethernet endpoints", "IPv4 endpoints"} <= {table.title.partition(":")[0] for table in tables}


def test_a_port_that_has_a_name_is_told_with_it() -> None:
    with subject_of("dns.pcapng") as subject:
        table = next(table for table in endpoint_tables(subject) if table.title.startswith("UDP"))
    assert "domain" in [one["service"] for one in table.records]
    assert "Service" in next(iter(list(table.lines(120))[1:]))
