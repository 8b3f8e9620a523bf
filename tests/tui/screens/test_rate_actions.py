"""What keys do with the series of an I/O graph."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.statistics.intervals import MILLISECOND
from tests.tui.graph_app import GraphApp
from tests.tui.panes.test_rate_graph import shown
from tests.tui.waiting_for import until
from tui import settings
from tui.copying import Copy
from tui.rate_graph.series import TCP_ERRORS
from tui.screens.rate_actions import NONE_DELETED
from tui.screens.series_dialog import SeriesDialog


async def test_series_are_changed_by_keys_and_kept_in_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    async with GraphApp(settings_path=path).run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        await pilot.press("m", "down", "space", "i")
        await until(pilot, lambda: app.is_counted)
        assert app.view.interval == MILLISECOND
        kept, problems = settings.load(path)
        assert dict(kept.rate_series) == {
            "All packets": "[colour 0] bytes",
            "TCP errors": f"[hidden, bars, colour 5] packets: {TCP_ERRORS}",
        }
        assert problems == []
        await pilot.press("delete", "delete")
        assert app.view.series == []
        await pilot.press("delete", "E", "m", "space", "down", "enter", "I", "u")
        assert isinstance(app.screen, type(app.graph))


async def test_deleted_series_are_brought_back_and_kept_again(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    async with GraphApp(settings_path=path).run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        before = list(app.view.series)
        await pilot.press("delete")
        told = [one.message for one in app._notifications]
        assert told == ["The series All packets is deleted: U brings it back."]
        await pilot.press("delete", "U", "U")
        assert app.view.series == before
        assert [one.message for one in app._notifications] == ["The series All packets is back."]
        assert settings.load(path)[0].rate_series == {}
        await pilot.press("U")
        assert [one.message for one in app._notifications] == [NONE_DELETED]


async def test_a_series_is_made_and_changed_in_a_dialog() -> None:
    async with GraphApp().run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        await pilot.press("n")
        assert isinstance(app.screen, SeriesDialog)
        await pilot.press(*"udp", "enter")
        await until(pilot, lambda: app.is_counted)
        assert [one.name for one in app.view.series] == ["All packets", "TCP errors", "udp"]
        await pilot.press("E")
        await until(pilot, lambda: isinstance(app.screen, SeriesDialog) and app.screen.focused is not None)
        # The filter's line has its list of words by now, or has it not yet: down may lead into it.
        app.screen.query_one("#measure").focus()
        await pilot.press("right", "enter")
        await until(pilot, lambda: app.view.series[-1].what == "bytes: udp")


async def test_values_drawing_and_filter_are_copied_and_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    async with GraphApp().run_test(size=(80, 24)) as pilot:
        app = await shown(pilot)
        copied: list[Copy] = []
        app.copy_out = copied.append  # type: ignore[method-assign]
        for key in "vtds":
            await pilot.press("y", key)
        await until(pilot, lambda: len(copied) == 4)
        values, drawing, text, series = (one.text for one in copied)
        assert "Seconds  All packets  TCP errors" in values
        assert "All packets" in drawing
        assert text.startswith("frame.time_relative >= 0.000000000")
        assert series == "packets"
        target = tmp_path / "io.csv"
        await pilot.press("ctrl+s", "enter")
        await until(pilot, target.exists)
        assert target.read_text().startswith("start_ns,interval_ns,time_ns,series_All packets,series_TCP errors,")
