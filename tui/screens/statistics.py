"""The statistics screen: who uses the wire, with what, how fast, of all packets or of those displayed.

Rows come from the packets screen below, a `StatisticsRun` counts the view in sight, and this screen draws. It ends with
what the packets screen is to do then, or with None.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen

from tui import wording
from tui.keys import bindings
from tui.panes.footer import KeyFooter
from tui.panes.sideways_table import SidewaysTable
from tui.panes.statistics_lines import HeadingLine, RowLine
from tui.panes.status_bar import TopBar
from tui.panes.tab_line import Tab, TabLine
from tui.panes.table import Table
from tui.screens.beside_packets import BesidePackets
from tui.screens.handing_over import HandingOver
from tui.screens.left_once import LeftOnce
from tui.screens.statistics_actions import StatisticsActions
from tui.statistics import tables
from tui.statistics.run import StatisticsRun
from tui.statistics.shown import ShownStatistics, name_of
from tui.statistics.told import StatisticsCounted, StatisticsFailed
from tui.statistics.views import VIEWS, View

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.loading import Post
    from tui.screens.packets import PacketsScreen

Then = Callable[[], object]
SECONDS_BETWEEN_LOOKS = 0.5
"""How often a capture that grows is looked at."""


class StatisticsView:
    """What is kept while the screen is not shown: counts, views, orders, and where the user was."""

    def __init__(self, packets: PacketsScreen) -> None:
        self.shown = ShownStatistics()
        self.counting = HandingOver(self._begin)
        self.shows_names = True
        self._packets = packets

    @property
    def run(self) -> StatisticsRun | None:
        return self.counting.worker

    def _begin(self, table: PacketTable, post: Post) -> StatisticsRun:
        """Other packets are counted than before."""
        self.shown.forget()
        packets = self._packets
        is_filtered = bool(self.counting.display_filter)
        run = StatisticsRun(packets.state.title, table, post, self._now, is_filtered=is_filtered, view=self.shown.view)
        run.show_names(shown=self.shows_names)
        return run

    def _now(self) -> int | None:
        """The time with which the last seconds end, where packets come."""
        return time.time_ns() if self._packets.state.mode == "live" else None


class StatisticsScreen(StatisticsActions, BesidePackets, LeftOnce[Then], Screen[Then]):
    """Stands over the packets screen whose packets it counts."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("statistics")]
    AUTO_FOCUS = "#statistics"
    HELP_PLACES = ("statistics", "table", "panes")

    def __init__(self, packets: PacketsScreen, view: StatisticsView) -> None:
        super().__init__()
        self.packets = packets
        self.view = view
        self._failure = ""
        self._subject: object = None
        """What tells the record under the cursor from all others."""

    def compose(self) -> ComposeResult:
        yield TopBar(id="top")
        yield TabLine(id="views")
        yield TabLine(id="parts")
        yield HeadingLine(id="heading")
        yield SidewaysTable(self.view.shown.rows, id="statistics")
        yield RowLine(id="row")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(TopBar).name_screens(self._remora.keys, "statistics")
        self.query_one(KeyFooter).show("statistics", "table")
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.look)
        self.look()
        self.show_view(self.view.shown.view)

    @property
    def table(self) -> SidewaysTable:
        return self.query_one(SidewaysTable)

    # Counting.

    def look(self) -> None:
        """Hand over what has come to the packets screen since."""
        before = self.view.run
        run = self.view.counting.hand_over(self.packets, self.post_message)
        if run is not before:
            self._failure = ""
            self._show_rows(0)
        run.go_on()
        self._show_state()

    @on(StatisticsCounted)
    def _counted(self, message: StatisticsCounted) -> None:
        if message.run is not self.view.run:
            return
        shown, table = self.view.shown, self.table
        shown.take(message.counted)
        if message.counted.view is shown.view:
            self._show_rows(shown.rows.row_of(self._subject, table.cursor))

    @on(StatisticsFailed)
    def _failed(self, message: StatisticsFailed) -> None:
        if message.run is self.view.run:
            self._failure = message.sentence
            self._show_rows(None)
            self._remora.tell(wording.sentence(message.sentence), "error")

    # What is shown.

    def show_view(self, view: View) -> None:
        """Put a view in sight."""
        self.view.shown.show(view)
        self._show_rows(0)
        if self.view.run is not None:
            self.view.run.show(view)

    def show_part(self, name: str) -> None:
        """Put a part of the view in sight."""
        self.view.shown.show_part(name)
        self._show_rows(0)

    def _show_rows(self, cursor: int | None) -> None:
        """There are other rows; the cursor goes to a row at the height where it was, or stays where it is."""
        table = self.table
        height = table.cursor - table.first_visible
        self._show_empty()
        table.columns_changed()
        table.rows_changed(table.cursor if cursor is None else cursor)
        if cursor is not None:
            table.scroll_lines_to(cursor - height)
        self._subject = self.view.shown.rows.key(table.cursor)
        self._show_state()

    def _show_empty(self) -> None:
        shown, counted = self.view.shown, self.view.shown.counted
        if self._failure:
            lines = (f"Statistics cannot be counted: {self._failure}",)
        elif counted is None or not counted.is_done:
            lines = ("Counting ...",)
        elif isinstance(shown.part, tables.Table):
            lines = (f"{shown.part.title}: {shown.part.nothing}",)
        elif self.view.counting.display_filter:
            lines = (f"There are none in what {self.view.counting.display_filter} shows: o counts all packets.",)
        else:
            lines = ("There are none. Tab goes to the next view.",)
        self.table.empty_lines = lines

    def _show_state(self) -> None:
        packets, shown = self.packets, self.view.shown
        self.query_one(TopBar).show(packets.state, len(packets.table), len(packets.displayed))
        views = tuple(Tab(view.name, view.title) for view in VIEWS)
        self.query_one("#views", TabLine).show(views, shown.view.name)
        self.query_one("#parts", TabLine).show(self._part_tabs(), shown.part_name, self.view.counting.scope)
        part, record, counted = shown.part, self.record, shown.counted
        self.query_one(HeadingLine).show("" if part is None else part.title)
        is_whole = counted is not None and counted.is_done
        coverage = None if counted is None or is_whole else counted.coverage
        self.query_one(RowLine).show(self.filter_of(record), coverage)

    def _part_tabs(self) -> tuple[Tab, ...]:
        parts = self.view.shown.parts.values()
        return tuple(
            Tab(name_of(part), name_of(part), wording.count(len(part.records)), not part.records) for part in parts
        )

    @on(Table.CursorMoved)
    def _moved(self) -> None:
        self.table.follows = False
        self._subject = self.view.shown.rows.key(self.table.cursor)
        self._show_state()

    # Views, parts, order.

    def action_next_view(self) -> None:
        self.show_view(self.view.shown.step_view(1))

    def action_previous_view(self) -> None:
        self.show_view(self.view.shown.step_view(-1))

    def action_next_part(self) -> None:
        self.show_part(self.view.shown.step_part(1))

    def action_previous_part(self) -> None:
        self.show_part(self.view.shown.step_part(-1))

    @on(TabLine.Chosen, "#views")
    def _view_clicked(self, message: TabLine.Chosen) -> None:
        self.show_view(next(view for view in VIEWS if view.name == message.name))

    @on(TabLine.Chosen, "#parts")
    def _part_clicked(self, message: TabLine.Chosen) -> None:
        self.show_part(message.name)

    def action_sort(self) -> None:
        """Sort by the column under the column cursor; again turns the order round, then as they were counted."""
        column = self.table.chosen_column
        if column is not None:
            self._sort_by_next(column.name)

    @on(Table.HeaderClicked)
    def _header_clicked(self, message: Table.HeaderClicked) -> None:
        self._sort_by_next(message.column)

    def _sort_by_next(self, name: str) -> None:
        rows = self.view.shown.rows
        rows.sort_by_next(name)
        self._show_rows(rows.row_of(self._subject, self.table.cursor))
