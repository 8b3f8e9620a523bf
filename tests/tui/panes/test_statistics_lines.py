"""The lines around a table of statistics."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult

from tests.tui.snapshots import screen_lines
from tui.panes.statistics_lines import HeadingLine, RowLine
from tui.statistics.dissecting import Coverage


class LinesApp(App[None]):
    def compose(self) -> ComposeResult:
        yield HeadingLine()
        yield RowLine()


@pytest.mark.parametrize(("title", "lines"), [("short", 1), ("word " * 14, 2), ("word " * 99, 2)])
async def test_a_heading_has_a_second_line_where_it_needs_one(title: str, lines: int) -> None:
    app = LinesApp()
    async with app.run_test(size=(40, 4)) as pilot:
        heading = app.query_one(HeadingLine)
        heading.show(title.strip())
        await pilot.pause()
        assert heading.size.height == lines
        shown = screen_lines(app)
        assert shown[0].startswith(" short" if title == "short" else " word word")
        assert shown[1].rstrip().endswith("…") == (len(title) > 100)


async def test_what_it_is_about_and_how_far_it_has_been_dissected() -> None:
    app = LinesApp()
    async with app.run_test(size=(80, 3)) as pilot:
        app.query_one(HeadingLine).show("IPv4 endpoints\x1b[2J[red]")
        row = app.query_one(RowLine)
        row.show("ip.addr == 10.0.0.1", Coverage(250, 1000))
        await pilot.pause()
        heading, below = screen_lines(app)[:2]
        assert heading.startswith(" IPv4 endpoints")
        assert "\x1b" not in heading
        assert "[red]" in heading
        assert below.startswith(" Enter ip.addr == 10.0.0.1")
        assert below.rstrip().endswith("dissected 25 % of 1,000 packets")
        row.show("frame.number in {1, 2}", None, finds="2 of 3 packets")
        await pilot.pause()
        assert screen_lines(app)[1].rstrip() == " Enter (2 of 3 packets) frame.number in {1, 2}"
        row.show(None, Coverage(250, 1000), 0.125)
        await pilot.pause()
        assert screen_lines(app)[1].rstrip().endswith("counted 12 %")
        row.show(None, Coverage(0, 0))
        await pilot.pause()
        assert screen_lines(app)[1].split() == ["counting", "..."]
        row.show(None, None)
        await pilot.pause()
        assert not screen_lines(app)[1].strip()
