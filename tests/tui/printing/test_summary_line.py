"""One packet in one line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dissectors import PacketTable
from tests.dissectors.processes.found import CLIENT, SERVER, found
from tests.dissectors.streams.talk import Talk
from tui.printing.summary_line import summary_line
from tui.printing.visible import visible


def test_cells_are_padded_and_never_cut(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    short = replace(table.summary(0), source="a", destination="bé", protocol="P", length=5, info="i")
    monkeypatch.setattr(table, "summary", lambda row: short)
    assert summary_line(table, 0) == "    1 0.000000000            a → bé          P 5 i"


def test_a_packet_without_addresses_keeps_the_columns(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    short = replace(table.summary(0), source="", destination="", protocol="P", length=5, info="")
    monkeypatch.setattr(table, "summary", lambda row: short)
    assert summary_line(table, 0) == "    1 0.000000000              →              P 5 "


def test_known_processes_stand_behind_the_line(tmp_path: Path) -> None:
    hostile = found("na\x1b[2Jme", 9, local=SERVER, remote=CLIENT)
    table = Talk().shake().table(tmp_path)
    table.attributions.append([found("curl", 7), hostile])
    table.number_streams(len(table))
    assert summary_line(table, 0).endswith(f"{{curl → {visible(hostile.name)}}}")
    assert "\x1b" not in summary_line(table, 0)
