"""Packets asked here and in worker processes: the same answers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dissectors import PacketTable
from dissectors.dissect import Dissection
from dissectors.errors import RemoraError, WorkerLost
from dissectors.packets import asking
from dissectors.packets.asking import NO_ROW, Asker
from dissectors.registry import default
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 80)


def layer_names(dissection: Dissection) -> str:
    return ":".join(layer.protocol.name for layer in dissection.layers)


def refuse(dissection: Dissection) -> str:
    raise RemoraError("the question is too hard")


def die(dissection: Dissection) -> str:
    os._exit(1)


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    frames = [tcp(A, B, data=b"x" * (number % 3)) if number % 2 else udp(A, B) for number in range(60)]
    return PacketTable(capture_of(frames, tmp_path))


def test_workers_answer_as_we_do(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [*range(5, 60), 2, 1]
    here = list(Asker(layer_names, default(), table.frame).ask(rows))
    monkeypatch.setattr(asking, "FEW", 0)
    monkeypatch.setattr(asking, "ASKED_AT_ONCE", 7)
    asker = Asker(layer_names, default(), table.frame)
    try:
        assert list(asker.ask(rows)) == here
        assert [row for row, _ in here] == rows
        assert {answer for _, answer in here} == {
            "frame:eth:ip:udp",
            "frame:eth:ip:tcp",
            "frame:eth:ip:tcp:http",
        }
    finally:
        asker.close()


def test_few_again_and_again_are_many_unless_time_passes(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(asking, "FEW", 6)
    monkeypatch.setattr(Asker, "_ask_workers", lambda self, rows, pause_seconds: asked.append(len(rows)) or [])
    asker = Asker(layer_names, default(), table.frame)
    for expected in ([], [], [2]):
        list(asker.ask([0, 1]))
        assert asked == expected
    monkeypatch.setattr(asking, "LATELY_SECONDS", 0.0)
    list(asker.ask([0, 1]))
    assert asked == [2]


def test_who_does_not_wait_for_workers_is_told_of_no_row(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", 0)
    asker = Asker(layer_names, default(), table.frame)
    try:
        told = [row for row, _ in asker.ask(range(10), 0.001)]
        assert told[0] == NO_ROW  # a worker takes longer to start
        assert [row for row in told if row != NO_ROW] == list(range(10))
    finally:
        asker.close()


def test_workers_know_what_the_user_decided(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", 0)
    registry = default().copy()
    registry.decode_as(("ip.proto", 17), "data")
    asker = Asker(layer_names, registry, table.frame)
    try:
        assert {answer for row, answer in asker.ask(range(10)) if row % 2 == 0} == {"frame:eth:ip:data"}
    finally:
        asker.close()


@pytest.mark.parametrize("few", [0, 100])
def test_rows_without_a_frame_are_passed_over(table: PacketTable, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", few)
    asker = Asker(layer_names, default(), lambda row: None if row == 1 else table.frame(row))
    try:
        answers = dict(asker.ask([0, 1, 2]))
        assert answers == {0: "frame:eth:ip:udp", 1: None, 2: "frame:eth:ip:udp"}
    finally:
        asker.close()


@pytest.mark.parametrize("few", [0, 100])
def test_what_the_question_raises_is_raised_here(table: PacketTable, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", few)
    asker = Asker(refuse, default(), table.frame)
    try:
        with pytest.raises(RemoraError, match="too hard"):
            list(asker.ask(range(3)))
    finally:
        asker.close()


def test_killed_worker_is_told_in_a_sentence(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", 0)
    asker = Asker(die, default(), table.frame)
    try:
        with pytest.raises(WorkerLost, match="try again"):
            list(asker.ask(range(3)))
    finally:
        asker.close()


def test_closing_twice_does_no_harm(table: PacketTable) -> None:
    asker = Asker(layer_names, default(), table.frame)
    asker.close()
    asker.close()


BEHIND_A_SCREEN = """
import sys
from dissectors import PacketTable, open_capture
from dissectors.filters import compile_filter
from dissectors.packets import asking


class Screen:
    def write(self, text): ...
    def flush(self): ...
    def fileno(self): return -1


sys.stderr = Screen()
asking.FEW = 0
capture = open_capture(sys.argv[1])
capture.refresh()
table = PacketTable(capture)
matching = table.matching(compile_filter('count(tcp.port) > 1'))
found = 0
while not matching.is_done:
    found += len(matching.step(1))
matching.close()
print(found)
"""


def test_workers_start_behind_a_screen_that_has_the_place_of_standard_error(tmp_path: Path) -> None:
    capture_of([tcp(("10.0.0.1", 1), ("10.0.0.2", 2))] * 3, tmp_path).close()
    command = [sys.executable, "-c", BEHIND_A_SCREEN, str(tmp_path / "made.pcap")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "3\n"


def test_nobody_is_asked_while_the_interpreter_ends(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", 0)
    monkeypatch.setattr("concurrent.futures.process._global_shutdown", True)
    asker = Asker(refuse, default(), table.frame)
    with pytest.raises(WorkerLost, match="after interpreter shutdown"):
        list(asker.ask(range(3)))
    asker.close()
