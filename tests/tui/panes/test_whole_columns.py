"""Columns that are whole or not there."""

from __future__ import annotations

import pytest

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.column_widths import Column
from tui.panes.table import Row
from tui.panes.whole_columns import WholeColumns


class Numbers:
    """Two rows of three numbers."""

    def columns(self) -> list[Column]:
        return [Column(name, name.upper(), right=True) for name in "abc"]

    def row_count(self) -> int:
        return 2

    def row(self, row: int) -> Row:
        return Row(("12345678", "23456789", "34567890"))


@pytest.mark.parametrize(
    ("width", "numbers"), [(40, ["12345678", "23456789", "34567890"]), (24, ["12345678", "23456789"]), (8, [])]
)
async def test_a_number_is_never_cut(width: int, numbers: list[str]) -> None:
    app = Host(WholeColumns(Numbers()))
    async with app.run_test(size=(width, 4)) as pilot:
        await pilot.pause()
        assert screen_lines(app)[1].split() == numbers
