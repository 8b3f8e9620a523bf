"""Values of fields as tables: each with a filter that finds as many packets."""

from __future__ import annotations

import pytest

from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.values import flag_tables, icmp_tables, port_tables, ttl_tables


@pytest.mark.parametrize("sample", ["hello.pcapng", "hello-ipv6.pcapng", "ping.pcapng", "refused.pcapng"])
def test_filters_find_what_was_counted(sample: str) -> None:
    with subject_of(sample) as subject:
        tables = [*flag_tables(subject), *ttl_tables(subject), *icmp_tables(subject)]
        for one in [one for table in tables for one in table.records]:
            assert count_matching(subject, one["filter"]) == one["packets"]


def test_flags_are_told_by_name_and_number() -> None:
    with subject_of("hello.pcapng") as subject:
        (table,) = flag_tables(subject)
    assert "SYN, ACK (0x012)" in [one["text"] for one in table.records]


def test_ports_have_packets_in_both_ways_and_names() -> None:
    with subject_of("dns.pcapng") as subject:
        (table,) = port_tables(subject)
        one = next(one for one in table.records if one["port"] == 53)
        assert one["service"] == "domain"
        assert one["packets_to"] + one["packets_from"] == count_matching(subject, one["filter"])


def test_icmp_is_told_by_type() -> None:
    with subject_of("ping.pcapng") as subject:
        texts = [one["text"] for table in icmp_tables(subject) for one in table.records]
    assert "Echo (ping) request" in texts


def test_codes_are_told_by_name() -> None:
    with subject_of("udp-unreachable.pcapng") as subject:
        (table,) = icmp_tables(subject)
        assert "Port unreachable (3)" in "\n".join(table.lines(80))
