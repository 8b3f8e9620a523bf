"""Names of addresses from three sources."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.capture_file.contents import ResolvedName
from dissectors.packets.table import PacketTable
from dissectors.statistics import host_names
from dissectors.statistics.host_names import HostName, HostNames, packed
from dissectors.statistics.message_survey import MessageSurvey
from dissectors.statistics.messages import Message, Told
from tests.dissectors.statistics.spoken import address, dns_answer, dns_query
from tests.dissectors.streams.frames import capture_of


def answered(*pairs: tuple[str, str]) -> Message:
    return Message(Told("dns", True, 1, "asked", "A", 0, "", pairs), "", -1, "", "", 53)


def test_answers_of_resolvers_in_a_capture(tmp_path: Path) -> None:
    frames = [dns_query(), dns_answer(1, address("192.0.2.7"), address("192.0.2.8", b"\4host\0"))]
    survey = MessageSurvey(PacketTable(capture_of(frames, tmp_path)))
    while not survey.is_done:
        survey.step(60)
    names = HostNames()
    names.add_messages(survey.messages)
    assert (names.of("192.0.2.7"), names.of("192.0.2.8"), names.of("192.0.2.9")) == ("www.test", "host", None)


def test_the_capture_file_is_believed_before_this_machine_and_that_before_the_wire(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    lines = ("192.0.2.1 here", "192.0.2.3\tprinter scanner # both", "#192.0.2.4 no", "", "broken line")
    path.write_text("\n".join(lines))
    names = HostNames()
    names.add_hosts_file(path)
    names.add_messages([answered(("wire", "192.0.2.1"), ("wire2", "192.0.2.2"))])
    names.add_records([ResolvedName("192.0.2.1", ("file", "file2"))])
    assert names.all_of("192.0.2.1") == [
        HostName("file", "capture file"),
        HostName("file2", "capture file"),
        HostName("here", "hosts file"),
        HostName("wire", "resolver"),
    ]
    assert [names.of(f"192.0.2.{last}") for last in (2, 3, 4)] == ["wire2", "printer", None]
    assert [one.name for one in names.all_of("192.0.2.3")] == ["printer", "scanner"]


def test_who_was_asked_is_believed_behind_files_and_before_the_wire(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("192.0.2.1 here")
    said: dict[bytes, str] = {}
    names = HostNames(said)
    names.add_hosts_file(path)
    names.add_messages([answered(("wire", "192.0.2.2"), ("wire", "2001:db8::2"))])
    assert names.of("192.0.2.2") == "wire"
    worth = [one for one in ("192.0.2.1", "192.0.2.2", "192.0.2.3", "") if names.is_worth_asking(one)]
    assert worth == ["192.0.2.2", "192.0.2.3"]
    for one in ("192.0.2.1", "192.0.2.2", "2001:0db8::0002"):
        said[packed(one) or b""] = "asked"
    said[packed("192.0.2.3") or b""] = "x" * 256
    assert [names.of(one) for one in ("192.0.2.1", "192.0.2.2", "2001:db8::2")] == ["here", "asked", "asked"]
    assert names.of("192.0.2.3") is None
    assert names.all_of("192.0.2.2") == [HostName("asked", "asked"), HostName("wire", "resolver")]


def test_an_address_may_be_written_in_several_ways() -> None:
    names = HostNames()
    names.add_messages([answered(("six", "2001:0db8::0001"))])
    assert names.of("2001:db8::1") == names.of("2001:db8::1%eth0") == "six"
    assert names.of("02:00:00:00:00:01") is None
    assert names.of("") is None


def test_records_are_taken_once_as_they_come() -> None:
    names, records = HostNames(), [ResolvedName("192.0.2.1", ("a",))]
    names.add_records(records)
    names.add_records(records)
    records.append(ResolvedName("192.0.2.2", ("b",)))
    names.add_records(records)
    assert (names.changes, names.of("192.0.2.2")) == (2, "b")


def test_a_hosts_file_that_is_not_there_has_no_names(tmp_path: Path) -> None:
    names = HostNames()
    names.add_hosts_file(tmp_path / "none")
    names.add_hosts_file(tmp_path)
    assert names.changes == 0


def test_a_sender_cannot_name_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(host_names, "MOST_ADDRESSES", 2)
    names = HostNames()
    names.add_messages([answered(*((f"n{number}", f"192.0.2.{number}") for number in range(5)))])
    names.add_messages([answered(*((f"n{number}", "192.0.2.1") for number in range(50)))])
    names.add_messages([answered(("x" * 256, "192.0.2.0"), ("", "192.0.2.0"))])
    assert [names.of(f"192.0.2.{number}") for number in range(3)] == ["n0", "n1", None]
    assert len(names.all_of("192.0.2.1")) == host_names.MOST_NAMES
    assert len(names.all_of("192.0.2.0")) == 1
