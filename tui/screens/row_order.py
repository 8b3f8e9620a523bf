"""In what order the packets screen's rows stand, and whether only the marked ones do."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from tui import wording
from tui.panes.column_widths import order_mark
from tui.panes.filter_bar import FilterBar
from tui.panes.packet_list import PacketList
from tui.screens.sorted_by_column import SortedByColumn

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen
    from tui.sorting import RowsOrdered, SortFailed, SortRun

SECONDS_UNTIL_TOLD = 0.3
"""What is sorted sooner is not worth a word."""


@dataclass(frozen=True, slots=True)
class SortBy:
    """A column, by its name, and a way."""

    column: str
    descending: bool = False


class RowOrder(SortedByColumn):
    """Mixed into the packets screen, which holds rows and panes."""

    sorted_by: SortBy | None = None
    """None: as captured."""
    only_marked = False
    _sort_run: SortRun | None = None
    _sort_number = 0
    _handed_over = 0
    """How many of the rows to arrange the sort has been given."""
    _sort_is_new = False
    """Its rows are not shown yet."""
    _sort_is_told = False
    """The bar shows how far it got."""

    @property
    def _rows_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    # Choosing an order.

    def sort_by_next(self, column: str) -> None:
        """The next of the three orders of a column."""
        before = self.sorted_by
        if before is None or before.column != column:
            self.sort_by(SortBy(column))
        else:
            self.sort_by(None if before.descending else SortBy(column, descending=True))

    def sort_by(self, wanted: SortBy | None) -> None:
        """Rows shown so far stay where they are until those in the new order are ready."""
        self.sorted_by = wanted
        self._show_sort_mark()
        self._rows_screen.query_one(PacketList).follows = False
        self._arrange()

    def stop_sorting(self) -> bool:
        """Back to the order of the capture if a sort is still at work; True if it was."""
        if not self._sort_is_new:
            return False
        self.sort_by(None)
        return True

    def action_only_marked(self) -> None:
        """Show only the marked packets, or all again."""
        screen = self._rows_screen
        if not self.only_marked and not screen.rows.marked:
            self._tell("No packet is marked: m marks one.")
            return
        self.only_marked = not self.only_marked
        self._arrange()
        self._tell("Only marked packets are shown: M shows the others again." if self.only_marked else "")

    def marks_changed(self) -> None:
        """Packets were marked, or are so no more."""
        if self.only_marked:
            self._arrange()

    # Arranging.

    def arrange_anew(self) -> None:
        """Other rows are to be arranged: the filter is another one."""
        self._rows_screen.displayed.arrange(None)
        self.arrange_again()

    def arrange_again(self) -> None:
        """Other rows are to be arranged, or they have other values; those so far stay until that is done."""
        if self.sorted_by is not None or self.only_marked:
            self._arrange()

    def arrange_more(self) -> None:
        """There are more rows than before."""
        if self.only_marked:
            if self._rows_screen.displayed.is_filtered:
                self._arrange()
        elif self._sort_run is not None:
            self._hand_over()

    def renew_order(self) -> None:
        """Rows may have other values in the column that they are sorted by. A sort that is still new goes on."""
        if not self._sort_is_new:
            self.arrange_again()

    def _arrange(self) -> None:
        self._end_run()
        screen = self._rows_screen
        if self.sorted_by is not None:
            # Sorting brings modules along that the first paint does without.
            from tui.sorting import SortRun

            self._sort_number += 1
            self._sort_run = SortRun(self._sort_number, screen.ordering(self.sorted_by), screen.post_message)
            self._handed_over = 0
            self._sort_is_new = True
            self._hand_over()
            number = self._sort_number
            screen.set_timer(SECONDS_UNTIL_TOLD, lambda: self._tell_beginning(number))
        else:
            rows = self._rows_screen.displayed.unarranged() if self.only_marked else None
            self._show_arranged(None if rows is None else self._only_wanted(rows))

    def _end_run(self) -> None:
        self._tell_progress(None)
        self.end_order()

    def end_order(self) -> None:
        """Nothing is sorted any more; as the screen closes, nothing is drawn either."""
        if self._sort_run is not None:
            self._sort_run.stop()
            self._sort_run = None
        self._sort_is_new = self._sort_is_told = False

    def _tell_beginning(self, number: int) -> None:
        """A sort that takes longer is told, even if its worker processes are only starting."""
        if self._sort_is_new and not self._sort_is_told and number == self._sort_number:
            self._tell_progress(0)

    def _hand_over(self) -> None:
        displayed = self._rows_screen.displayed
        run = self._sort_run
        if run is not None and (displayed.unarranged_count > self._handed_over or not self._handed_over):
            rows = displayed.unarranged(self._handed_over)
            rows = rows[: np.searchsorted(rows, self._rows_screen.rows_to_order())]
            if len(rows) or not self._handed_over:
                self._handed_over += len(rows)
                run.more(self._only_wanted(rows))

    def _only_wanted(self, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        if not self.only_marked:
            return rows
        marked = np.array(sorted(self._rows_screen.rows.marked), np.int64)
        return np.intersect1d(rows, marked, assume_unique=True)

    def on_rows_ordered(self, message: RowsOrdered) -> None:
        """Rows are in order, or it is told how far that got."""
        run = self._sort_run
        if run is None or run.number != message.run:
            return
        if message.rows is None:
            self._tell_progress(message.examined / max(message.total, 1))
            return
        self._sort_is_new = False
        self._tell_progress(None)
        self._show_arranged(message.rows)
        run.go_on()

    def on_sort_failed(self, message: SortFailed) -> None:
        """What is wrong is said; the order is that of the capture."""
        if self._sort_run is not None and self._sort_run.number == message.run:
            self._rows_screen.fail(message.sentence)
            self.sort_by(None)

    def _show_arranged(self, rows: NDArray[np.int64] | None) -> None:
        """Show rows in this order."""
        self.show_others(lambda: self._rows_screen.displayed.arrange(rows))

    def show_others(self, change: Callable[[], None]) -> None:
        """Change what is displayed, and show the packet under the cursor at the same height of the list."""
        screen = self._rows_screen
        packets = screen.query_one(PacketList)
        height = packets.cursor - packets.first_visible
        was_visible = packets.cursor in packets.visible_lines()
        change()
        position = screen.displayed.position_near(screen.shown_row or 0)
        packets.rows_changed(position)
        if was_visible and not packets.follows:
            packets.scroll_lines_to(position - height)
        elif packets.follows and len(screen.displayed):
            packets.put_cursor(len(screen.displayed) - 1)
        screen.settle_cursor()
        screen.show_state()

    # Telling.

    def _tell(self, sentence: str) -> None:
        if sentence:
            cast("RemoraApp", self._rows_screen.app).tell(sentence)

    def _show_sort_mark(self) -> None:
        screen = self._rows_screen
        chosen = self.sorted_by
        marks = {} if chosen is None else {chosen.column: order_mark(descending=chosen.descending)}
        screen.rows.sort_marks = marks
        screen.query_one(PacketList).columns_changed()

    def _tell_progress(self, part: float | None) -> None:
        if part is None and not self._sort_is_told:
            return
        self._sort_is_told = part is not None
        words = "" if part is None else f" sorting {wording.percent_so_far(part)} · Esc stops "
        self._rows_screen.query_one(FilterBar).show_work(words)
