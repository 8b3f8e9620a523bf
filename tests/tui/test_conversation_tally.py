"""Counting in a thread: tables come as messages, more rows can be handed over at any time, and a stop is a stop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from queue import Queue

import numpy as np
import pytest
from textual.message import Message

from dissectors.errors import CaptureFileError
from dissectors.packets.layer_index import LayerIndex
from dissectors.packets.table import PacketTable
from dissectors.processes.attribution import End
from dissectors.streams.tables.conversations import Conversations
from dissectors.streams.tables.kinds import Kind
from tests.dissectors.processes.found import found
from tests.dissectors.streams.frames import ACK, capture_of, tcp, udp
from tui.conversation_tally import ConversationsCounted, ConversationsFailed, ConversationTally

A, B, C = ("10.0.0.1", 80), ("10.0.0.2", 1000), ("10.0.0.3", 7)
PATIENCE = 20


@pytest.fixture
def packets(tmp_path: Path) -> PacketTable:
    return PacketTable(capture_of([tcp(A, B, 1, ACK), udp(A, C), tcp(B, A, 1, ACK), tcp(C, A, 1, ACK)], tmp_path))


@pytest.fixture
def posted() -> Queue[Message]:
    return Queue()


def last(posted: Queue[Message]) -> ConversationsCounted:
    """The message that tells of the end of what was handed over."""
    while True:
        message = posted.get(timeout=PATIENCE)
        assert isinstance(message, ConversationsCounted)
        if message.is_done:
            return message


def test_all_rows_as_they_come(packets: PacketTable, posted: Queue[Message]) -> None:
    tally = ConversationTally(packets.index, posted.put)
    tally.extend(2)
    first = last(posted)
    assert (first.tally, first.rows_done, len(first.tables["tcp"]), len(first.tables["udp"])) == (tally, 2, 1, 1)
    tally.extend(4)
    assert len(last(posted).tables["tcp"]) == 2
    assert tally.handed == 4
    assert len(first.tables["tcp"]) == 1


def test_what_is_told_at_the_end_is_known_before_the_end(
    packets: PacketTable, posted: Queue[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else what the screen asks for meanwhile would be older, and come later."""
    were_working: list[bool] = []

    def tell_processes(index: LayerIndex, tables: Mapping[Kind, Conversations]) -> Mapping[Kind, Conversations]:
        were_working.append(tally.is_working)
        return tables

    monkeypatch.setattr("tui.conversation_tally.tell_processes", tell_processes)
    tally = ConversationTally(packets.index, posted.put)
    tally.extend(4)
    last(posted)
    assert were_working
    assert all(were_working)


def test_what_became_of_them_is_told_of_the_whole_capture(packets: PacketTable, posted: Queue[Message]) -> None:
    tally = ConversationTally(packets.index, posted.put)
    tally.add(np.array([0], np.int64))
    table = last(posted).tables["tcp"]
    verdict = table.verdict(0)
    assert verdict is not None
    assert table.record(0).outcome == verdict.outcomes[0]
    assert packets.index.fates.rows_done == 4


def test_verdicts_that_were_put_off_are_made_up_for(
    packets: PacketTable, posted: Queue[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("tui.conversation_tally.time.monotonic", lambda: now[0])
    monkeypatch.setattr("tui.conversation_tally.REST_AFTER_JUDGING", 0)
    tally = ConversationTally(packets.index, posted.put)
    tally._judge_from = 2000.0
    tally.extend(4)
    assert last(posted).tables["tcp"].outcomes is None
    tally.go_on()
    assert not tally.is_working
    now[0] = 2000.0
    tally.go_on()
    assert last(posted).tables["tcp"].outcomes is not None
    tally.go_on()
    assert not tally.is_working


def test_some_rows_alone(packets: PacketTable, posted: Queue[Message]) -> None:
    tally = ConversationTally(packets.index, posted.put)
    tally.add(np.array([0], np.int64))
    tally.go_on()
    last(posted)
    tally.add(np.array([3], np.int64))
    tables = last(posted).tables
    assert [len(tables[kind]) for kind in ("eth", "ip", "tcp", "udp")] == [1, 2, 2, 0]
    assert tally.handed == 2
    tally.add(np.array([], np.int64))
    assert last(posted).rows_done == 4


def test_what_is_handed_over_while_it_works_is_worked_off(packets: PacketTable, posted: Queue[Message]) -> None:
    tally = ConversationTally(packets.index, posted.put)
    with packets.index.turn:
        tally.extend(1)
        tally.extend(3)
        tally.go_on()
        assert tally.is_working
    while last(posted).rows_done < 3:
        tally.go_on()


def test_tables_can_be_told_again_to_somebody_else(packets: PacketTable, posted: Queue[Message]) -> None:
    tally = ConversationTally(packets.index, posted.put)
    tally.extend(4)
    last(posted)
    other: Queue[Message] = Queue()
    tally.post = other.put
    tally.tell()
    assert len(last(other).tables["tcp"]) == 2


def test_after_a_stop_nothing_is_told(packets: PacketTable, posted: Queue[Message]) -> None:
    tally = ConversationTally(packets.index, posted.put)
    with packets.index.turn:
        tally.extend(4)
        tally.stop()
    wait_for_threads("count conversations")
    assert posted.empty()


def test_what_goes_wrong_is_told(packets: PacketTable, posted: Queue[Message], monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise CaptureFileError("the file is gone")

    monkeypatch.setattr(packets.index, "piece_of", fail)
    tally = ConversationTally(packets.index, posted.put)
    tally.extend(4)
    message = posted.get(timeout=PATIENCE)
    assert isinstance(message, ConversationsFailed)
    assert (message.tally, message.sentence) == (tally, "the file is gone")
    wait_for_threads("count conversations")
    assert posted.empty()


def wait_for_threads(name: str) -> None:
    is_such: Callable[[threading.Thread], bool] = lambda thread: thread.name == name  # noqa: E731
    for thread in filter(is_such, threading.enumerate()):
        thread.join(PATIENCE)


def test_whose_they_are_is_told_when_it_becomes_known(packets: PacketTable, posted: Queue[Message]) -> None:
    tally = ConversationTally(packets.index, posted.put)
    tally.extend(4)
    assert last(posted).tables["tcp"].ends is None
    packets.attributions.append([found("curl", 7, local=End(*A), remote=End(*B), time_ns=9)])
    assert packets.join_processes()
    tally.go_on()
    record = last(posted).tables["tcp"].record(0)
    assert record.process_a is not None
    tally.go_on()
    assert posted.empty()
