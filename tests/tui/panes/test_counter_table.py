"""Columns of numbers are whole or not there; names are whole."""

from __future__ import annotations

import pytest

from tests.tui.counting import history_of, look
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.counter_view.interface_rows import InterfaceRows
from tui.counter_view.rows import CounterRows, OrderedRows
from tui.panes.counter_table import CounterTable


def shown(rows: CounterRows | InterfaceRows) -> Host:
    assert isinstance(rows, OrderedRows)
    rows.arrange()
    return Host(CounterTable(rows))


@pytest.mark.parametrize(("width", "last"), [(80, "Dropped"), (50, "Bytes"), (160, "State")])
async def test_what_has_no_room_is_not_drawn(width: int, last: str) -> None:
    app = shown(InterfaceRows(history_of(look(), look(1, lo__rx_bytes=123_456_789, lo__rx_packets=99_999))))
    async with app.run_test(size=(width, 10)) as pilot:
        await pilot.pause()
        lines = screen_lines(app)
        assert lines[0].rstrip(" ▁▂▃▄▅▆▇█").endswith(last)
        assert "123.5 MB/s" in lines[1]


async def test_names_are_whole_where_it_is_narrow() -> None:
    app = shown(CounterRows(history_of(look(TcpExtTCPReqQFullDoCookies=1))))
    async with app.run_test(size=(60, 16)) as pilot:
        await pilot.pause()
        assert any("TcpExtTCPReqQFullDoCookies " in line for line in screen_lines(app))
