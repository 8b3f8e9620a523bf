"""Keys on statistics: packets of a row, filters, names, copies, files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.widgets import Input

from tests.dissectors.streams.frames import capture_of
from tests.tui.screens.some_frames import FRAMES
from tests.tui.screens.test_statistics import SomeApp, open_view
from tests.tui.snapshots import screen_text
from tests.tui.statistics.made import counted, record, table
from tests.tui.waiting_for import until
from tui import copying
from tui.panes.filter_bar import FilterBar
from tui.screens.apply_dialog import ApplyDialog
from tui.screens.packets import PacketsScreen
from tui.screens.statistics import StatisticsScreen
from tui.statistics.told import StatisticsCounted


@pytest.fixture
def app(tmp_path: Path) -> SomeApp:
    return SomeApp(capture_of(FRAMES, tmp_path))


async def test_enter_shows_the_packets_of_a_row(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "j")
        assert " Enter ip.addr == 10.0.0.2" in screen_text(app)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen) and len(app.packets.displayed) == 2)
        assert app.packets.query_one(FilterBar).in_use == "ip.addr == 10.0.0.2"


async def test_the_way_back_to_the_row_is_told_once(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        app.packets.put_filter("tcp", is_applied=True)
        await until(pilot, lambda: app.packets.displayed.is_filtered)
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "j", "enter")
        await until(pilot, lambda: "4 leads back to the row; / and ↑ bring back" in screen_text(app))
        await pilot.press("4")
        assert app.statistics.record is not None
        assert app.statistics.record["endpoint"] == "10.0.0.2"
        app.clear_notifications()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        await pilot.pause()
        assert "leads back" not in screen_text(app)


async def test_within_what_is_displayed_it_shows_those_of_them(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        app.packets.put_filter("tcp.flags.syn == 1", is_applied=True)
        await until(pilot, lambda: len(app.packets.displayed) == 2)
        await open_view(pilot, app, "endpoints")
        await pilot.press("o")
        await until(pilot, lambda: len(app.statistics.view.shown.parts) == 3)
        await pilot.press("v", "G", "enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen) and len(app.packets.displayed) == 1)
        assert app.packets.query_one(FilterBar).in_use == "(tcp.flags.syn == 1) && (ip.addr == 10.0.0.2)"


async def test_a_packet_that_a_row_names_is_gone_to(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("p")
        await until(pilot, lambda: "It names no packet" in screen_text(app))
        run = app.statistics.view.run
        assert run is not None
        slow = table({**record("a", 1), "first_packet": 1, "answer_packet": 4})
        app.statistics.post_message(StatisticsCounted(run, counted("endpoints", [slow])))
        await until(pilot, lambda: app.column == ["a"])
        await pilot.press("p")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen) and app.packets.shown_row == 3)


async def test_a_row_becomes_a_filter(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await open_view(pilot, app, "hierarchy")
        await pilot.press("j", "j")
        record = app.statistics.record
        assert record is not None
        assert record["filter"]
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, ApplyDialog))
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen) and app.packets.displayed.is_filtered)
        assert app.packets.query_one(FilterBar).in_use == record["filter"]
        await until(pilot, lambda: len(app.packets.displayed) == record["packets"])


def packets_of_row(app: SomeApp) -> int | None:
    """None while something stands over the statistics, or nothing is counted."""
    record = app.statistics.record if isinstance(app.screen, StatisticsScreen) else None
    return None if record is None else record["packets"]


async def test_a_filter_is_asked_for_and_only_what_it_shows_is_counted(app: SomeApp) -> None:
    async with app.run_test(size=(100, 30)) as pilot:
        await open_view(pilot, app, "hierarchy")
        await pilot.press("slash", *"udp", "enter")
        await until(pilot, lambda: packets_of_row(app) == 2)
        assert app.packets.query_one(FilterBar).in_use == "udp"
        await pilot.press("slash", "backspace", "backspace", "backspace", "enter")
        await until(pilot, lambda: packets_of_row(app) == 6)
        assert not app.packets.displayed.is_filtered


async def test_names_are_hidden_and_shown(app: SomeApp) -> None:
    async with app.run_test(size=(160, 30)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "v", "v")
        await until(pilot, lambda: "http" in screen_text(app))
        await pilot.press("x")
        await until(pilot, lambda: "http" not in screen_text(app))


async def test_copies(app: SomeApp, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tui.app.write_copy", lambda text: copying.write_copy(text, tmp_path))
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "y", "d")
        assert app.clipboard == "ip.addr == 10.0.0.1"
        await pilot.press("y", "r")
        assert app.clipboard.startswith("10.0.0.1\t5\t")
        await pilot.press("y", "t")
        assert app.clipboard.startswith("IPv4 endpoints: 3, most bytes first\n")


async def test_what_is_in_sight_is_saved_in_its_order(app: SomeApp, tmp_path: Path) -> None:
    path = tmp_path / "some.json"
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v", "S", "S", "ctrl+s", "ctrl+u")
        app.screen.query_one(Input).value = str(path)
        await pilot.press("enter")
        await until(pilot, lambda: "3 lines saved" in screen_text(app))
        text = path.read_text()
        assert text.index("10.0.0.3") < text.index("10.0.0.1")
        json.loads(text)


@pytest.mark.parametrize("clicks", ["row", "line"])
async def test_clicks_lead_to_the_packets_of_a_row(app: SomeApp, clicks: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, "endpoints")
        await pilot.press("v")
        screen, header = app.statistics, app.statistics.table.header_lines
        await pilot.double_click("#statistics", offset=(5, 0))
        await pilot.click("#statistics", offset=(5, header + 1))
        await pilot.double_click("#statistics", offset=(5, header + 10))
        assert app.screen is screen
        assert screen.record is not None
        wanted = screen.record["filter"]
        if clicks == "row":
            await pilot.double_click("#statistics", offset=(5, header + 1))
        else:
            await pilot.click("#row", offset=(12, 0))
        await until(pilot, lambda: app.screen is app.packets)
        assert app.packets.query_one(FilterBar).in_use == wanted


@pytest.mark.parametrize("name", ["overview", "io"])
async def test_escape_shows_a_whole_graph_again_before_it_leaves(app: SomeApp, name: str) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        await open_view(pilot, app, name, lambda: app.statistics.graph is not None)
        graph = app.statistics.graph
        assert graph is not None
        await until(pilot, lambda: graph.graph.plot.series and graph.graph.body_columns)
        await pilot.press("plus")
        assert not graph.graph.is_whole
        await pilot.press("escape")
        assert graph.graph.is_whole
        assert isinstance(app.screen, StatisticsScreen)
        await pilot.press("escape")
        await until(pilot, lambda: app.screen is app.packets)
