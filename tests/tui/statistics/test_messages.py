"""DNS, HTTP and TLS as tables: what was asked and answered, found again by filters."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from dissectors.packets.table import PacketTable
from dissectors.statistics.messages import LONGEST, Message, Told
from tests.dissectors.streams.frames import capture_of, tcp
from tests.tui.statistics.subjects import count_matching, subject_of
from tui.statistics.messages import dns_tables, http_tables, tls_tables
from tui.statistics.subject import Subject


def told(subject: Subject, *tolds: Told) -> Subject:
    """The subject with these messages in place of its own."""
    ends = ("192.0.2.1", "192.0.2.2", 443)
    messages = [Message(one, "tcp.stream", 0, *ends, row, row) for row, one in enumerate(tolds)]
    subject.messages = lambda spoken: [one for one in messages if one.told.protocol in spoken]  # type: ignore[method-assign]
    return subject


def test_dns_names_types_and_codes_are_counted_and_found() -> None:
    with subject_of("dns.pcapng") as subject:
        tables = dns_tables(subject)
        assert {"name", "type", "code"} <= {one["of"] for table in tables for one in table.records}
        for one in [one for table in tables for one in table.records]:
            assert count_matching(subject, one["filter"]) == one["count"]


def test_http_hosts_methods_and_statuses_are_counted_and_found() -> None:
    with subject_of("http.pcapng") as subject:
        tables = http_tables(subject)
        assert [table.records[0]["of"] for table in tables] == ["host", "path", "method", "status", "server"]
        for one in [one for table in tables for one in table.records]:
            if one["value"]:
                assert count_matching(subject, one["filter"]) == one["count"]


def test_tls_is_told_by_name_version_and_suite() -> None:
    hello = Told("tls", False, 0, "example.org", "TLS 1.3", None, "")
    answer = Told("tls", True, 0, "", "TLS 1.2", 0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
    with subject_of("http.pcapng") as subject:
        tables = tls_tables(told(subject, hello, hello, answer))
        for table in tables:
            count_matching(subject, table.records[0]["filter"])
    assert [(table.records[0]["of"], table.records[0]["count"]) for table in tables] == [
        ("name", 2),
        ("version", 1),
        ("suite", 1),
        ("server", 1),
    ]


def test_what_was_asked_for_has_the_times_of_its_answers() -> None:
    with subject_of("http.pcapng") as subject:
        for table in http_tables(subject):
            for one in table.records:
                assert 0 < one["median_ns"] <= one["p95_ns"] <= one["largest_ns"]
    with subject_of("dns.pcapng") as subject:
        names = next(table for table in dns_tables(subject) if table.records[0]["of"] == "name")
        assert any(one["largest_ns"] for one in names.records)
        assert "Worst" in "\n".join(names.lines(120))


def test_names_that_failed_stand_apart() -> None:
    failed = Told("dns", True, 1, "no.such", "A", 3, "No such name")
    with subject_of("http.pcapng") as subject:
        tables = dns_tables(told(subject, failed, failed._replace(name="www", code=0)))
        (table,) = [table for table in tables if table.name == "Failed"]
        assert [(one["value"], one["count"]) for one in table.records] == [("no.such", 1)]
        assert count_matching(subject, table.records[0]["filter"]) == 0
        assert "Worst" not in "\n".join(table.lines(80))


def test_a_name_that_was_too_long_is_looked_for_by_its_beginning() -> None:
    with subject_of("http.pcapng") as subject:
        (table, *_) = http_tables(told(subject, Told("http", False, 0, "x" * LONGEST, "GET", None, "")))
    assert table.records[0]["filter"].startswith("http.host contains ")


def test_a_name_with_quotes_makes_a_filter_nevertheless() -> None:
    with subject_of("http.pcapng") as subject:
        (table, *_) = http_tables(told(subject, Told("http", False, 0, 'a"b\\\x1b', "GET", None, "")))
        assert count_matching(subject, table.records[0]["filter"]) == 0
        assert "\x1b" not in "\n".join(table.lines(80))


def test_what_came_in_several_segments_is_found_by_its_packets() -> None:
    hello = Told("tls", False, 0, "example.org", "TLS 1.3", None, "")
    with subject_of("http.pcapng") as subject:
        told(subject, hello, hello)
        (alone,) = tls_tables(subject)
        messages = [one._replace(is_joined=one.row == 1) for one in subject.messages(("tls",))]
        subject.messages = lambda spoken: messages  # type: ignore[method-assign]
        (joined,) = tls_tables(subject)
    assert alone.records[0]["filter"] == 'tls.handshake.extensions_server_name == "example.org"'
    assert joined.records[0]["filter"] == "frame.number in {1, 2}"


def test_without_messages_there_are_no_tables() -> None:
    with subject_of("ping.pcapng") as subject:
        assert [*dns_tables(subject), *http_tables(subject), *tls_tables(subject)] == []


def test_what_no_terminal_should_draw_is_found_as_it_is(tmp_path: Path) -> None:
    request = b"GET /\x1b]0;x\x07[red]?a HTTP/1.1\r\nHost: a\x00b\x1b[2J\r\n\r\n"
    capture = capture_of([tcp(("10.0.0.1", 4000), ("10.0.0.2", 80), data=request)], tmp_path)
    with closing(Subject("", PacketTable(capture))) as subject:
        for one in [one for table in http_tables(subject) for one in table.records]:
            assert count_matching(subject, one["filter"]) == 1
