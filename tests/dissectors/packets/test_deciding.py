"""Filters asked of packets, here and in workers."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from dissectors import PacketTable, compile_filter
from dissectors.packets import asking
from dissectors.packets.deciding import Chooses, Decider
from dissectors.registry import default
from tests.dissectors.streams.frames import capture_of, tcp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 80)


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    return PacketTable(capture_of([tcp(A, B, data=b"x" * (number % 3)) for number in range(9)], tmp_path))


@pytest.mark.parametrize("few", [0, 100])
def test_rows_are_decided_in_their_order(table: PacketTable, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "FEW", few)
    decider = Decider(compile_filter("data.len == 2"), default(), table.frame)
    try:
        assert list(decider.ask([8, 1, 2, 3])) == [(8, True), (1, False), (2, True), (3, False)]
    finally:
        decider.close()


def test_a_row_without_a_frame_is_not_chosen(table: PacketTable) -> None:
    decider = Decider(compile_filter("frame"), default(), lambda row: None)
    assert list(decider.ask([0])) == [(0, False)]
    decider.close()


def test_a_filter_travels_as_its_text(table: PacketTable) -> None:
    question = pickle.loads(pickle.dumps(Chooses(compile_filter("data.len == 1"))))
    assert [question(table.dissection(row)) for row in range(3)] == [False, True, False]
