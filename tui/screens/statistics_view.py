"""What is kept of the statistics screen while it is not shown; rows come from the packets screen, a run counts them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Final, cast

from dissectors.statistics.rates import Quantity
from tui.rate_graph.series import SeriesWanted
from tui.rate_graph.view import RateGraphView
from tui.screens.handing_over import HandingOver
from tui.statistics.names_in_sight import NamesInSight
from tui.statistics.run import StatisticsRun
from tui.statistics.shown import ShownStatistics

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.statistics.told_protocols import ToldProtocols
    from tui.loading import Post
    from tui.screens.packets import PacketsScreen

ALL_OF_IT: Final = SeriesWanted("All packets", Quantity("bits"), shape="bars")
"""The graph of the overview."""


class StatisticsView:
    """Counts, views, orders, and where the user was."""

    def __init__(self, packets: PacketsScreen) -> None:
        self.shown = ShownStatistics()
        self.counting = HandingOver(self._begin)
        self.whole = RateGraphView([ALL_OF_IT], is_rate=True)
        """The overview's graph."""
        self.rates = RateGraphView()
        self.shows_names = True
        self.names = NamesInSight()
        self.has_told_way_back = False
        """From the packets of a row."""
        self._packets = packets

    @property
    def run(self) -> StatisticsRun | None:
        return self.counting.worker

    def _begin(self, table: PacketTable, post: Post) -> StatisticsRun:
        """Other packets are counted than before."""
        self.shown.forget()
        packets = self._packets
        is_filtered = bool(self.counting.display_filter)
        run = StatisticsRun(
            packets.state.title,
            table,
            post,
            self._now,
            is_filtered=is_filtered,
            is_saved=lambda: packets.state.mode == "saved",
            told_protocols=lambda: cast("ToldProtocols | None", packets.rows.summaries),
            view=self.shown.view,
        )
        run.show_names(shown=self.shows_names)
        run.show_found(self.names.found)
        return run

    def _now(self) -> int | None:
        """The time with which the last seconds end, where packets come."""
        return time.time_ns() if self._packets.state.mode == "live" else None

    def change_scope(self) -> bool:
        """Count only what is displayed from now on, or all again; False where no filter is in use."""
        if not self.counting.change_scope(self._packets):
            return False
        self.count_only_displayed(self.counting.only_displayed)
        return True

    def count_only_displayed(self, is_wanted: bool) -> None:
        """Count only what is displayed, where a filter is in use; or all."""
        for counting in (self.counting, self.whole.counting, self.rates.counting):
            counting.only_displayed = is_wanted

    def stop(self) -> None:
        """Nothing more will be counted."""
        for worker in (self.counting.worker, self.whole.run, self.rates.run):
            if worker is not None:
                worker.stop()
