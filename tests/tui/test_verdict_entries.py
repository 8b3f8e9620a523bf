"""Verdicts that tell of trouble, with the conversations that they are on."""

from __future__ import annotations

from pathlib import Path

from dissectors.packets.diagnosis import Diagnosis
from dissectors.packets.table import PacketTable
from dissectors.transport.outcome import Outcome
from tests.dissectors.processes.found import found
from tests.dissectors.streams.frames import SYN, capture_of, tcp
from tests.dissectors.streams.talk import FIN, RST, Talk
from tui.diagnosis_entries import Entry
from tui.verdict_entries import EXAMPLES, SEVERITIES, verdict_entries


def entries(table: PacketTable) -> list[Entry]:
    diagnosis = Diagnosis(table)
    while diagnosis.extend(len(table)):
        pass
    diagnosis.close()
    return verdict_entries(diagnosis.conversations())


def test_a_verdict_opens_to_its_conversations_and_whose_they_are(tmp_path: Path) -> None:
    table = Talk().shake().send(0, RST).table(tmp_path)
    table.attributions.append([found("curl", 7)])
    (entry,) = entries(table)
    assert (entry.severity, entry.count, entry.title) == ("warning", 1, "reset (TCP)")
    assert entry.summary.startswith("10.0.0.2:40000 (curl) reset the connection to 10.0.0.1:80 ")
    details = dict(entry.details)
    assert details[""] == "1 TCP conversation: reset"
    assert details["tcp:0"].startswith("10.0.0.2:40000 (curl) → 10.0.0.1:80: 10.0.0.2:40000 (curl) reset")
    assert details["tcp:0"].endswith("(packets 1, 2, 3, 4)")
    assert details["filter"] == entry.filter == 'tcp && conv.verdict == "reset"'
    assert details["disproof"].startswith("a FIN before")
    assert entry.packets == (1, 2, 3, 4)


def test_of_many_conversations_some_are_told(tmp_path: Path) -> None:
    frames = [tcp(("10.0.0.2", port), ("10.0.0.1", 80), 1, SYN) for port in range(1, EXAMPLES + 4)]
    (entry,) = entries(PacketTable(capture_of(frames, tmp_path)))
    assert entry.count == EXAMPLES + 3
    assert sum(name.startswith("tcp:") for name, _ in entry.details) == EXAMPLES
    assert ("", "... and 3 more") in entry.details


def test_what_went_as_it_should_is_no_trouble(tmp_path: Path) -> None:
    assert entries(Talk().shake().table(tmp_path)) == []
    healthy = {Outcome.CLOSED, Outcome.STILL_OPEN, Outcome.MID_STREAM, Outcome.ANSWERED}
    assert set(Outcome) - SEVERITIES.keys() == healthy


def test_the_weightiest_keep_their_order(tmp_path: Path) -> None:
    half = Talk(("10.0.0.3", 5), ("10.0.0.1", 80)).shake().send(0, FIN)
    table = Talk().shake().send(0, RST).table(tmp_path, half)
    assert [(one.title, one.severity) for one in entries(table)] == [
        ("reset (TCP)", "warning"),
        ("half-closed (TCP)", "note"),
    ]
