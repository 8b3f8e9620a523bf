"""The objects screen: found, chosen, saved; the way to the packet; stopped and left with nothing behind."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
from textual.pilot import Pilot

from dissectors.deep.choices.deep_choices import DeepChoices
from dissectors.deep.objects.object_export import ObjectExport
from dissectors.packets.table import PacketTable
from tests.dissectors.deep.left_behind import nothing_runs
from tests.dissectors.deep.objects.test_object_export import PAGES
from tests.dissectors.deep.talks import table_of, tcp_frames
from tests.dissectors.streams.frames import capture_of
from tests.tui.fake_sockets import pretend
from tests.tui.screens.real import RealApp
from tests.tui.snapshots import screen_text
from tests.tui.toy import ToySource
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.panes.packet_list import PacketList
from tui.screens.dialogs import InputDialog
from tui.screens.objects import ObjectsScreen
from tui.screens.packets import PacketsScreen
from tui.screens.sockets import SocketsScreen


class ObjectsApp(RemoraApp):
    """The packets screen, which may ask tshark."""

    def __init__(self, table: PacketTable) -> None:
        super().__init__(table, ToySource(), deep_choices=DeepChoices())

    @property
    def objects(self) -> ObjectsScreen:
        assert isinstance(self.screen, ObjectsScreen)
        return self.screen


@pytest.fixture(autouse=True)
def cache(require_tool: Callable[[str], str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    require_tool("tshark")
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda name: tmp_path / "cache")
    monkeypatch.chdir(tmp_path)
    return tmp_path / "cache"


async def opened(pilot: Pilot[str], app: ObjectsApp) -> str:
    """The screen when tshark has answered."""
    await pilot.pause()
    await pilot.press("O")
    await pilot.pause()
    while app.objects.is_reading:
        await pilot.pause(0.01)
    await pilot.pause()
    return screen_text(app)


async def test_objects_are_listed_and_lead_to_their_packets(tmp_path: Path, cache: Path) -> None:
    app = ObjectsApp(table_of(tcp_frames(PAGES), tmp_path))
    async with app.run_test(size=(100, 24)) as pilot:
        text = await opened(pilot, app)
        assert "objects 3 found, 21 B in all" in text
        assert " 6 HTTP     example.org text/javascript  7 B a.js?v=1" in text
        await pilot.press("down", "enter")
        await pilot.pause()
        assert isinstance(app.screen, PacketsScreen)
        assert app.screen.query_one(PacketList).row_under_cursor == 5
        assert not list(cache.glob("remora-objects-*"))


async def test_those_chosen_are_saved_else_all(tmp_path: Path) -> None:
    app = ObjectsApp(table_of(tcp_frames(PAGES), tmp_path))
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(pilot, app)
        await pilot.press("down", "space")
        assert "1 chosen, 7 B" in screen_text(app)
        await pilot.press("ctrl+s")
        await pilot.pause()
        assert isinstance(app.screen, InputDialog)
        assert "Save 1 object, 7 B" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        await saved(pilot, app)
        assert [found.name for found in (tmp_path / "objects").iterdir()] == ["a.js"]
        # None is chosen: all are meant.
        await pilot.press("a", "a", "ctrl+s")
        await pilot.pause()
        assert "Save all 3 objects, 21 B" in screen_text(app)
        await pilot.press("enter")
        await pilot.pause()
        await saved(pilot, app)
        names = sorted(found.name for found in (tmp_path / "objects").iterdir())
        assert names == ["a-2.js", "a.js", "object-4", "object-8"]


async def saved(pilot: Pilot[str], app: ObjectsApp) -> None:
    while app.objects.saving is not None:
        await pilot.pause(0.01)


async def test_a_folder_that_cannot_be_is_refused_in_the_dialog(tmp_path: Path) -> None:
    (tmp_path / "objects").write_text("a file")
    app = ObjectsApp(table_of(tcp_frames(PAGES), tmp_path))
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(pilot, app)
        await pilot.press("ctrl+s")
        await pilot.pause()
        await pilot.press("enter")
        await pilot.pause()
        assert "that is no folder" in screen_text(app)


async def test_where_there_are_none_it_is_said(cache: Path) -> None:
    app = RealApp("hello.pcapng")
    app.deep_choices = DeepChoices()
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        await pilot.press("O")
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ObjectsScreen)
        while screen.is_reading:
            await pilot.pause(0.01)
        await pilot.pause()
        assert "tshark finds no objects of HTTP, SMB, TFTP, FTP, mail or DICOM" in screen_text(app)
        await pilot.press("enter", "space", "ctrl+s", "a")
        assert app.screen is screen


async def test_esc_stops_the_search_then_leaves_and_nothing_stays(
    tmp_path: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun = asyncio.Event()

    async def hang(self: ObjectExport, *rest: object) -> None:
        begun.set()
        await asyncio.Event().wait()

    monkeypatch.setattr(ObjectExport, "run", hang)
    app = ObjectsApp(table_of(tcp_frames(PAGES), tmp_path))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        await pilot.press("O")
        await begun.wait()
        await pilot.press("escape")
        while app.objects.is_reading:
            await pilot.pause(0.01)
        await pilot.pause()
        assert "Stopped. r looks again." in screen_text(app)
        begun.clear()
        await pilot.press("r")
        await begun.wait()
        await pilot.press("escape", "escape")
        await pilot.pause()
        assert isinstance(app.screen, PacketsScreen)
    assert not list(cache.glob("remora-objects-*"))


async def test_quitting_meanwhile_leaves_neither_tshark_nor_files(tmp_path: Path, cache: Path) -> None:
    app = ObjectsApp(table_of(tcp_frames(PAGES), tmp_path))
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        await pilot.press("O")
        await pilot.pause()
        await pilot.press("q")
    assert not list(cache.glob("remora-objects-*"))
    assert nothing_runs(str(cache))


async def test_a_failure_is_told_where_the_objects_would_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    app = ObjectsApp(table_of(tcp_frames(PAGES), tmp_path))
    async with app.run_test(size=(120, 24)) as pilot:
        assert "there is no tshark on this machine: install it" in await opened(pilot, app)


async def test_where_no_tshark_is_used_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    app, told = RealApp("hello.pcapng"), list[str]()
    monkeypatch.setattr(app, "tell", told.append)
    async with app.run_test(size=(100, 24)) as pilot:
        await pilot.pause()
        await pilot.press("O")
        await pilot.pause()
        assert told == ["Objects are found by tshark, and none is used here."]
        assert isinstance(app.screen, PacketsScreen)


async def test_packets_that_came_since_are_looked_at_again(tmp_path: Path) -> None:
    frames = tcp_frames(PAGES)
    capture = capture_of(frames[:4], tmp_path)
    app = ObjectsApp(PacketTable(capture))
    async with app.run_test(size=(100, 24)) as pilot:
        assert "objects 1 found, 4 B in all" in await opened(pilot, app)
        capture_of(frames, tmp_path)
        capture.refresh()
        await pilot.press("r")
        await pilot.pause()
        while app.objects.is_reading:
            await pilot.pause(0.01)
        await pilot.pause()
        assert "objects 3 found, 21 B in all" in screen_text(app)


async def test_to_the_sockets_by_way_of_the_packets(tmp_path: Path) -> None:
    app = ObjectsApp(table_of(tcp_frames(PAGES), tmp_path))
    pretend(app)
    async with app.run_test(size=(100, 24)) as pilot:
        await opened(pilot, app)
        await pilot.press("3")
        await until(pilot, lambda: isinstance(app.screen, SocketsScreen))
        assert [type(screen) for screen in app.screen_stack] == [PacketsScreen, SocketsScreen]
