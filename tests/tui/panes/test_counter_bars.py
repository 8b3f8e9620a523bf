"""The lines around the counters."""

from __future__ import annotations

import pytest

from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines
from tui.panes.counter_bars import CounterLines, CountersBar, CountersShown, clock


async def test_the_top_line_tells_since_when_and_how_many() -> None:
    bar = CountersBar()
    async with Host(bar).run_test(size=(80, 3)) as pilot:
        assert "shown" not in screen_lines(pilot.app)[0]
        bar.show(CountersShown("", "10:31:07", 75.0, rows=117, hidden=313))
        await pilot.pause()
        line = screen_lines(pilot.app)[0]
        assert "● since 10:31:07, for 1 min 15 s" in line
        assert "117 shown · 313 at zero" in line
        bar.show(CountersShown("blue\x1b[2J", "10:31:07", 75.0, is_paused=True))
        await pilot.pause()
        assert "of network namespace blue␛[2J ■ paused" in screen_lines(pilot.app)[0]


async def test_the_counter_under_the_cursor_is_told_in_full() -> None:
    lines = CounterLines()
    async with Host(lines).run_test(size=(40, 8)) as pilot:
        lines.show("UdpNoPorts", "Datagrams for ports that nobody listens on. " * 6, [0.0, 1.0, 8.0], is_trouble=True)
        await pilot.pause()
        shown = screen_lines(pilot.app)
        assert shown[0].startswith(" UdpNoPorts")
        assert shown[0].rstrip().endswith("·▂█")
        assert shown[1].strip() == "Datagrams for ports that nobody"
        assert shown[4].rstrip().endswith("…")
        lines.show("X", "", [], is_trouble=False)
        await pilot.pause()
        assert [line.strip() for line in screen_lines(pilot.app)[:2]] == ["X", ""]


@pytest.mark.parametrize(("seconds", "told"), [(7.9, "7 s"), (200, "3 min 20 s"), (7_500, "2 h 5 min")])
def test_how_long(seconds: float, told: str) -> None:
    assert clock(seconds) == told
