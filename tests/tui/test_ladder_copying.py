"""What goes into the clipboard."""

from __future__ import annotations

import pytest

from tests.tui.ladders import sample
from tui import ladder_copying
from tui.ladder_copying import WAYS, labels, ladder_copy
from tui.time_format import TimeFormat


def test_text_mermaid_and_a_line() -> None:
    ladder = sample("refused.pcapng")
    text = ladder_copy(ladder, "t", 0, TimeFormat.RELATIVE).text
    assert len(text.splitlines()) == 3
    assert ladder_copy(ladder, "m", 0, TimeFormat.RELATIVE).text.startswith("sequenceDiagram\n")
    line = ladder_copy(ladder, "l", 1, TimeFormat.RELATIVE).text
    assert line == text.splitlines()[2]
    assert "RST ACK" in line
    assert set(labels(ladder)) == set(WAYS)


def test_a_long_ladder_is_cut_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ladder_copying, "MOST_LINES", 5)
    ladder = sample("hello.pcapng")
    assert len(ladder_copy(ladder, "t", 0, TimeFormat.RELATIVE).text.splitlines()) == 6
    assert labels(ladder)["t"] == "the first 5 lines as text"
    assert labels(ladder)["l"] == "the line"
