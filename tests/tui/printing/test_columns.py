"""The columns by tshark's titles."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors import PacketTable, open_capture
from dissectors.capture_file import PcapWriter
from tui.printing.columns import column_text, info, relative_time


def test_titles_are_exact(table: PacketTable) -> None:
    assert column_text(table, 0, "No.") == "1"
    assert column_text(table, 0, "Source") == "127.0.0.1"
    assert column_text(table, 0, "Protocol") == "DNS"
    assert column_text(table, 0, "protocol") == ""


@pytest.mark.parametrize(("nanosecond", "told"), [(True, "0.000001500"), (False, "0.000001")])
def test_the_clock_decides_how_many_digits(tmp_path: Path, nanosecond: bool, told: str) -> None:
    path = tmp_path / "two.pcap"
    with path.open("wb") as file:
        writer = PcapWriter(file, 1, nanosecond)
        writer.write(1_000_000_000, bytes(14))
        writer.write(1_000_001_500, bytes(14))
        writer.write(999_000_000, bytes(14))
    with open_capture(path) as capture:
        capture.refresh()
        table = PacketTable(capture)
        assert relative_time(table, 1) == told
        assert relative_time(table, 2).startswith("-0.001000")


def test_info_is_escaped(table: PacketTable, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    hostile = replace(table.summary(0), info="a\x1b]0;title\x07" + "x" * 5_000)
    monkeypatch.setattr(table, "summary", lambda row: hostile)
    told = info(table, 0)
    assert told.startswith(r"a\033]0;title\a")
    assert len(told) == 4095
