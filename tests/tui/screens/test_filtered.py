import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from dissectors.deep.choices.deep_choices import DeepChoices
from tests.dissectors.deep.fake_tshark import fake_tshark
from tests.dissectors.deep.left_behind import processes_of
from tests.tui.screens.real import RealApp
from tests.tui.snapshots import screen_lines, screen_text
from tests.tui.toy import ToyApp, ToySource, ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui import settings
from tui.messages import CaptureState, RowsAdded
from tui.panes.filter_bar import FilterBar
from tui.screens.saved_filters import SavedFiltersDialog


async def test_a_filter_is_typed_with_completion_and_applied() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"tcp.flags.sy", "tab", *"== T", "tab", "enter")
        await until(pilot, lambda: app.shown_numbers == [1, 2])
        assert app.packets.query_one(FilterBar).in_use == "tcp.flags.syn == True"
        await until(pilot, lambda: "✓ 2 of " in screen_lines(app)[1] and "columns" in screen_lines(app)[1])


async def test_what_is_applied_but_likely_not_meant_stays_told() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"ip.addr != 127.0.0.1", "enter")
        await until(pilot, lambda: "neither ip.src nor ip.dst is 127.0.0.1" in screen_text(app))
        await until(pilot, lambda: app.shown_numbers == [])


async def test_a_filter_is_saved_used_and_remembered(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    app = RealApp(settings_path=path)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("slash", *"tcp.flags.fin == 1", "ctrl+r", "s", *"closing", "enter")
        await pilot.pause()
        assert settings.load(path)[0].saved_filters == {"closing": "tcp.flags.fin == 1"}
        await pilot.press("escape", "ctrl+u", "ctrl+r")
        await pilot.pause()
        assert isinstance(app.screen, SavedFiltersDialog)
        await pilot.press("enter")
        await until(pilot, lambda: app.packets.query_one(FilterBar).in_use == "tcp.flags.fin == 1")
        await until(pilot, lambda: 0 < len(app.shown_numbers) < len(app.packets.table))


async def test_how_many_packets_were_asked_is_told_as_a_capture_grows() -> None:
    table, source = ToyTable([]), ToySource(CaptureState("lo", "live"))
    app = ToyApp(table, source, display_filter="2,3")
    async with app.run_test(size=(120, 30)) as pilot:
        for count in (2, 5):
            source.post(RowsAdded(lambda count=count: table.frames.extend(toy_frames(count)[len(table) :])))
            told = f"✓ {count // 2} of {count} ", f"dissection of {count} candidates"
            await until(pilot, lambda told=told: all(words in screen_lines(app)[1] for words in told))


async def test_escape_in_the_list_shows_all_packets_again_and_the_history_has_the_filter() -> None:
    app = RealApp()
    async with app.run_test(size=(100, 30)) as pilot:
        everything = list(app.shown_numbers)
        await pilot.press("slash", *"tcp.flags.syn == 1", "enter")
        await until(pilot, lambda: app.shown_numbers == [1, 2])
        await pilot.press("tab", "escape")
        assert app.packets.query_one(FilterBar).in_use
        await pilot.press("escape")
        assert app.shown_numbers == everything
        assert app.packets.query_one(FilterBar).text == ""
        assert not app.packets.clear_filter()
        await pilot.press("slash", "up", "enter")
        await until(pilot, lambda: app.shown_numbers == [1, 2])


# Filters that are not native.

KNOWS_AND_HANGS = """case "$*" in
*-G*) printf 'F\\tType\\thttp2.type\\tFT_UINT8\\n'; exit 0;;
*fields*) sleep 1000; exit 0;;
esac
exec cat >/dev/null"""
"""Takes every filter and never answers one."""


@pytest.mark.tools
async def test_what_only_tshark_knows_is_completed_judged_and_applied(require_tool: Callable[[str], str]) -> None:
    require_tool("tshark")
    app = RealApp("dns.pcapng", deep_choices=DeepChoices())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("slash", *"dns.response_i")
        await until(pilot, lambda: "Response In, a frame's number, by tshark" in screen_text(app))
        await pilot.press("tab")
        await until(pilot, lambda: "tshark, two passes" in screen_lines(app)[1])
        await pilot.press("enter")
        await until(pilot, lambda: app.shown_numbers == [1, 3, 5])
        await until(pilot, lambda: "✓ 3 of 6" in screen_lines(app)[1])
        assert "tshark, two passes" in screen_lines(app)[1]
        assert app.packets.query_one(FilterBar).in_use == "dns.response_in"


@pytest.mark.tools
async def test_what_tshark_does_not_know_is_told_with_a_caret_and_changes_nothing(
    require_tool: Callable[[str], str],
) -> None:
    require_tool("tshark")
    app = RealApp("dns.pcapng", deep_choices=DeepChoices())
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("slash", *"udp && http2.typ == 1", "enter")
        await until(pilot, lambda: "in tshark neither; did you mean http2.type" in screen_text(app))
        await until(pilot, lambda: "^" in screen_lines(app)[2])
        assert screen_lines(app)[2].index("^") == screen_lines(app)[1].index("http2.typ")
        assert app.shown_numbers == [1, 2, 3, 4, 5, 6]
        assert app.packets.query_one(FilterBar).in_use == ""


async def test_without_tshark_one_sentence_says_so_and_native_filters_work(tmp_path: Path) -> None:
    app = RealApp("dns.pcapng", deep_choices=DeepChoices(tshark_path=str(tmp_path / "none")))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("slash", *"http2.type == 1", "enter")
        await until(pilot, lambda: "install it (apt install tshark" in " ".join(screen_text(app).split()))
        await until(pilot, lambda: "not native: needs tshark" in screen_lines(app)[1])
        await pilot.press("slash", "ctrl+u", *"frame.number < 3", "enter")
        await until(pilot, lambda: app.shown_numbers == [1, 2])


def filtering(folder: Path) -> list[int]:
    """Processes of a tshark in the folder that answer the filter; others decode packets."""
    return sorted(set(processes_of(str(folder))) & set(processes_of("http2.type == 1")))


@pytest.mark.parametrize("ends", ["escape", "another filter", "the viewer"])
async def test_a_tshark_that_hangs_ends_when_it_is_not_wanted_any_more(tmp_path: Path, ends: str) -> None:
    app = RealApp("dns.pcapng", deep_choices=DeepChoices(tshark_path=fake_tshark(tmp_path, KNOWS_AND_HANGS)))
    async with app.run_test(size=(120, 30)) as pilot:
        await pilot.press("slash", *"http2.type == 1", "enter")
        await until(pilot, lambda: "0 so far" in screen_lines(app)[1])
        await until(pilot, lambda: bool(filtering(tmp_path)))
        if ends == "escape":
            await pilot.press("escape")
            await until(pilot, lambda: "stopped at" in screen_lines(app)[1])
            await until(pilot, lambda: not filtering(tmp_path))
        elif ends == "another filter":
            await pilot.press("slash", "ctrl+u", *"frame.number < 3", "enter")
            await until(pilot, lambda: app.shown_numbers == [1, 2])
            await until(pilot, lambda: not filtering(tmp_path))
    for _ in range(500):
        if not filtering(tmp_path):
            return
        await asyncio.sleep(0.01)
    pytest.fail("a tshark goes on")
