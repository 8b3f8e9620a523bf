"""Rows that match, or stand elsewhere, once more is known of their packets."""

from __future__ import annotations

import pytest

from dissectors.dissect import Dissection
from tests.tui.snapshots import screen_lines
from tests.tui.toy import ToyApp, ToySource, ToyTable, toy_frames
from tests.tui.waiting_for import until
from tui.messages import CaptureState, RowsAdded
from tui.panes.packet_list import PacketList
from tui.screens import renewed_rows
from tui.screens.row_order import SortBy


class KnownFilter:
    """Lets those pass of which something is known."""

    fields = frozenset({"proc.name"})

    def __init__(self, known: set[int]) -> None:
        self._known = known

    def matches(self, dissection: Dissection) -> bool:
        return dissection.frame.number in self._known


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewed_rows, "SECONDS_UNTIL_PAINTED", 0.001)
    monkeypatch.setattr(renewed_rows, "SECONDS_BETWEEN_RENEWALS", 0.0)
    monkeypatch.setattr(renewed_rows, "REST_AFTER_RENEWAL", 0)


def shown(app: ToyApp) -> list[int]:
    displayed = app.packets.displayed
    return [displayed[position] + 1 for position in range(len(displayed))]


def app_of(known: set[int], count: int = 6, fields: frozenset[str] = KnownFilter.fields) -> ToyApp:
    chosen = KnownFilter(known)
    chosen.fields = fields  # type: ignore[misc]
    source = ToySource(CaptureState("lo", "live"))
    return ToyApp(ToyTable(toy_frames(count)), source, compile_filter=lambda text: chosen, display_filter="known")


async def test_packets_that_match_now_come_and_others_go() -> None:
    known = {2, 5}
    app = app_of(known)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: shown(app) == [2, 5])
        known ^= {2, 3}
        app.packets.more_is_known()
        await until(pilot, lambda: shown(app) == [3, 5])
        await until(pilot, lambda: "✓ 2 of 6" in screen_lines(app)[1])


async def test_what_comes_afterwards_is_filtered_as_before() -> None:
    known = {2, 7}
    app = app_of(known)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: shown(app) == [2])
        known.add(4)
        app.packets.more_is_known()
        await until(pilot, lambda: shown(app) == [2, 4])
        table = app.packet_table
        app.packet_source.post(RowsAdded(lambda: table.frames.extend(toy_frames(8)[6:])))
        await until(pilot, lambda: shown(app) == [2, 4, 7])


async def test_the_packet_under_the_cursor_stays_there() -> None:
    known = {4, 5}
    app = app_of(known)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: shown(app) == [4, 5])
        await pilot.press("down")
        known |= {1, 2}
        app.packets.more_is_known()
        await until(pilot, lambda: shown(app) == [1, 2, 4, 5])
        assert app.packets.query_one(PacketList).cursor == 3
        assert app.packets.shown_row == 4


async def test_a_filter_that_asks_for_nothing_late_is_left_alone() -> None:
    known = {2}
    app = app_of(known, fields=frozenset({"toy.port"}))
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: shown(app) == [2])
        known.add(3)
        app.packets.more_is_known()
        await pilot.pause(0.05)
        assert shown(app) == [2]


async def test_a_filter_that_is_left_meanwhile_changes_nothing() -> None:
    known = {2}
    app = app_of(known)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: shown(app) == [2])
        known.add(3)
        app.packets._filter_anew()
        app.packets.put_filter("", is_applied=True)
        await until(pilot, lambda: len(shown(app)) == 6)
        await pilot.pause(0.05)
        assert shown(app) == [1, 2, 3, 4, 5, 6]


async def test_rows_sorted_by_process_are_sorted_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    app = ToyApp(ToyTable(toy_frames(2)))
    async with app.run_test(size=(120, 30)) as pilot:
        screen = app.packets
        arranged: list[str] = []
        monkeypatch.setattr(screen, "arrange_again", lambda: arranged.append("again"))
        screen.more_is_known()
        await pilot.pause(0.02)
        assert not arranged
        screen.sorted_by = SortBy("process")
        screen.more_is_known()
        await until(pilot, lambda: arranged == ["again"])
