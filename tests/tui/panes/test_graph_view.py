"""The graph as it is drawn: what stays when its plot is another, and what of it is painted again."""

from __future__ import annotations

import pytest
from textual.app import ComposeResult
from textual.geometry import Region
from textual.screen import Screen

from tests.tui.graphs.series import SECOND, plot, series
from tests.tui.panes.hosts import Host
from tests.tui.snapshots import screen_lines, screen_segments
from tui.app import RemoraApp
from tui.graphs.drawing import drawn
from tui.graphs.plot import Axis, Plot
from tui.panes.graph import GraphPane
from tui.settings import Settings

SIZE = (64, 12)


def packets(count: int = 60) -> Plot:
    """A packet a second; a column of the pane is a second, from the fifth cell on."""
    x = [second * SECOND for second in range(count)]
    return plot(series(x, [second % 7 for second in range(count)], "bars", "packets", width=SECOND), y=Axis("rate"))


def test_what_grows_is_shown_as_long_as_its_end_was() -> None:
    pane = GraphPane(packets(10))
    pane.show(packets(20))
    assert pane.window == (0, 20 * SECOND)
    pane.set_window(15 * SECOND, 20 * SECOND)
    pane.show(packets(30))
    assert pane.window == (25 * SECOND, 30 * SECOND)
    pane.set_window(5 * SECOND, 10 * SECOND)
    pane.show(packets(40))
    assert pane.window == (5 * SECOND, 10 * SECOND)
    pane.show(packets(5), anew=True)
    assert pane.is_whole


def test_a_cursor_stays_within_another_plot() -> None:
    pane = GraphPane(packets(10))
    pane.put_cursor(9 * SECOND)
    pane.show(packets(5))
    assert pane.cursor == 5 * SECOND
    pane.show(packets(10), anew=True)
    assert pane.cursor is None
    assert pane.readings() == []


async def test_only_what_changed_is_painted_when_the_cursor_moves() -> None:
    pane = GraphPane(packets())
    app = Host(pane)
    async with app.run_test(size=SIZE) as pilot:
        pane.put_cursor(20 * SECOND)
        await pilot.pause()
        regions = list(pane._repaint_regions)
        pane.put_cursor(21 * SECOND)
        assert all(region.width in (1, SIZE[0]) and region.height < SIZE[1] for region in pane._repaint_regions)
        assert len(pane._repaint_regions) > len(regions)
        assert sum(region.area for region in pane._repaint_regions) < SIZE[0] * SIZE[1] // 4


def painted(pane: GraphPane) -> list[Region]:
    """What is to be painted again, once."""
    regions = list(pane._repaint_regions)
    pane._repaint_regions.clear()
    return regions


async def test_of_another_plot_only_lines_that_changed_are_painted() -> None:
    pane = GraphPane(packets())
    app = Host(pane)
    async with app.run_test(size=SIZE) as pilot:
        pane.put_cursor(20 * SECOND)
        await pilot.pause()
        painted(pane)
        pane.show(packets())
        assert {region.width for region in painted(pane) if region.y < SIZE[1] - 1} <= {1}
        last = [second % 7 for second in range(59)]
        x = [second * SECOND for second in range(60)]
        pane.show(plot(series(x, [*last, 1], "bars", "packets", width=SECOND), y=Axis("rate")))
        lines = {region.y for region in painted(pane) if region.width == SIZE[0]}
        assert 0 < len(lines) < SIZE[1] - 2
        pane.refresh()
        await pilot.pause()
        expected = ["".join(part for part, _ in line) for line in drawn(pane.plot, *SIZE, pane.cursor)]
        assert screen_lines(app) == expected


async def test_a_line_below_the_cursor_and_a_bar_behind_it_keep_their_colours() -> None:
    pane = GraphPane(plot(series([0, 60 * SECOND], [9, 9], "bars", order=2), series([0, 60 * SECOND], [0, 9], order=1)))
    app = Host(pane)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        bar = pane.get_component_styles("graph--bar-2").color.rich_color
        line = pane.get_component_styles("graph--series-1").color.rich_color
        styles = [piece.style for pieces in screen_segments(app) for piece in pieces if piece.style is not None]
        assert any(style.color == line and style.bgcolor == bar for style in styles)
        assert any(style.color == bar for style in styles)


async def test_text_off_the_wire_is_safe_on_the_screen() -> None:
    pane = GraphPane(plot(series([0, SECOND], [1, 2], name="\x1b]2;PWNED\x07 [b]x[/b]")))
    app = Host(pane)
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        assert "␛]2;PWNED␇ [b]x[/b]" in screen_lines(app)[0]


async def test_without_colours_bars_are_told_apart_by_what_fills_them(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    bars = [series([0], [9 - order], "bars", f"bars {order}", order=order, width=SECOND) for order in range(2)]
    app = Host(GraphPane(plot(*bars)))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause()
        lines = screen_lines(app)
        assert "█ bars 0  ▒ bars 1" in lines[0]
        assert "█" in lines[1]
        assert "▒" in lines[-4]


class Only(Screen[None]):
    """One graph, alone."""

    def __init__(self, pane: GraphPane) -> None:
        super().__init__()
        self.pane = pane

    def compose(self) -> ComposeResult:
        yield self.pane


@pytest.mark.parametrize(
    ("no_color", "theme"), [("", "remora-terminal"), ("1", "remora-terminal"), ("1", "remora-dark")]
)
async def test_with_few_colours_or_none_the_cursor_is_seen_upon_what_is_drawn(
    monkeypatch: pytest.MonkeyPatch, no_color: str, theme: str
) -> None:
    if no_color:
        monkeypatch.setenv("NO_COLOR", no_color)
    bars = series([0, 1, 2], [9, 9, 9], "bars", order=1, width=1)
    line = series([0, 1, 2], [3, 6, 3], "line", order=0)
    pane = GraphPane(plot(bars, line))
    app = RemoraApp(None, None, settings=Settings(theme=theme))
    monkeypatch.setattr(app, "get_default_screen", lambda: Only(pane))
    async with app.run_test(size=SIZE) as pilot:
        pane.put_cursor(1)
        await pilot.pause()
        cell = pane._cell(pane._drawn(), 1)
        assert cell is not None
        under = [next(iter(strip.crop(cell, cell + 1))) for strip in app.screen._compositor.render_strips()]
        crossing = [piece.style for piece in under if "⠀" <= piece.text <= "⣿"]
        assert "│" in {piece.text for piece in under}
        assert crossing
        for style in crossing:
            assert style is not None
            assert style.reverse
            assert style.underline is (True if no_color else None)
            assert style.color is None or style.color.is_default
