"""Endpoints as tables: both ways together are all, a filter finds them, and names and processes are told."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.statistics.host_names import packed
from dissectors.streams.tables.kinds import TITLES
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.frames import capture_of, tcp
from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.endpoints import endpoint_table, endpoint_tables
from tui.statistics.records import in_order
from tui.statistics.subject import Subject
from tui.statistics.tables import Table


def test_what_is_sent_and_received_is_all_and_filters_find_it() -> None:
    with subject_of("wire.pcapng") as subject:
        tables = list(endpoint_tables(subject))
        for one in [one for table in tables for one in table.records]:
            assert one["packets"] == one["packets_sent"] + one["packets_received"]
            assert count_matching(subject, one["filter"]) == one["packets"]
    assert {"Ethernet endpoints", "IPv4 endpoints"} <= {table.title.partition(":")[0] for table in tables}


def test_the_next_kind_is_counted_when_it_is_asked_for() -> None:
    with subject_of("wire.pcapng") as subject:
        tables = endpoint_tables(subject)
        assert next(tables).name == TITLES["eth"]
        assert set(subject.conversations._known) == {"eth"}  # type: ignore[attr-defined]
        assert next(tables).name == TITLES["ip"]


def test_an_endpoint_s_rates_are_over_its_own_time() -> None:
    with subject_of("http.pcapng") as subject:
        table = endpoint_table(subject, "tcp")
        (one,) = table.records[:1]
    seconds = (one["last_time_ns"] - one["first_time_ns"]) / 1e9
    assert one["bits_per_second_sent"] == pytest.approx(one["bytes_sent"] * 8 / seconds)
    titles = {column.by: column.title for column in table.columns}
    assert titles["bits_per_second_sent"] == "own bit/s out"


def test_a_port_that_has_a_name_is_told_with_it() -> None:
    with subject_of("dns.pcapng") as subject:
        table = next(table for table in endpoint_tables(subject) if table.title.startswith("UDP"))
    assert "domain" in [one["service"] for one in table.records]
    assert "Service" in next(iter(list(table.lines(120))[1:]))


def told(subject: Subject, title: str) -> Table:
    return next(table for table in endpoint_tables(subject) if table.name == title)


def test_names_that_are_asked_for_come_when_there_are_any(tmp_path: Path) -> None:
    said: dict[bytes, str] = {}
    subject = Subject("", PacketTable(capture_of([tcp(CLIENT, SERVER)], tmp_path)), asked=said)
    table = told(subject, "IPv4")
    assert table.address is not None
    assert list(map(table.address, table.records)) == [CLIENT.address, SERVER.address]
    assert "Name" in {column.title for column in table.columns}
    assert {one["name"] for one in table.records} == {None}
    said[packed(CLIENT.address) or b""] = "asked.test"
    assert {one["address"]: one["name"] for one in table.records} == {
        CLIENT.address: "asked.test",
        SERVER.address: None,
    }
    assert told(subject, "Ethernet").address is None
    subject.shows_names = False
    subject.forget()
    assert told(subject, "IPv4").address is None
    assert {one["name"] for one in told(subject, "IPv4").records} == {None}


def test_processes_are_told_of_endpoints_and_of_addresses(tmp_path: Path) -> None:
    frames = [tcp((CLIENT.address, port), SERVER) for port in (1, 2, 3)]
    table = PacketTable(capture_of(frames, tmp_path))
    for port, name in ((1, "curl"), (2, "nc"), (3, "nc")):
        table.attributions.append([found(name, port, local=CLIENT._replace(port=port), time_ns=9)])
    subject = Subject("", table)
    ends, addresses = told(subject, "TCP"), told(subject, "IPv4")
    column = next(column for column in ends.columns if column.title == "Process")
    by_end = {one["endpoint"]: column.text(one) for one in ends.records}
    assert by_end == {"10.0.0.2:1": "curl (1)", "10.0.0.2:2": "nc (2)", "10.0.0.2:3": "nc (3)", "10.0.0.1:80": "—"}
    by_address = {one["endpoint"]: column.text(one) for one in addresses.records}
    assert by_address == {"10.0.0.2": "curl (1) and 2 more", "10.0.0.1": "—"}
    one = next(one for one in addresses.records if one["process_count"])
    assert (one["processes"], one["process_count"]) == (["curl (1)", "nc (2)", "nc (3)"], 3)
    up, down = (in_order(ends.records, "processes", descending=way) for way in (False, True))
    assert [one["port"] for one in up] == [1, 2, 3, 80]
    assert [one["port"] for one in down] == [3, 2, 1, 80]


def test_words_are_sorted_by_without_whole_records() -> None:
    with subject_of("dns.pcapng") as subject:
        for table in endpoint_tables(subject):
            for by in ("service", "name", "vendor"):
                ordered = [one[by] for one in in_order(table.records, by, descending=False)]
                known = [one for one in ordered if one is not None]
                assert ordered == [*sorted(known, key=str.casefold), *[None] * (len(ordered) - len(known))]


def test_without_processes_there_is_no_such_column() -> None:
    with subject_of("wire.pcapng") as subject:
        assert "Process" not in {column.title for table in endpoint_tables(subject) for column in table.columns}
        assert {one["processes"] for table in endpoint_tables(subject) for one in table.records} == {None}
