"""L on a packet of the list: its conversation, or all displayed packets; Enter comes back to the list."""

from __future__ import annotations

from textual.pilot import Pilot

from tests.tui.screens.real import RealApp
from tests.tui.waiting_for import until
from tui.screens.ladder import LadderScreen


async def ladder_of(pilot: Pilot[str], count: int) -> LadderScreen:
    def has_lines() -> bool:
        screen = pilot.app.screen
        return isinstance(screen, LadderScreen) and screen.is_mounted and screen.pane.line_count() == count

    await until(pilot, has_lines)
    await pilot.pause()
    assert isinstance(pilot.app.screen, LadderScreen)
    return pilot.app.screen


async def test_l_draws_the_conversation_of_the_packet_and_enter_goes_to_another() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("down", "down", "L")
        ladder = await ladder_of(pilot, 20)
        assert ladder.stream == ("tcp", 0)
        assert ladder.pane.cursor == 2
        await pilot.press("down", "down", "enter")
        await pilot.pause()
        assert app.screen is app.packets
        assert app.packets.shown_row == 4


async def test_escape_leaves_the_list_as_it_was() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("down", "L")
        await ladder_of(pilot, 20)
        await pilot.press("down", "escape")
        await pilot.pause()
        assert app.packets.shown_row == 1


async def test_a_packet_without_conversation_shows_the_displayed_ones() -> None:
    app = RealApp("ping.pcapng")
    async with app.run_test(size=(120, 40)) as pilot:
        await pilot.press("L")
        ladder = await ladder_of(pilot, 6)
        assert ladder.shows_hosts


async def test_only_displayed_packets_are_between_hosts() -> None:
    app = RealApp()
    async with app.run_test(size=(120, 40)) as pilot:
        app.packets.apply_filter("tcp.len > 0")
        await until(pilot, lambda: app.shown_numbers == [4, 6, 8, 9, 11, 12, 15])
        await pilot.press("L")
        await ladder_of(pilot, 20)
        await pilot.press("L")
        await ladder_of(pilot, 7)
