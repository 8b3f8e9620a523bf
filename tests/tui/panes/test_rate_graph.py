"""The I/O graph on real packets: what it shows, where the cursor leads, and what is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from dissectors.text import seconds
from tests.tui.graph_app import GraphApp
from tests.tui.snapshots import screen_text
from tests.tui.waiting_for import until
from tui.panes.graph import GraphPane
from tui.rate_graph.series import USUAL, series_of


async def shown(pilot: Pilot[Any]) -> GraphApp:
    """The graph, counted."""
    app = pilot.app
    assert isinstance(app, GraphApp)
    app.show_graph()
    await until(pilot, lambda: app.is_counted and app.screen.query(GraphPane))
    app.graph.pane.graph.focus()
    await pilot.pause()
    return app


async def test_series_time_and_values_and_the_packets_of_a_moment() -> None:
    async with GraphApp().run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        text = screen_text(app)
        assert "All packets" in text
        assert "TCP errors" in text
        assert "automatic" in text
        await pilot.press("home")
        told = screen_text(app).splitlines()[-2:]
        assert "packet" in told[0]
        assert " · All packets: from packet 1 on" in told[1]
        assert not told[1].endswith("packets")
        await pilot.press("down")
        assert " · TCP errors: tcp.analysis." in screen_text(app).splitlines()[-1]
        await pilot.press("up", "enter")
        assert app.graph.wanted == [0]


async def test_with_the_chosen_series_hidden_the_packet_of_another_is_named() -> None:
    async with GraphApp().run_test(size=(100, 24)) as pilot:
        app = await shown(pilot)
        app.view.put(series_of("tcp", "of TCP"), is_new=True)
        app.view.chosen = 0
        app.graph.pane.draw_anew()
        await pilot.press("home", "space")
        await until(pilot, lambda: app.is_counted)
        app.graph.pane.show_state()
        await until(pilot, lambda: " · of TCP: from packet 1 on" in screen_text(app).splitlines()[-1])
        await pilot.press("enter")
        assert app.graph.wanted == [0]


async def test_the_axis_is_that_of_the_chosen_series() -> None:
    async with GraphApp().run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        await pilot.press("m")
        await until(pilot, lambda: app.is_counted and "bytes in" in screen_text(app))
        assert "packets, to" in screen_text(app).splitlines()[1]
        assert "All packets, bytes" in screen_text(app).splitlines()[0]
        await pilot.press("down")
        await until(pilot, lambda: "packets in" in screen_text(app))
        assert "bytes, to" in screen_text(app).splitlines()[1]


async def test_a_window_is_counted_finer_and_becomes_a_filter() -> None:
    async with GraphApp().run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        whole = app.view.told
        await pilot.press("home", "plus", "plus", "plus", "plus")
        await until(pilot, lambda: app.is_counted and app.view.told is not whole)
        assert whole is not None
        assert app.view.told is not None
        assert app.view.told.interval < whole.interval
        await pilot.press("F")
        [text] = app.graph.wanted
        assert str(text).startswith("frame.time_relative >= 0.000000000 && frame.time_relative <= 0.0")
        await pilot.press("0")
        await until(pilot, lambda: app.is_counted)
        assert app.view.window is None


async def test_the_filter_of_a_window_is_one_and_of_times_that_there_are() -> None:
    async with GraphApp().run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        app.view.interval = 600_000_000_000
        app.view.put(series_of("tcp.prt"), is_new=True)
        app.graph.pane.draw_anew()
        await until(pilot, lambda: app.is_counted and app.view.told and len(app.view.told.series) > len(USUAL))
        told = app.view.told
        assert told is not None
        expected = f"frame.time_relative >= {seconds(told.first)} && frame.time_relative <= {seconds(told.last)}"
        assert app.graph.pane.window_filter == expected


async def test_it_is_kept_while_nobody_looks() -> None:
    async with GraphApp().run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        await pilot.press("home", "plus", "u", "down")
        await until(pilot, lambda: app.is_counted)
        window, run = app.view.window, app.view.run
        app.pop_screen()
        await pilot.pause()
        await shown(pilot)
        assert (app.view.run, app.view.window, app.view.chosen, app.view.is_logarithmic) == (run, window, 1, True)
        assert app.graph.pane.graph.window == window


@pytest.mark.parametrize("size", [(80, 24), (160, 48), (30, 8)])
async def test_it_fits(size: tuple[int, int]) -> None:
    async with GraphApp().run_test(size=size) as pilot:
        app = await shown(pilot)
        assert len(screen_text(app).splitlines()) <= size[1]


async def test_what_cannot_be_counted_is_told_of_the_chosen_series(tmp_path: Path) -> None:
    async with GraphApp(settings_path=tmp_path / "settings.toml").run_test(size=(100, 24)) as pilot:
        app = pilot.app
        assert isinstance(app, GraphApp)
        app.view.series = [*USUAL, series_of("no.such.field == 1", "wrong")]
        app.view.is_from_settings = False
        await shown(pilot)
        await pilot.press("up")
        assert "no field or protocol named no.such.field" in screen_text(app)
        assert "wrong ✗" in screen_text(app)
