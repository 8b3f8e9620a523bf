"""The overview: facts, and a graph that always has room."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.screen import Screen

from dissectors.statistics.rates import Quantity
from tests.tui.snapshots import screen_text
from tests.tui.toy import ToyApp, ToyTable
from tui.panes.overview_pane import LEAST_GRAPH_LINES, LONGEST, OverviewPane
from tui.rate_graph.series import SeriesWanted
from tui.rate_graph.view import RateGraphView

FACTS = [("File", "some.pcap"), *(("Interface", f"eth{number}") for number in range(30)), ("Comment", "x\x1b[2J[red]")]


class OverviewScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield OverviewPane(RateGraphView([SeriesWanted("All", Quantity("bits"))]))

    @property
    def pane(self) -> OverviewPane:
        return self.query_one(OverviewPane)


async def test_facts_give_way_to_the_graph_and_are_scrolled() -> None:
    app, screen = ToyApp(ToyTable([])), OverviewScreen()
    async with app.run_test(size=(60, 20)) as pilot:
        await app.push_screen(screen)
        screen.pane.graph.focus()
        screen.pane.show(FACTS)
        await pilot.pause()
        assert screen_text(app).startswith(" File          some.pcap")
        assert screen.pane.lines.size.height == 20 - LEAST_GRAPH_LINES
        await pilot.press("pagedown", "pagedown", "pagedown", "up", "down")
        await pilot.pause()
        text = screen_text(app)
        assert "some.pcap" not in text
        assert "\x1b" not in text
        assert "[red]" in text
        await pilot.click("#facts", offset=(3, 3))
        assert app.focused is screen.pane.graph
        await pilot.press("pageup", "pageup", "pageup")
        await pilot.pause()
        assert "File          some.pcap" in screen_text(app)


async def test_few_facts_leave_the_rest_to_the_graph_and_long_ones_are_cut() -> None:
    app, screen = ToyApp(ToyTable([])), OverviewScreen()
    async with app.run_test(size=(120, 40)) as pilot:
        await app.push_screen(screen)
        screen.pane.show([("Packets", "3"), ("Comment", "y" * LONGEST * 2)])
        await pilot.pause()
        assert "… (2,000 characters in all)" in screen_text(app)
        lines = screen.pane.lines.size.height
        assert lines < 15
        assert screen.pane.graph.size.height > 40 - lines - 5
        screen.pane.show([("Packets", "4")])
        await pilot.pause()
        assert screen.pane.lines.size.height == 1
