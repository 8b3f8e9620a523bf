"""The table of conversations: whole columns only, and all of them within reach."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App, ComposeResult

from dissectors.packets.table import PacketTable
from dissectors.streams.tables.conversation_counts import ConversationCounts
from dissectors.streams.tables.kinds import KINDS
from tests.dissectors.streams.frames import ACK, capture_of, tcp
from tests.tui.snapshots import screen_lines
from tui.conversation_rows import ConversationRows
from tui.panes.conversation_table import ConversationTable

LONG = [(f"2001:db8:aaaa:bbbb:cccc:dddd:eeee:{end}", 40000) for end in (1, 2)]


class TableApp(App[None]):
    CSS = """
    .table--header, .table--header-focused, .table--header-column, .table--cursor { color: white; }
    """

    def __init__(self, rows: ConversationRows) -> None:
        super().__init__()
        self.rows = rows

    def compose(self) -> ComposeResult:
        yield ConversationTable(self.rows)


@pytest.fixture
def rows(tmp_path: Path) -> ConversationRows:
    packets = PacketTable(capture_of([tcp(*LONG, 1, ACK, bytes(1000))], tmp_path))
    counts = ConversationCounts(packets.index)
    counts.extend(len(packets))
    rows = ConversationRows()
    rows.show("tcp", {kind: counts.table(kind) for kind in KINDS})
    return rows


def words(app: TableApp, line: int) -> list[str]:
    return screen_lines(app)[line].split()


async def test_a_column_is_drawn_whole_or_not_at_all(rows: ConversationRows) -> None:
    app = TableApp(rows)
    async with app.run_test(size=(80, 5)) as pilot:
        app.query_one(ConversationTable).rows_changed(0)
        await pilot.pause()
        await pilot.pause()
        table = app.query_one(ConversationTable)
        drawn = [name for name, size in table.drawn_widths().items() if size]
        assert drawn[:4] == ["number", "a", "b", "packets"]
        assert len(drawn) < len(rows.names())
        assert "…" not in screen_lines(app)[1].replace(rows.row(0).cells[1], "").replace(rows.row(0).cells[2], "")
        assert words(app, 1)[1].endswith(":40000")


async def test_endpoints_are_whole_where_there_is_room(rows: ConversationRows) -> None:
    app = TableApp(rows)
    async with app.run_test(size=(160, 5)) as pilot:
        app.query_one(ConversationTable).rows_changed(0)
        await pilot.pause()
        assert f"[{LONG[0][0]}]:40000" in screen_lines(app)[1]


async def test_every_column_comes_into_sight_under_the_column_cursor(rows: ConversationRows) -> None:
    app = TableApp(rows)
    async with app.run_test(size=(80, 5)) as pilot:
        table = app.query_one(ConversationTable)
        table.rows_changed(0)
        await pilot.pause()
        for name in [*rows.names()[1:], rows.names()[0]]:
            table.action_next_column()
            await pilot.pause()
            await pilot.pause()
            assert table.chosen_column is not None
            assert table.chosen_column.name == name
            assert table.drawn_widths()[name] > 0
        table.action_previous_column()
        assert table.chosen_column.name == rows.names()[-1]


async def test_left_and_right_pass_columns_by_and_stop_at_the_last(rows: ConversationRows) -> None:
    app = TableApp(rows)
    async with app.run_test(size=(80, 5)) as pilot:
        table = app.query_one(ConversationTable)
        table.rows_changed(0)
        await pilot.pause()
        table.action_move_left()
        assert rows.hidden == 0
        for _ in range(30):
            table.action_move_right()
        await pilot.pause()
        await pilot.pause()
        assert table.drawn_widths()[rows.names()[-1]] > 0
        assert rows.hidden < len(rows.names()) - 3
        table.action_move_left()
        assert rows.hidden > 0
