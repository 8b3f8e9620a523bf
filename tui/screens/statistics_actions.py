"""What keys do with the statistics in sight: the packets of a row, filters, copies, saving; and other screens."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual import events

from tui.completion import as_path
from tui.copying import Copy
from tui.keys import written
from tui.panes.filter_bar import FilterBar
from tui.panes.statistics_lines import RowLine
from tui.screens.copy_menu import offer_copies
from tui.screens.dialogs import InputDialog
from tui.screens.every_screen import EveryScreen
from tui.screens.to_counters import ToCounters
from tui.statistics.saving import as_text, problem_with_name, saving

if TYPE_CHECKING:
    from tui.screens.apply_dialog import Wanted
    from tui.screens.statistics import StatisticsScreen
    from tui.statistics.columns import Record

NO_FILTER = "No filter leads to its packets."
NO_PACKET = "It names no packet: Enter shows all of its packets."
PACKETS = ("answer_packet", "worst_packet", "first_packet")
"""What of a record is a packet's number, the most telling first."""


class StatisticsActions(ToCounters, EveryScreen):
    """Mixed into the statistics screen, which holds rows and cursor."""

    @property
    def _statistics_screen(self) -> StatisticsScreen:
        return cast("StatisticsScreen", self)

    @property
    def record(self) -> Record | None:
        """The one under the cursor."""
        screen = self._statistics_screen
        return screen.view.shown.rows.record(screen.table.cursor)

    def filter_of(self, record: Record | None) -> str | None:
        """A display filter for a record's packets, among those that are counted; None where there is none."""
        text: str | None = None if record is None else record.get("filter")
        within = self._statistics_screen.view.counting.display_filter
        return f"({within}) && ({text})" if text and within else text

    # Its packets.

    def action_choose(self) -> None:
        """Show its packets."""
        text = self.filter_of(self.record)
        if text is None:
            self._remora.tell(NO_FILTER)
        else:
            self.show_packets(text)

    def on_click(self, event: events.Click) -> None:
        """A double click on a row shows its packets, and so does one on the line that names their filter."""
        table = self._statistics_screen.table
        is_row = event.widget is table and event.chain == 2 and event.y >= table.header_lines
        if isinstance(event.widget, RowLine) or (
            is_row and table.first_visible + event.y - table.header_lines == table.cursor
        ):
            self.action_choose()

    def action_to_packet(self) -> None:
        """Leave for the one packet that the row names."""
        record = self.record or {}
        number = next((record[name] for name in PACKETS if record.get(name)), None)
        if number is None:
            self._remora.tell(NO_PACKET)
        else:
            self.show_row(number - 1)

    def show_packets(self, text: str) -> None:
        """Leave for the packets that a filter chooses."""
        screen = self._statistics_screen
        packets, way_back = screen.packets, self._way_back()

        def show() -> None:
            packets.put_filter(text, is_applied=True)
            if way_back:
                self._remora.tell(way_back)

        screen.dismiss(show)

    def _way_back(self) -> str:
        """How to come back from the packets, which is told once."""
        screen = self._statistics_screen
        if screen.view.has_told_way_back:
            return ""
        screen.view.has_told_way_back = True
        keys = screen._remora.keys
        (key,) = (one for one in keys.of_place("anywhere") if one.action == "statistics")
        before = screen.packets.query_one(FilterBar).in_use
        more = "; / and ↑ bring back the filter that was in use" if before else ""
        return f"{written(keys.keys_of(key)[0])} leads back to the row{more}."

    def show_row(self, row: int) -> None:
        """Leave for a packet, by its row in the table."""
        screen = self._statistics_screen
        packets = screen.packets
        screen.dismiss(lambda: packets.go_to_row(row))

    def action_as_filter(self) -> None:
        """Ask how what is under the cursor shall be filtered by."""
        from tui.screens.apply_dialog import ApplyDialog  # brings the grammar along

        screen = self._statistics_screen
        packets, record = screen.packets, self.record
        text = None if record is None else record.get("filter")
        if not text:
            self._remora.tell(NO_FILTER)
            return

        def chosen(wanted: Wanted | None) -> None:
            if wanted is not None:
                screen.dismiss(lambda: packets.put_filter(wanted.text, is_applied=wanted.is_applied))

        self._remora.push_screen(ApplyDialog([text], packets.query_one(FilterBar).in_use), chosen)

    # Which packets are counted, and how they are told.

    def action_only_displayed(self) -> None:
        """Count only what the display filter shows, or all again."""
        screen = self._statistics_screen
        if screen.view.change_scope():
            screen.look()
        else:
            self._remora.tell("No display filter is in use: all packets are counted.")

    def action_filter(self) -> None:
        """Ask for a display filter, which the packets have from then on, and count only what it shows."""
        from tui.screens.filter_dialog import FilterDialog  # the filter bar and what it brings along

        screen = self._statistics_screen
        packets = screen.packets

        def chosen(text: str | None) -> None:
            if text is not None:
                packets.put_filter(text, is_applied=True)
                screen.view.count_only_displayed(bool(text))
                screen.look()

        begin = packets.query_one(FilterBar).in_use
        asked = (packets.complete, packets.judge_text)
        self._remora.push_screen(FilterDialog("Count only packets that match", begin, *asked), chosen)

    def action_names(self) -> None:
        """Names beside addresses and ports, or no more."""
        view = self._statistics_screen.view
        view.shows_names = not view.shows_names
        if view.run is not None:
            view.run.show_names(shown=view.shows_names)

    # Copies.

    def action_copy(self) -> None:
        """Offer the row, a filter for it, and all that is in sight."""
        screen = self._statistics_screen
        shown, text = screen.view.shown, self.filter_of(self.record)
        ways = [Copy("d", "a display filter for it", text)] if text else []
        if row := shown.rows.text_of(screen.table.cursor):
            ways.append(Copy("r", "the row", row))
        if shown.part is not None:
            ways.append(Copy("t", "all of it, as text", as_text(shown.part, shown.rows)))
        if ways:
            offer_copies(self._remora, ways)

    def action_save(self) -> None:
        """Save what is in sight, in its order."""
        screen, app = self._statistics_screen, self._remora
        part, rows = screen.view.shown.part, screen.view.shown.rows
        if part is None:
            app.tell("There is nothing to be saved.")
            return

        def chosen(name: str | None) -> None:
            if name is not None:
                path = as_path(name)
                app.save_file(path, saving(part, rows, path.suffix.lower()))

        hint = "a name that ends in .csv, .json or .txt"
        app.push_screen(InputDialog("Save statistics", hint, problem_with_name, f"{part.kind}.csv"), chosen)

    def action_back(self) -> None:
        """Innermost first: zoom, screen."""
        screen = self._statistics_screen
        if screen.graph is not None and not screen.graph.graph.is_whole:
            screen.graph.graph.action_show_whole()
        else:
            screen.dismiss(None)
