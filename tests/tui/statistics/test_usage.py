"""Who used the wire, as tables: protocols by what is innermost, processes where they are known."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import End
from dissectors.statistics.usage import Usage
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.statistics.timed import FRAME, SECOND, at_times, captured
from tests.dissectors.streams.frames import udp
from tests.dissectors.streams.talk import Talk
from tests.tui.statistics.subjects import subject_of
from tui.statistics.records import in_order
from tui.statistics.subject import Subject
from tui.statistics.usage import host_tables, process_tables, program_tables, protocol_tables

CLIENT_AGAIN = End(CLIENT.address, CLIENT.port + 1)


def test_every_packet_has_one_innermost_protocol() -> None:
    with subject_of("http.pcapng") as subject:
        (table,) = protocol_tables(subject)
        assert sum(one["packets"] for one in table.records) == len(subject.table)
        assert {"tcp", "http"} <= {one["name"] for one in table.records}


def test_rates_are_over_what_the_heading_says(tmp_path: Path) -> None:
    (table,) = host_tables(Subject("", PacketTable(captured([(0, FRAME), (8 * SECOND, FRAME)], tmp_path))))
    assert table.title == "Hosts: 2, most bytes first, bit/s over 8 s"
    assert table.records[0]["bits_per_second"] == 2 * len(FRAME)


def test_processes_are_told_with_both_ways(tmp_path: Path) -> None:
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("cu\x1brl", 7), found("nginx", 9, local=SERVER, remote=CLIENT)])
    (printed,) = process_tables(Subject("talk", table))
    assert {one["name"] for one in printed.records} == {"cu\x1brl (7)", "nginx (9)"}
    one = next(one for one in printed.records if one["name"].startswith("nginx"))
    assert (one["packets"], one["filter"]) == (3, "proc.pid == 9")
    assert one["packets_sent"] + one["packets_received"] == 3
    assert "\x1b" not in "\n".join(printed.lines(80))


def test_processes_of_a_program_are_told_together(tmp_path: Path) -> None:
    again = Talk(CLIENT_AGAIN).shake()
    table = Talk().shake().table(tmp_path, again)
    table.attributions.append(
        [found('"curl', 7), found('"curl', 8, local=CLIENT_AGAIN), found("", 9, local=SERVER, remote=CLIENT)]
    )
    (printed,) = program_tables(Subject("talk", table))
    told = {one["name"]: (one["packets"], one["filter"]) for one in printed.records}
    assert told == {'"curl': (6, 'proc.name == "\\"curl"'), "9": (3, "proc.pid == 9")}
    assert len(process_tables(Subject("talk", table))[0].records) == 3


def test_where_no_process_is_known_there_is_no_table() -> None:
    with subject_of("http.pcapng") as subject:
        assert process_tables(subject) == program_tables(subject) == []


def test_what_matters_most_stands_first_live_the_last_seconds() -> None:
    with subject_of("udp.pcapng", shows_names=False) as subject:
        (saved,) = host_tables(subject)
        subject.now = (subject.overview.last_time or 0) + 1
        (live,) = host_tables(subject)
    assert [column.by for column in saved.columns][:3] == ["name", "packets", "bytes"]
    assert [column.by for column in live.columns][:3] == ["name", "bits_per_second_1s", "bits_per_second_10s"]
    assert [column.by for column in live.columns][4:7] == ["bytes", "byte_share", "last_minute"]
    assert {column.by for column in saved.columns} == {column.by for column in live.columns}


def test_a_window_is_no_longer_than_the_capture(tmp_path: Path) -> None:
    subject = Subject("young", PacketTable(captured([(100 * SECOND, FRAME), (103 * SECOND, FRAME)], tmp_path)))
    for seconds, expected in ((104, 4), (120, 20), (200, 60)):
        subject.now = seconds * SECOND
        (table,) = protocol_tables(subject)
        bits = 0 if seconds == 200 else 2 * len(FRAME) * 8
        assert table.records[0]["bits_per_second_60s"] == bits / expected


def test_what_an_address_sends_to_itself_is_no_more_than_came(tmp_path: Path) -> None:
    own = udp(("10.0.0.1", 1), ("10.0.0.1", 2))
    subject = Subject("loopback", at_times([0, SECOND], tmp_path, own))
    (table,) = host_tables(subject)
    (one,) = table.records
    assert (one["packets"], one["bytes"], one["byte_share"]) == (2, 2 * len(own), 1)
    assert one["bits_per_second"] == 2 * len(own) * 8
    assert one["bytes_sent"] == one["bytes_received"] == one["bytes"]


def test_names_have_a_column_where_there_are_some() -> None:
    with subject_of("dns.pcapng") as subject:
        assert "host_name" in {column.by for table in host_tables(subject) for column in table.columns}


def test_hosts_are_sorted_by_name_without_their_last_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    with subject_of("dns.pcapng") as subject:
        (table,) = host_tables(subject)
        with monkeypatch.context() as broken:
            broken.setattr(Usage, "sparklines", None)
            records = in_order(table.records, "host_name", descending=False)
        ordered = [one["host_name"] for one in records]
    known = [one for one in ordered if one is not None]
    assert known == sorted(known, key=str.casefold) == ordered[: len(known)] != []


def test_whoever_draws_counts_nothing_for_the_first_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    with subject_of("dns.pcapng") as subject:
        (table,) = host_tables(subject)
    with monkeypatch.context() as broken:
        broken.setattr(Usage, "sparklines", None)
        assert [sum(one["last_minute"]) for one in table.records] == [one["bytes"] for one in table.records]


def test_of_no_packets_there_is_nothing() -> None:
    with subject_of("http.pcapng", []) as subject:
        assert protocol_tables(subject) == []
