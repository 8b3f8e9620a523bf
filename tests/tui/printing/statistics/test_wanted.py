"""Statistics as they were asked for: which kinds, in which form, and what an interruption leaves."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dissectors.filters import compile_filter
from dissectors.packets.table import PacketTable
from dissectors.statistics.message_survey import MessageSurvey
from tests.dissectors.streams.frames import capture_of, tcp
from tests.tui.statistics.subjects import subject_of
from tui.printing.statistics import wanted as wanted_module
from tui.printing.statistics.asked_names import AskedNames
from tui.printing.statistics.wanted import Form, WantedStatistics, chosen_rows, print_statistics

Output = pytest.CaptureFixture[str]


def printed(capfd: Output, wanted: WantedStatistics, rows: list[int] | None = None) -> str:
    with subject_of("dns.pcapng") as subject:
        chosen = None if rows is None else np.array(rows, np.int64)
        assert not print_statistics(wanted, "dns.pcapng", subject.table, chosen, subject.file)
    return capfd.readouterr().out


def test_without_a_kind_there_is_a_report(capfd: Output) -> None:
    text = printed(capfd, WantedStatistics())
    assert text.startswith("Overview\n")
    assert "Protocol hierarchy" in text


def test_kinds_stand_apart_in_the_order_they_were_asked_for(capfd: Output) -> None:
    text = printed(capfd, WantedStatistics(("lengths", "ttl")))
    assert text.index("Packet lengths") < text.index("\n\nIPv4: time to live")


def test_json_and_csv_have_the_same_records(capfd: Output) -> None:
    records = json.loads(printed(capfd, WantedStatistics(("ports",), "json")))
    assert len(printed(capfd, WantedStatistics(("ports",), "csv")).splitlines()) == len(records) + 1


def test_a_kind_that_dissects_nothing_is_never_interrupted(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: MessageSurvey, seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MessageSurvey, "step", interrupted)
    printed(capfd, WantedStatistics(("hierarchy",)))
    with subject_of("dns.pcapng") as subject:
        assert print_statistics(WantedStatistics(("dns",)), "dns.pcapng", subject.table, None)


def test_rows_are_those_that_a_filter_finds() -> None:
    with subject_of("dns.pcapng") as subject:
        assert chosen_rows(subject.table, compile_filter("dns.flags.response == 1")).tolist() == [1, 3, 5]
        assert chosen_rows(subject.table, compile_filter("tcp")).tolist() == []


def test_only_messages_that_are_counted_are_dissected(monkeypatch: pytest.MonkeyPatch, capfd: Output) -> None:
    asked: list[frozenset[str]] = []
    begin = MessageSurvey.__init__

    def noted(self: MessageSurvey, table: Any, spoken: Any, rows: Any) -> None:
        asked.append(spoken)
        begin(self, table, spoken, rows)

    monkeypatch.setattr(MessageSurvey, "__init__", noted)
    for kind in ("http", "responses", "hierarchy"):
        printed(capfd, WantedStatistics((kind,)))
    assert asked == [{"http"}, {"dns", "http", "tls"}]


def test_other_programs_are_told_how_much_was_dissected(capfd: Output) -> None:
    records = json.loads(printed(capfd, WantedStatistics(("dns",), "json")))
    assert records[-1] == {"type": "dissected", "packets": 6, "of": 6, "is_interrupted": False}


def test_an_interruption_is_told_on_standard_error(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(self: MessageSurvey, seconds: float) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(MessageSurvey, "step", interrupted)
    with subject_of("dns.pcapng") as subject:
        assert print_statistics(WantedStatistics(("dns",)), "dns.pcapng", subject.table, None)
    assert capfd.readouterr().err.startswith("remora: interrupted: messages were read in the first 0 of 0 packets")


def test_what_is_notable_says_how_much_was_dissected(capfd: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wanted_module, "DISSECTED", 1)
    monkeypatch.setattr("dissectors.statistics.message_survey.LOOK_EVERY", 2)
    monkeypatch.setattr("tui.statistics.subject.SECONDS_A_STEP", 0)
    told = "Messages were read in the first 2 of 6 packets"
    assert told in printed(capfd, WantedStatistics(("notable",)))
    assert told not in printed(capfd, WantedStatistics(("notable",), every=True))
    assert told not in printed(capfd, WantedStatistics(("dns",)))


@pytest.mark.parametrize("form", ["text", "json", "csv"])
def test_names_that_are_asked_for_stand_where_hosts_do(capfd: Output, tmp_path: Path, form: Form) -> None:
    table = PacketTable(capture_of([tcp(("192.0.2.1", 9), ("192.0.2.2", 7))], tmp_path))

    def ask(address: str) -> str | None:
        if address == "192.0.2.2":
            raise OSError("nobody knows")
        return "asked\x1b.test"

    for kinds in ((), ("endpoints",), ("hosts",)):
        if form != "csv" or kinds:
            wanted = WantedStatistics(kinds, form, asks_names=True)
            assert not print_statistics(wanted, "", table, None, ask=ask)
            found = capfd.readouterr()
            assert ("asked\\u001b.test" if form == "json" else "asked\\033.test") in found.out
            assert found.err == "remora: names of 1 of 2 hosts are not known: no answer\n"


def test_nobody_is_asked_unless_wanted(capfd: Output, tmp_path: Path) -> None:
    def ask(address: str) -> str | None:
        raise AssertionError(address)

    table = PacketTable(capture_of([tcp(("192.0.2.1", 9), ("192.0.2.2", 7))], tmp_path))
    for wanted in (WantedStatistics(), WantedStatistics(asks_names=True, shows_names=False)):
        print_statistics(wanted, "", table, None, ask=ask)
    assert capfd.readouterr().err == ""


def test_a_resolver_that_says_nothing_is_told_of_all_hosts(
    capfd: Output, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(AskedNames.__init__, "__kwdefaults__", {"seconds": 0.0, "clock": lambda: 0.0})
    silent = threading.Event()
    ends = [(f"192.0.2.{last}", 9) for last in range(1, 21)]
    table = PacketTable(capture_of([tcp(one, ends[0]) for one in ends[1:]], tmp_path))
    wanted = WantedStatistics(("hosts",), asks_names=True)
    assert not print_statistics(wanted, "", table, None, ask=lambda address: str(silent.wait(20)))
    silent.set()
    assert capfd.readouterr().err == "remora: names of 20 of 20 hosts are not known: no answer\n"
