"""The statistics screen: who uses the wire, with what, how fast, of all packets or of those displayed.

Rows come from the packets screen below, a `StatisticsRun` counts the view in sight, and this screen draws; graphs count
by themselves what they are handed. It ends with what the packets screen is to do then, or with None.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Thread
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.screen import Screen
from textual.widget import Widget

from dissectors.errors import RemoraError
from tui import wording
from tui.keys import bindings
from tui.panes.footer import KeyFooter
from tui.panes.overview_pane import OverviewPane
from tui.panes.rate_graph import RateGraphPane
from tui.panes.sideways_table import SidewaysTable
from tui.panes.statistics_lines import HeadingLine, RowLine
from tui.panes.status_bar import TopBar
from tui.panes.tab_line import Tab, TabLine
from tui.panes.table import Table
from tui.screens.beside_packets import BesidePackets
from tui.screens.left_once import LeftOnce
from tui.screens.looking_up import LookingUp
from tui.screens.sorted_by_column import SortedByColumn
from tui.screens.statistics_actions import StatisticsActions
from tui.statistics import tables
from tui.statistics.overview import Facts
from tui.statistics.shown import name_of
from tui.statistics.told import StatisticsCounted, StatisticsFailed, StatisticsSorted
from tui.statistics.views import VIEWS, View

if TYPE_CHECKING:
    from tui.key_table import Place
    from tui.screens.packets import PacketsScreen
    from tui.screens.statistics_view import StatisticsView
    from tui.statistics.kinds import Printed
    from tui.statistics.rows import Unsorted

Then = Callable[[], object]
SECONDS_BETWEEN_LOOKS = 0.5
"""How often a capture that grows is looked at."""


class StatisticsScreen(StatisticsActions, LookingUp, SortedByColumn, BesidePackets, LeftOnce[Then], Screen[Then]):
    """Stands over the packets screen whose packets it counts."""

    BINDINGS: ClassVar[list[BindingType]] = [*bindings("statistics", "statistics_rows")]
    AUTO_FOCUS = ""
    CSS = "StatisticsScreen .-away { display: none; }"

    def __init__(self, packets: PacketsScreen, view: StatisticsView) -> None:
        super().__init__()
        self.packets = packets
        self.view = view
        self._failure = ""
        self._is_sorting = False
        self._has_other_order = False
        """The user has chosen one in which no rows have been shown yet."""

    def compose(self) -> ComposeResult:
        yield TopBar(id="top")
        yield TabLine(id="views")
        yield TabLine(id="parts")
        yield HeadingLine(id="heading", classes="rows")
        yield SidewaysTable(self.view.shown.rows, id="statistics")
        yield RowLine(id="row", classes="rows")
        yield OverviewPane(self.view.whole)
        yield RateGraphPane(self.view.rates, id="rates")
        yield KeyFooter(self._remora.keys, id="keys")

    def on_mount(self) -> None:
        self.query_one(TopBar).name_screens(self._remora.keys, "statistics")
        self.begin_as_told()
        self.set_interval(SECONDS_BETWEEN_LOOKS, self.look)
        self.look()
        self.show_view(self.view.shown.view)

    @property
    def table(self) -> SidewaysTable:
        return self.query_one(SidewaysTable)

    @property
    def overview(self) -> OverviewPane:
        return self.query_one(OverviewPane)

    @property
    def rates(self) -> RateGraphPane:
        return self.query_one("#rates", RateGraphPane)

    @property
    def graph(self) -> OverviewPane | RateGraphPane | None:
        """The pane with a graph that is in sight; None where there are rows."""
        name = self.view.shown.view.name
        return self.overview if name == "overview" else self.rates if name == "io" else None

    @property
    def places(self) -> tuple[Place, ...]:
        """Whose keys hold in the view in sight."""
        if self.graph is None:
            return ("statistics_rows", "statistics", "table", "panes")
        return ("graph", "statistics") if self.graph is self.overview else ("io_graph", "graph", "statistics")

    def action_help(self) -> None:
        from tui.screens.help import HelpScreen  # read only when asked for

        self._remora.push_screen(HelpScreen(self._remora.keys, *self.places))

    # Counting.

    def look(self) -> None:
        """Hand over what has come to the packets screen since."""
        before = self.view.run
        run = self.view.counting.hand_over(self.packets, self.post_message)
        if run is not before:
            self._failure = ""
            self._show_rows()
        run.go_on()
        if self.view.shown.counted is None:
            self._show_empty()
            self.table.refresh()
        self.look_up()
        if self.graph is not None:
            self.graph.hand_over(self.packets)
        self._show_state()

    @on(StatisticsCounted)
    def _counted(self, message: StatisticsCounted) -> None:
        if message.run is not self.view.run:
            return
        shown = self.view.shown
        self._keep_place()
        shown.take(message.counted)
        if message.counted.view is shown.view:
            self._show_rows(are_newer=True)

    @on(StatisticsFailed)
    def _failed(self, message: StatisticsFailed) -> None:
        if message.run is self.view.run:
            self._failure = message.sentence
            self._show_rows()
            self._remora.tell(wording.sentence(message.sentence), "error")

    # What is shown.

    def show_view(self, view: View) -> None:
        """Put a view in sight."""
        self.view.shown.show(view)
        self._show_pane()
        self._show_rows()
        if self.view.run is not None:
            self.view.run.show(view)
        if self.graph is not None:
            self.graph.hand_over(self.packets)

    def _show_pane(self) -> None:
        """Of the panes only the one of the view in sight."""
        graph, rows = self.graph, self.query(".rows, #statistics")
        panes: list[tuple[Widget, bool]] = [(one, graph is None) for one in rows]
        for one, is_shown in (*panes, (self.overview, graph is self.overview), (self.rates, graph is self.rates)):
            one.set_class(not is_shown, "-away")
        (self.table if graph is None else graph.graph).focus()
        self.query_one(KeyFooter).show(*self.places)

    def show_part(self, name: str) -> None:
        """Put a part of the view in sight."""
        self.view.shown.show_part(name)
        self._show_rows()

    def _show_rows(self, *, are_newer: bool = False, are_sorted: bool = False) -> None:
        """There are other rows; the cursor is on the record that was chosen, at the height where that was.

        `are_newer`: these tell the same as those before; `are_sorted`: by the user.
        """
        shown, table = self.view.shown, self.table
        if isinstance(shown.part, Facts):
            self.overview.show(shown.part.facts)
        place = shown.place
        row = shown.rows.row_of(place.key, place.row)
        self._show_empty()
        if are_newer:
            table.columns_renewed()
        else:
            table.columns_changed()
        table.has_chosen = place.is_chosen
        table.rows_moved(place.row if row is None and not are_sorted else row, place.height, are_sorted=are_sorted)
        self._keep_place()
        self._show_state()
        self._sort()

    def _sort(self) -> None:
        """Let a thread sort what takes long."""
        unsorted = self.view.shown.rows.unsorted
        if unsorted is not None and not self._is_sorting:
            self._is_sorting = True
            Thread(target=self._sort_in_thread, args=(unsorted,), name="sort statistics", daemon=True).start()

    def _sort_in_thread(self, unsorted: Unsorted) -> None:
        rows, records = self.view.shown.rows, None
        try:
            with suppress(RemoraError, OSError):
                records = unsorted.in_order(lambda: self.is_running and rows.wants(unsorted))
        finally:
            # Whatever happened, others may be sorted then.
            self.post_message(StatisticsSorted(unsorted, records))

    @on(StatisticsSorted)
    def _sorted(self, message: StatisticsSorted) -> None:
        self._is_sorting = False
        self._keep_place()
        if self.view.shown.rows.take_sorted(message.unsorted, message.records):
            are_sorted, self._has_other_order = self._has_other_order, False
            self._show_rows(are_sorted=are_sorted)
            if message.records is None:
                self._remora.tell("These rows cannot be sorted by that column.", "error")
        else:
            self._sort()

    def _keep_place(self) -> None:
        table = self.table
        height = table.cursor - table.first_visible
        self.view.shown.keep_place(table.cursor, height, is_chosen=table.has_chosen)

    def _show_empty(self) -> None:
        shown, counted = self.view.shown, self.view.shown.counted
        part, display_filter = shown.part, self.view.counting.display_filter
        if self._failure:
            lines = [f"Statistics cannot be counted: {self._failure}"]
        elif counted is None:
            lines = [self._counting_words()]
        elif not counted.is_done:
            lines = ["None so far: packets are still being dissected."]
        elif self.packets.state.mode == "reading":
            lines = ["None so far: the file is still being read."]
        else:
            lines = [f"{part.title}: {part.nothing}." if isinstance(part, tables.Table) else shown.view.nothing]
            if display_filter:
                lines.append(f"Only what {display_filter} shows is counted: o counts all packets.")
            elif self.packets.state.may_grow:
                lines.append("What comes is counted as it comes.")
        self.table.empty_lines = lines

    def _counting_words(self) -> str:
        run, state = self.view.run, self.packets.state
        if state.mode == "reading":
            return "Counting, while the file is being read ..."
        share = 1.0 if run is None else run.share_counted
        return f"Counting ... {wording.percent_so_far(share)}" if share < 1 else "Counting ..."

    def _show_state(self) -> None:
        packets, shown = self.packets, self.view.shown
        self.query_one(TopBar).show(packets.state, len(packets.table), len(packets.displayed))
        views = tuple(Tab(view.name, view.title) for view in VIEWS)
        self.query_one("#views", TabLine).show(views, shown.view.name)
        self.query_one("#parts", TabLine).show(self._part_tabs(), shown.part_name, self.view.counting.scope)
        part, record, counted = shown.part, self.record, shown.counted
        is_whole = counted is not None and counted.is_done and packets.state.mode != "reading"
        title = "" if part is None else part.title if is_whole else f"So far: {part.title}"
        self.query_one(HeadingLine).show(self.with_words(title))
        coverage = None if counted is None or is_whole else counted.coverage
        share = 1.0 if coverage is None or self.view.run is None else self.view.run.share_counted
        self.query_one(RowLine).show(
            self.filter_of(record), coverage, share, None if record is None else record.get("filter_finds")
        )

    def _part_tabs(self) -> tuple[Tab, ...]:
        parts = self.view.shown.parts.items()
        if len(parts) == 1:
            # Nothing to choose between.
            return ()
        return tuple(Tab(name, name_of(part), _count_of(part), not part.records) for name, part in parts)

    @on(Table.CursorMoved)
    def _moved(self) -> None:
        self.table.follows = False
        self._keep_place()
        self._show_state()

    @on(RateGraphPane.PacketsWanted)
    def _moment_chosen(self, message: RateGraphPane.PacketsWanted) -> None:
        self.show_row(message.row)

    @on(RateGraphPane.FilterWanted)
    def _window_chosen(self, message: RateGraphPane.FilterWanted) -> None:
        self.show_packets(message.text)

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

    def sort_by_next(self, name: str) -> None:
        rows = self.view.shown.rows
        self._keep_place()
        rows.sort_by_next(name)
        self._has_other_order = rows.unsorted is not None
        self._show_rows(are_sorted=not self._has_other_order)

    def arrange_rows(self) -> None:
        """What they are sorted by is not what it was."""
        self._keep_place()
        self.view.shown.rows.arrange()
        self._show_rows(are_newer=True)


def _count_of(part: Printed) -> str:
    """How many records it has, where that says something."""
    return wording.count(len(part.records)) if isinstance(part, tables.Table) and part.tells_count else ""
