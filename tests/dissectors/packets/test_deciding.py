"""Packets asked here and in worker processes: the same answers."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from dissectors import PacketTable, compile_filter
from dissectors.filters.errors import FilterError
from dissectors.packets import deciding
from dissectors.packets.deciding import Decider
from dissectors.registry import default
from tests.dissectors.streams.frames import capture_of, tcp, udp

A, B = ("10.0.0.1", 1000), ("10.0.0.2", 80)


@pytest.fixture
def table(tmp_path: Path) -> PacketTable:
    frames = [tcp(A, B, data=b"x" * (number % 3)) if number % 2 else udp(A, B) for number in range(60)]
    return PacketTable(capture_of(frames, tmp_path))


def test_workers_answer_as_we_do(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = compile_filter("data.len == 2")
    rows = list(range(5, 60))
    here = list(Decider(chosen, default(), table.frame).ask(rows))
    monkeypatch.setattr(deciding, "FEW", 0)
    monkeypatch.setattr(deciding, "ASKED_AT_ONCE", 7)
    decider = Decider(chosen, default(), table.frame)
    try:
        assert list(decider.ask(rows)) == here
        assert [row for row, _ in here] == rows
        assert {answer for _, answer in here} == {True, False}
    finally:
        decider.close()


def test_workers_know_what_the_user_decided(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "FEW", 0)
    registry = default().copy()
    registry.decode_as(("ip.proto", 17), "data")
    decider = Decider(compile_filter("udp"), registry, table.frame)
    try:
        assert not any(answer for _, answer in decider.ask(range(10)))
    finally:
        decider.close()


def test_what_a_worker_refuses_is_told_here(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "FEW", 0)
    monkeypatch.setattr(deciding, "_answer", refuse)
    decider = Decider(compile_filter("udp"), default(), table.frame)
    try:
        with pytest.raises(FilterError, match="too long"):
            list(decider.ask(range(3)))
    finally:
        decider.close()


def test_killed_worker_is_told_in_a_sentence(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deciding, "FEW", 0)
    monkeypatch.setattr(deciding, "_answer", die)
    decider = Decider(compile_filter("udp"), default(), table.frame)
    try:
        with pytest.raises(FilterError, match="apply the filter again"):
            list(decider.ask(range(3)))
    finally:
        decider.close()


def die(frames: object) -> list[bool]:
    os._exit(1)


def refuse(frames: object) -> list[bool]:
    raise FilterError("the pattern takes too long", 3)


def test_closing_twice_does_no_harm(table: PacketTable) -> None:
    decider = Decider(compile_filter("udp"), default(), table.frame)
    decider.close()
    decider.close()
