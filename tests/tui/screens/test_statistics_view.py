"""What the statistics screen keeps: one scope for its rows and its graphs, and an end of everything."""

from __future__ import annotations

from tests.tui.screens.real import RealApp
from tests.tui.waiting_for import until
from tui.screens.statistics_view import StatisticsView


async def test_rows_and_graphs_count_the_same_packets() -> None:
    app = RealApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.packets.table) == 20)
        view = StatisticsView(app.packets)
        everything = (view.counting, view.whole.counting, view.rates.counting)
        assert not view.change_scope()
        app.packets.put_filter("udp", is_applied=True)
        await until(pilot, lambda: app.packets.displayed.is_filtered)
        for is_wanted in (True, False):
            assert view.change_scope()
            assert [counting.only_displayed for counting in everything] == [is_wanted] * 3


async def test_it_begins_anew_with_other_packets_and_ends_with_all() -> None:
    app = RealApp()
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: len(app.packets.table) == 20)
        view = StatisticsView(app.packets)
        assert view.run is None
        view.stop()
        run = view.counting.hand_over(app.packets, lambda _: None)
        assert view.run is run
        assert (run.handed, run.view) == (20, view.shown.view)
        view.stop()
        await until(pilot, lambda: not run.is_working)
        run.go_on()
        assert not run.is_working
