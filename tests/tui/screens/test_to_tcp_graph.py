"""From packets, conversations and a ladder to TCP graphs, and back to a packet."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from dissectors import open_capture
from dissectors.packets.table import PacketTable
from tests.conftest import SAMPLES
from tests.tui.waiting_for import until
from tui.app import RemoraApp
from tui.loading import FileSource
from tui.screens.follow import FollowScreen
from tui.screens.packets import PacketsScreen
from tui.screens.tcp_graph import TCPGraphScreen
from tui.screens.to_tcp_graph import ONLY_TCP


def app_of(name: str) -> RemoraApp:
    capture = open_capture(SAMPLES / name)
    return RemoraApp(PacketTable(capture), FileSource(capture, name))


async def until_drawn(pilot: Pilot[str]) -> TCPGraphScreen:
    await until(pilot, lambda: getattr(pilot.app.screen, "picture", None) is not None)
    await pilot.pause()
    assert isinstance(pilot.app.screen, TCPGraphScreen)
    return pilot.app.screen


async def test_u_draws_the_packets_conversation_and_enter_goes_to_a_packet() -> None:
    app = app_of("http.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "down", "u")
        graph = await until_drawn(pilot)
        assert graph.row == 2
        await pilot.press("full_stop", "enter")
        await pilot.pause()
        assert isinstance(app.screen, PacketsScreen)
        assert app.screen.shown_row == 3


async def test_a_followed_conversation_is_drawn_and_enter_leads_on_to_the_list() -> None:
    app = app_of("http.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("down", "down", "down", "f")
        follow = app.screen
        assert isinstance(follow, FollowScreen)
        await until(pilot, lambda: follow.exchange.is_complete and follow.row_under_cursor is not None)
        await pilot.press("u")
        graph = await until_drawn(pilot)
        assert graph.row == 3
        await pilot.press("escape", "u")
        await until_drawn(pilot)
        await pilot.press("full_stop", "enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        assert isinstance(app.screen, PacketsScreen)
        await until(pilot, lambda: app.screen.shown_row == 4)  # type: ignore[attr-defined]


async def test_a_followed_conversation_of_datagrams_has_no_graphs() -> None:
    app = app_of("udp.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("f")
        follow = app.screen
        assert isinstance(follow, FollowScreen)
        await until(pilot, lambda: follow.exchange.is_complete)
        await pilot.press("u")
        assert app.screen is follow
        assert [one.message for one in app._notifications] == [ONLY_TCP]


@pytest.mark.parametrize("keys", [["2", "u"], ["L", "u"]], ids=["conversations", "ladder"])
async def test_other_screens_lead_there_and_enter_to_the_list(keys: list[str]) -> None:
    app = app_of("hello.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press(keys[0])
        for _ in range(1000):
            await pilot.pause(0.01)
            screen = app.screen
            if getattr(screen, "record", None) is not None and screen.record.stream is not None:  # type: ignore[attr-defined]
                break
            if getattr(screen, "_shown_row", None) is not None:
                break
            if keys[0] == "2":
                await pilot.press("tab")
        await pilot.press(keys[1])
        await until_drawn(pilot)
        await pilot.press("full_stop", "full_stop", "enter")
        await until(pilot, lambda: isinstance(app.screen, PacketsScreen))
        assert isinstance(app.screen, PacketsScreen)
        assert app.screen.shown_row == 2


async def test_a_packet_without_tcp_has_no_graphs() -> None:
    app = app_of("dns.pcapng")
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.press("u")
        await pilot.pause()
        assert isinstance(app.screen, PacketsScreen)
