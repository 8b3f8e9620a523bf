"""tshark's Protocol and Info, and Wireshark's colours, in the list of the packets screen; native ones until they come.

Which rows are asked about, what is drawn of it, and what sorting and finding go by.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from tui import wording
from tui.deep.views import view_named
from tui.panes.packet_list import PacketList
from tui.panes.status_bar import TopBar
from tui.screens.deep_packets import NOT_USED

if TYPE_CHECKING:
    from dissectors.deep.columns.summaries import Summaries
    from dissectors.packets.order import Ordering
    from tui.app import RemoraApp
    from tui.deep.summary_run import Stream, SummaryRun
    from tui.finding import SearchableTable
    from tui.screens.packets import PacketsScreen
    from tui.screens.row_order import SortBy

TEXT_COLUMNS = ("protocol", "info")
SECONDS_BETWEEN_PAINTS = 0.06


class DeepColumns:
    """Mixed into the packets screen, which holds rows and panes."""

    _columns_run: SummaryRun | None = None
    """The latest one; the rows that it answered stay when it is over."""
    _columns_are_wanted: bool | None = None
    """None: where there are not too many packets."""
    _columns_paint_waits = False
    _columns_painted = 0
    """So many rows were answered when the list was painted last."""
    _columns_problem = ""
    """What was told of the run last."""
    _text_order: Summaries | None = None
    """What the rows are sorted by, if it is one of tshark's columns."""

    @property
    def _listing(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    @property
    def _columns_app(self) -> RemoraApp:
        return cast("RemoraApp", self._listing.app)

    # Asking.

    def columns_more(self) -> None:
        """There may be more rows, or the capture's state may be another one."""
        screen, rows = self._listing, len(self._listing.table)
        run = self._columns_run
        if screen.state.mode in ("reading", "starting") or not rows:
            return
        if run is not None and run.is_over and not run.is_stopped and rows > run.wanted:
            run = None  # a tshark that has ended takes no more
        if run is None:
            if not self._columns_may_begin(rows):
                return
            run = self._begin_columns()
        elif not run.is_over and not self._columns_are_wanted and rows > self._columns_app.settings.deep_columns_up_to:
            run.stop()
            self._columns_app.tell(f"tshark's columns end with packet {wording.count(len(run.summaries))}: P goes on.")
        run.more(rows)
        if screen.state.mode == "saved":
            run.finish()

    def _columns_may_begin(self, rows: int) -> bool:
        if self._columns_app.deep_choices is None or not self._columns_are_shown:
            return False
        return self._columns_are_wanted is True or rows <= self._columns_app.settings.deep_columns_up_to

    @property
    def _columns_are_shown(self) -> bool:
        """Unless the user wants or does not want them, they are the same decoder's as the decoded packet."""
        wanted = self._columns_are_wanted
        return view_named(self._columns_app.settings.decoder) != "native" if wanted is None else wanted

    def _begin_columns(self) -> SummaryRun:
        from tui.deep.summary_run import SummaryRun

        screen, app = self._listing, self._columns_app
        if self._columns_run is not None:
            self._columns_run.stop()
        with_colours = app.settings.wireshark_colours and not app.no_color

        async def make() -> Stream:
            return await app.make_summaries(screen.table, with_colours=with_colours)

        self._columns_painted, self._columns_problem = 0, ""
        self._columns_run = SummaryRun(make, self._columns_came, with_colours=with_colours)
        return self._columns_run

    def restart_columns(self) -> None:
        """What tshark told holds no more: it is another capture, or decoded in another way."""
        self.end_columns()
        self._listing.rows.summaries = None
        self._listing.query_one(PacketList).refresh()
        self.columns_more()

    def decoder_chosen(self) -> None:
        """Another decoder was chosen for the packet that is looked at: the columns follow it."""
        if self._columns_run is not None:
            self._paint_columns()
            self._listing.query_one(PacketList).refresh()
        self.columns_more()

    def stop_columns(self) -> bool:
        """Give up what is still to be answered; True if there was something. What was answered stays."""
        run = self._columns_run
        if run is None or not run.takes_long:
            return False
        run.stop()
        self._show_columns()
        answered, total = len(run.summaries), len(self._listing.table)
        told = f"tshark's columns end with packet {wording.count(answered)} of {wording.count(total)}"
        self._columns_app.tell(f"{told}: P begins again.")
        return True

    def stop_wanted_columns(self) -> bool:
        """The same where the user asked for them: what comes by itself does not hold up who wants to go back."""
        return self._columns_are_wanted is True and self.stop_columns()

    def end_columns(self) -> None:
        """The screen closes, or begins anew."""
        if self._columns_run is not None:
            self._columns_run.stop()
            self._columns_run = None

    # What the user asks.

    def action_deep_columns(self) -> None:
        """Protocol and Info as tshark tells them, however many packets there are; or Remora's own again."""
        screen, app = self._listing, self._columns_app
        if app.deep_choices is None:
            app.tell(NOT_USED)
            return
        run = self._columns_run
        if run is not None and run.is_stopped:
            run = self._columns_run = None
        if screen.rows.summaries is not None and run is not None:
            self._columns_are_wanted = False
            run.stop()
            self._paint_columns()
            screen.query_one(PacketList).refresh()
            app.tell("Protocol and Info are Remora's own.")
            return
        self._columns_are_wanted = True
        self._paint_columns()
        self.columns_more()
        app.tell("Protocol and Info are tshark's, as they come.")

    def action_deep_colours(self) -> None:
        """Colour the rows as Wireshark does, or as Remora does."""
        screen, app = self._listing, self._columns_app
        if app.no_color:
            app.tell("No colours are wanted here (NO_COLOR).")
            return
        wanted = not app.settings.wireshark_colours
        app.remember(replace(app.settings, wireshark_colours=wanted))
        screen.rows.shows_colours = wanted
        run = self._columns_run
        if wanted and (run is None or run.is_stopped):
            app.tell("Wireshark's colours come with tshark's columns: P asks for them.")
        elif wanted and run is not None and not run.with_colours:
            # Rows answered so far are shown until the new run has answered as many.
            again = self._begin_columns()
            again.more(len(screen.table))
            if screen.state.mode == "saved":
                again.finish()
        else:
            app.tell("Rows are coloured as in Wireshark." if wanted else "Rows have Remora's colours.")
        screen.query_one(PacketList).refresh()

    # Drawing.

    def _columns_came(self) -> None:
        """A run has more rows, or is over: painted together with those that come soon after."""
        if not self._columns_paint_waits:
            self._columns_paint_waits = True
            self._listing.set_timer(SECONDS_BETWEEN_PAINTS, self._paint_columns)

    def _paint_columns(self) -> None:
        self._columns_paint_waits = False
        screen, run = self._listing, self._columns_run
        if run is None or not screen.is_attached:
            return
        rows, answered = screen.rows, len(run.summaries)
        if not self._columns_are_shown:
            rows.summaries = None
        elif rows.summaries is not run.summaries and answered >= min(len(rows.summaries or ()), len(screen.table)):
            rows.summaries = run.summaries
            self._columns_painted = 0
        if rows.summaries is run.summaries:
            packets = screen.query_one(PacketList)
            visible = (screen.displayed[position] for position in packets.visible_lines())
            if any(self._columns_painted <= row < answered for row in visible):
                packets.refresh()
            self._columns_painted = answered
        if run.problem != self._columns_problem:
            self._columns_problem = run.problem
            if not run.has_no_tshark or self._columns_are_wanted:
                self._columns_app.tell(f"tshark's columns: {run.problem}", "warning")
        self._order_changed()
        self._show_columns()

    def _show_columns(self) -> None:
        run = self._columns_run
        part = run.part if run is not None and run.takes_long and not run.is_stopped else None
        self._listing.query_one(TopBar).show_asked(part)

    # Sorting and finding: by what is shown where all of it is tshark's, else by what the native dissectors tell.

    @property
    def complete_summaries(self) -> Summaries | None:
        """Of all rows; while packets come, the last of them may be on their way."""
        run, shown = self._columns_run, self._listing.rows.summaries
        if run is None or run.is_stopped or shown is not run.summaries or not run.has_caught_up:
            return None
        return run.summaries

    def ordering(self, wanted: SortBy) -> Ordering:
        """The order of the rows by a column as it is shown."""
        summaries = self.complete_summaries
        self._text_order = summaries if wanted.column in TEXT_COLUMNS else None
        if self._text_order is None:
            return self._listing.table.ordering(wanted.column, descending=wanted.descending)
        from dissectors.deep.columns.summary_keys import SummaryKeys
        from dissectors.packets.order import Ordering

        return Ordering(SummaryKeys(self._text_order, wanted.column), descending=wanted.descending)

    def rows_to_order(self) -> int:
        """Rows before this one can be put in order by now."""
        return len(self._listing.table) if self._text_order is None else len(self._text_order)

    def _order_changed(self) -> None:
        """Sort anew where the rows are sorted by a column that now shows something else."""
        screen = self._listing
        if screen.sorted_by is None or screen.sorted_by.column not in TEXT_COLUMNS:
            return
        if self._text_order is not self.complete_summaries:
            screen.sort_by(screen.sorted_by)
        elif self._text_order is not None:
            screen.arrange_more()

    def searchable_table(self) -> SearchableTable:
        """What is looked through when something is to be found."""
        table, summaries = self._listing.table, self.complete_summaries
        if summaries is None:
            return table
        from tui.deep.finding import WithSummaries

        return WithSummaries(table, summaries)
