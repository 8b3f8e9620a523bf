"""Diagnosing in a thread: results come as messages, more rows at any time, and a stop is a stop."""

from __future__ import annotations

from pathlib import Path
from queue import Queue

import numpy as np
import pytest
from textual.message import Message

from dissectors.capture_file import open_capture
from dissectors.errors import CaptureFileError
from dissectors.packets.diagnosis import Diagnosis
from dissectors.packets.expert import ExpertItem
from dissectors.packets.table import PacketTable
from tests.dissectors.processes.found import found
from tests.dissectors.streams.patterns.test_syn_flood import flood
from tui.diagnosis_run import DiagnosisFailed, DiagnosisRun, DiagnosisTold

PATIENCE = 30


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    flood().findings(tmp_path)  # writes the capture
    capture = open_capture(tmp_path / "scene.pcap")
    while capture.refresh():
        pass
    return PacketTable(capture)


@pytest.fixture
def posted() -> Queue[Message]:
    return Queue()


def last(posted: Queue[Message]) -> DiagnosisTold:
    """The message that tells that nothing is going on any more."""
    while True:
        message = posted.get(timeout=PATIENCE)
        assert isinstance(message, DiagnosisTold)
        if message.is_done:
            return message


def test_all_rows_as_they_come(table: PacketTable, posted: Queue[Message]) -> None:
    run = DiagnosisRun(table, posted.put)
    run.extend(len(table))
    told = last(posted)
    assert (told.run, told.count, told.examined) == (run, 300, 300)
    assert [one.kind for one in told.findings] == ["syn-flood"]
    run.tell()
    assert [one.kind for one in last(posted).findings] == ["syn-flood"]


def test_what_is_told_at_the_end_is_known_before_the_end(
    table: PacketTable, posted: Queue[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what the screen asks for meanwhile would be older, and come later."""
    were_working: list[bool] = []

    def items(self: Diagnosis) -> list[ExpertItem]:
        were_working.append(run.is_working)
        return []

    monkeypatch.setattr(Diagnosis, "items", items)
    run = DiagnosisRun(table, posted.put)
    run.extend(len(table))
    last(posted)
    assert were_working
    assert all(were_working)


def test_some_rows_alone(table: PacketTable, posted: Queue[Message]) -> None:
    run = DiagnosisRun(table, posted.put)
    run.add(np.arange(0, 40, dtype=np.int64))
    assert (last(posted).count, run.handed) == (40, 40)


def test_the_latest_handshakes_of_a_growing_capture_may_be_finished(table: PacketTable, posted: Queue[Message]) -> None:
    run = DiagnosisRun(table, posted.put)
    run.more_may_come = True
    run.extend(len(table))
    assert last(posted).findings == []
    run.more_may_come = False
    run.go_on()
    assert [one.kind for one in last(posted).findings] == ["syn-flood"]


def test_packets_are_dissected_as_far_as_wanted(table: PacketTable, posted: Queue[Message]) -> None:
    run = DiagnosisRun(table, posted.put)
    run.wanted = 10
    run.extend(len(table))
    assert last(posted).examined == 10
    assert not run.can_survey
    run.wanted = None
    run.go_on()
    assert last(posted).examined == 300


def test_no_further_than_now(table: PacketTable, posted: Queue[Message]) -> None:
    run = DiagnosisRun(table, posted.put)
    run.wanted = 10
    run.extend(len(table))
    last(posted)
    run.wanted = None
    assert run.can_survey
    run.survey_no_further()
    assert (run.wanted, run.can_survey) == (10, False)


def test_a_pause_leaves_the_rest_until_later(table: PacketTable, posted: Queue[Message]) -> None:
    run = DiagnosisRun(table, posted.put)
    run.wanted = 0
    run.extend(len(table))
    last(posted)
    run.wanted = None
    run.pause()
    assert not run.is_working
    run.go_on()
    assert last(posted).examined == 300


def test_nothing_is_posted_after_a_stop(table: PacketTable, posted: Queue[Message]) -> None:
    run = DiagnosisRun(table, posted.put)
    run.stop()
    run.extend(len(table))
    assert posted.empty()


def test_a_file_that_is_gone_is_told(
    table: PacketTable, posted: Queue[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise CaptureFileError("it is gone")

    run = DiagnosisRun(table, posted.put)
    monkeypatch.setattr(run._diagnosis, "extend", fail)
    run.extend(len(table))
    message = posted.get(timeout=PATIENCE)
    assert isinstance(message, DiagnosisFailed)
    assert (message.run, message.sentence) == (run, "it is gone")


def test_verdicts_are_made_anew_when_more_is_known(
    table: PacketTable, posted: Queue[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.diagnosis_run.REST_OF_JUDGING", 0)
    run = DiagnosisRun(table, posted.put)
    run.extend(len(table))
    (entry,) = last(posted).verdicts
    assert (entry.count, entry.summary.count("(curl)")) == (150, 0)
    run.go_on()
    assert not run.is_working
    ((_, opener, answerer, time),) = table.conversations_since("tcp", 0)[:1]
    table.attributions.append([found("curl", 7, local=opener, remote=answerer, time_ns=time or 0)])
    assert table.join_processes()
    run.go_on()
    (entry,) = last(posted).verdicts
    assert "(curl)" in dict(entry.details)["tcp:0"]
