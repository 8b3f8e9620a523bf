"""From the packet list to a conversation, and back."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from tests.conftest import SAMPLES
from tests.tui.snapshots import screen_text
from tui.app import RemoraApp
from tui.loading import FileSource
from tui.panes.filter_bar import FilterBar
from tui.screens.follow import FollowScreen
from tui.screens.packets import PacketsScreen


def app_of(name: str) -> RemoraApp:
    capture = open_capture(SAMPLES / name)
    return RemoraApp(PacketTable(capture), FileSource(capture, name))


async def until_read(pilot: Pilot[str], app: RemoraApp) -> FollowScreen:
    await pilot.pause()
    screen = app.screen
    assert isinstance(screen, FollowScreen)
    while screen.reader.is_working or not screen.exchange.is_complete:
        await pilot.pause(0.01)
    await pilot.pause()
    return screen


@pytest.mark.parametrize("key", ["enter", "escape"])
async def test_follow_and_back(key: str) -> None:
    app = app_of("http.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f")
        follow = await until_read(pilot, app)
        follow.pane.move_cursor(6)
        await pilot.press(key)
        await pilot.pause()
        assert isinstance(app.screen, PacketsScreen)
        assert app.screen.shown_row == {"enter": 5, "escape": 0}[key]


async def test_a_conversation_is_filtered_out_beside_the_filter_in_use() -> None:
    app = app_of("http.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        packets = app.screen
        assert isinstance(packets, PacketsScreen)
        for expected in ("!(tcp.stream == 0)", "(tcp) && !(tcp.stream == 0)"):
            packets.put_filter("" if expected[0] == "!" else "tcp", is_applied=True)
            await pilot.pause()
            await pilot.press("f")
            await until_read(pilot, app)
            await pilot.press("x")
            await pilot.pause()
            assert packets.query_one(FilterBar).in_use == expected


async def test_a_packet_of_no_conversation_is_told() -> None:
    app = app_of("ping.pcapng")
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await pilot.press("f")
        await pilot.pause()
        assert "Packet 1 belongs to no TCP" in screen_text(app)
        assert isinstance(app.screen, PacketsScreen)
