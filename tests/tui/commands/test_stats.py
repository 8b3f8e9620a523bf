"""`remora stats`: what is printed, and how it ends."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from dissectors.statistics.message_survey import MessageSurvey
from tests.conftest import SAMPLES
from tui import cli
from tui.commands.stats import interval_nanoseconds
from tui.rows import Packets

HELLO = str(SAMPLES / "hello.pcapng")
DNS = str(SAMPLES / "dns.pcapng")

Output = pytest.CaptureFixture[str]


def printed(capfd: Output, *arguments: str) -> str:
    """What a successful `remora stats` prints."""
    assert cli.run(["stats", *arguments]) == 0
    return capfd.readouterr().out


def test_a_report_fits_a_ticket(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    lines = printed(capfd, HELLO).splitlines()
    assert lines[0] == "Overview"
    assert max(map(len, lines)) <= 80


def test_a_pipe_gets_whole_tables_and_those_that_fit_where_a_width_is_given(
    capfd: Output, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    whole = printed(capfd, DNS, "--kind", "endpoints")
    assert "Last after" in whole
    assert "Left out" not in whole
    monkeypatch.setenv("COLUMNS", "80")
    text = printed(capfd, DNS, "--kind", "endpoints")
    assert max(map(len, text.splitlines())) <= 80
    assert "Left out for want of room: own bit/s out, " in text
    monkeypatch.setenv("COLUMNS", "500")
    assert printed(capfd, DNS, "--kind", "endpoints") == whole


def test_only_the_kinds_that_are_asked_for(capfd: Output) -> None:
    text = printed(capfd, DNS, "--kind", "ttl", "--kind", "dns")
    assert text.startswith("IPv4: time to live")
    assert "DNS names asked for, of 3 queries" in text
    assert "Overview" not in text


def test_json_says_the_kind_of_each_object(capfd: Output) -> None:
    found = json.loads(printed(capfd, DNS, "--json"))
    assert {"overview", "hierarchy", "endpoints", "conversations", "io", "lengths", "dns", "responses"} <= {
        one["type"] for one in found
    }


def test_csv_is_a_table(capfd: Output) -> None:
    rows = list(csv.DictReader(io.StringIO(printed(capfd, DNS, "--kind", "endpoints", "--csv"))))
    assert {row["kind"] for row in rows} == {"eth", "ip", "udp"}


def test_a_filter_narrows_everything(capfd: Output) -> None:
    found = json.loads(printed(capfd, DNS, "--json", "-Y", "dns.flags.response == 0"))
    overview = next(one for one in found if one["type"] == "overview")
    assert (overview["packets"], overview["packets_in_all"]) == (3, 6)
    assert not [one for one in found if one["type"] == "dns" and one["of"] == "code"]
    assert all("dns.flags.response == 0" in one["filter"] for one in found if one["type"] == "hierarchy")


def test_a_filter_that_tshark_answers(capfd: Output, require_tool: object) -> None:
    require_tool("tshark")  # type: ignore[operator]
    (one,) = json.loads(printed(capfd, DNS, "--kind", "overview", "--json", "-Y", "frame.coloring_rule.name"))
    assert one["packets_in_all"] == 6


def test_nothing_is_said_to_be_nothing(capfd: Output) -> None:
    assert printed(capfd, HELLO, "--kind", "icmp") == "icmp: none in 20 packets.\n"
    assert json.loads(printed(capfd, HELLO, "--kind", "icmp", "--json")) == []
    assert "no packets" in printed(capfd, HELLO, "-Y", "udp", "--kind", "hierarchy")


def test_intervals_are_as_long_as_asked(capfd: Output) -> None:
    found = json.loads(printed(capfd, HELLO, "--kind", "io", "--interval", "10ms", "--json"))
    assert {one["interval_ns"] for one in found} == {10_000_000}


def test_tcp_graphs_are_of_a_conversation_and_a_side(capfd: Output) -> None:
    told = ("--kind", "tcp", "--stream", "0", "--graph", "throughput", "--side", "server", "--interval", "10ms")
    text = printed(capfd, HELLO, *told)
    assert text.startswith("Throughput, tcp.stream 0: ")
    assert "Averaged over the last 10 ms." in text
    found = json.loads(printed(capfd, HELLO, *told, "--json"))
    assert {one["graph"] for one in found} == {"throughput"}
    assert len({one["data_from"] for one in found}) == 1


def test_round_trips_are_told_of_all_hosts_and_conversations(capfd: Output) -> None:
    rows = list(csv.DictReader(io.StringIO(printed(capfd, HELLO, "--kind", "rtt", "--csv"))))
    assert {row["by"] for row in rows} == {"all", "host", "conversation"}


def test_a_pipe_is_read_to_its_end(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = printed(capfd, HELLO, "--kind", "hierarchy")
    with open(HELLO, "rb") as pipe:
        monkeypatch.setattr("sys.stdin", pipe)
        assert printed(capfd, "-", "--kind", "hierarchy") == expected


def test_a_cut_file_is_told_after_what_it_has(capfd: Output, tmp_path: Path) -> None:
    cut = tmp_path / "cut.pcapng"
    cut.write_bytes(Path(HELLO).read_bytes()[:-30])
    assert cli.run(["stats", str(cut)]) == 1
    output = capfd.readouterr()
    assert "Protocol hierarchy" in output.out
    assert output.err.startswith("remora: ")
    assert output.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["nothing-here"],
        [HELLO, "-Y", "tcp =="],
        [HELLO, "--kind", "token"],
        [HELLO, "--csv"],
        [HELLO, "--csv", "--json", "--kind", "io"],
        [HELLO, "--interval", "soon"],
        [HELLO, "--stream", "0"],
        [HELLO, "--kind", "tcp", "--stream", "99"],
        [HELLO, "--kind", "tcp", "--graph", "pie"],
        [HELLO, "--interval", "0s"],
        [HELLO, "--interval", "1ns"],
        [HELLO, "--interval", "1s", "--kind", "dns"],
        [],
    ],
)
def test_what_cannot_be_done_is_one_line_and_status_2(capfd: Output, arguments: list[str]) -> None:
    assert cli.run(["stats", *arguments]) == 2
    output = capfd.readouterr()
    assert output.out == ""
    assert output.err.startswith("remora: ")
    assert output.err.count("\n") == 1


def test_an_interruption_prints_what_there_is(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: MessageSurvey, seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MessageSurvey, "step", interrupted)
    assert cli.run(["stats", DNS]) == 130
    assert "Protocol hierarchy" in capfd.readouterr().out


def test_an_interval_without_a_kind_is_of_packets_over_time(capfd: Output) -> None:
    assert "Protocol hierarchy" not in printed(capfd, HELLO, "--interval", "10ms")


@pytest.mark.parametrize(
    ("text", "nanoseconds"),
    [
        ("1s", 10**9),
        ("100ms", 10**8),
        ("0.5", 5 * 10**8),
        ("10us", 10_000),
        ("2m", 120 * 10**9),
        ("1h", 3600 * 10**9),
        ("1d", 86400 * 10**9),
    ],
)
def test_intervals_have_units(text: str, nanoseconds: int) -> None:
    assert interval_nanoseconds(text) == nanoseconds


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([HELLO, "-i", "lo"], "not both"),
        ([HELLO, "-a", "duration:1"], "live capture"),
        (["-i", "lo", "-w", "-"], "name of a file"),
    ],
)
def test_a_file_and_a_live_capture_are_kept_apart(capfd: Output, arguments: list[str], words: str) -> None:
    assert cli.run(["stats", *arguments]) == 2
    assert words in capfd.readouterr().err


def test_only_so_many_packets_are_read(capfd: Output) -> None:
    (one,) = json.loads(printed(capfd, HELLO, "-c", "4", "--kind", "overview", "--json"))
    assert one["packets"] == 4


def test_an_interrupted_pipe_is_counted_as_far_as_it_came(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    batches = Packets.batches

    def interrupted(self: Packets, most: int | None = None) -> Iterator[range]:
        yield from batches(self, most)
        raise KeyboardInterrupt

    monkeypatch.setattr(Packets, "batches", interrupted)
    with open(HELLO, "rb") as pipe:
        monkeypatch.setattr("sys.stdin", pipe)
        assert cli.run(["stats", "-", "--kind", "hierarchy"]) == 130
    assert "tcp" in capfd.readouterr().out
    assert cli.run(["stats", HELLO, "--kind", "hierarchy"]) == 130
    assert capfd.readouterr().out == ""


def test_series_over_time_are_drawn_and_told(capfd: Output) -> None:
    text = printed(capfd, HELLO, "--series", "tcp.flags.syn == 1", "--series", "bytes: tcp", "--interval", "1ms")
    assert "packets in 1 ms" in text.splitlines()[0]
    assert "bytes: tcp (bytes, to 161.1 kB)" in text.splitlines()[0]
    assert "Seconds  tcp.flags.syn == 1  bytes: tcp" in text
    found = json.loads(printed(capfd, HELLO, "--series", "tcp.flags.syn == 1", "--json"))
    assert sum(one["series"]["tcp.flags.syn == 1"] for one in found) == 2
    rows = list(csv.DictReader(io.StringIO(printed(capfd, HELLO, "--series", "MAX(tcp.len)", "--csv"))))
    assert max(int(row["series_MAX(tcp.len)"]) for row in rows) > 0


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--series", "frames: tcp"], "remora: --series frames: tcp: frames is nothing that can be counted"),
        (["--series", "tcp", "--kind", "ttl"], "--series is for --kind io"),
        ([*(["--series", "tcp"] * 17)], "at most 16 --series"),
    ],
)
def test_series_that_are_none(capfd: Output, arguments: list[str], told: str) -> None:
    assert cli.run(["stats", HELLO, *arguments]) == 2
    assert told in capfd.readouterr().err
