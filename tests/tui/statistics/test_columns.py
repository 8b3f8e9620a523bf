"""Columns show one thing of a record in words."""

from __future__ import annotations

from tui.statistics.columns import or_dash, shown
from tui.time_format import NO_TIME


def test_what_is_shown_is_what_is_sorted_by() -> None:
    column = shown("Bytes", "bytes", "{:,}".format)
    assert column.text({"bytes": 1500}) == "1,500"
    assert column.by == "bytes"


def test_nothing_is_a_dash() -> None:
    assert [or_dash(text) for text in (None, "", "x")] == [NO_TIME, NO_TIME, "x"]
