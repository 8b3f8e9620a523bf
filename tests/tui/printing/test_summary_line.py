"""One packet in one line."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dissectors import PacketTable
from tui.printing.summary_line import summary_line


def test_cells_are_padded_and_never_cut(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    short = replace(table.summary(0), source="a", destination="bé", protocol="P", length=5, info="i")
    monkeypatch.setattr(table, "summary", lambda row: short)
    assert summary_line(table, 0) == "    1 0.000000000            a → bé          P 5 i"


def test_a_packet_without_addresses_keeps_the_columns(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    short = replace(table.summary(0), source="", destination="", protocol="P", length=5, info="")
    monkeypatch.setattr(table, "summary", lambda row: short)
    assert summary_line(table, 0) == "    1 0.000000000              →              P 5 "
