"""Rows of packets of which more is known than when they came: painted, filtered and sorted anew, but not too often.

What is known of a packet beyond its bytes, such as the processes behind it, may come after the packet.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING, Final, cast

import numpy as np

from tui.filtering import FilterMatched, FilterRun
from tui.panes.packet_list import PacketList

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from tui.screens.packets import PacketsScreen

SECONDS_UNTIL_PAINTED: Final = 0.1
"""What becomes known within it is painted at once."""
SECONDS_BETWEEN_RENEWALS: Final = 1.0
"""Of filter and order."""
REST_AFTER_RENEWAL: Final = 10
"""Where a filter takes long, it rests so many times as long as it took."""
LATE: Final = "proc."
"""Begins the names of the fields that become known late."""
LATE_COLUMN: Final = "process"
"""The column of the list that tells of them."""


class RenewedRows:
    """Mixed into the packets screen before what else hears of filters."""

    _renewal: FilterRun | None = None
    """The filter in use on its way through all rows once more."""
    _renewed: list[NDArray[np.int64]]
    """The rows that it let pass so far."""
    _filter_told: FilterMatched | None = None
    """The last word of the filter's own run."""
    _renew_from = 0.0
    """When filter and order may be renewed again, by the monotonic clock."""
    _is_renewal_due = False

    @property
    def _renewed_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def more_is_known(self) -> None:
        """Of packets that may have been shown already."""
        if not self._is_renewal_due:
            self._is_renewal_due = True
            self._renewed_screen.set_timer(SECONDS_UNTIL_PAINTED, self._paint_anew)

    def _paint_anew(self) -> None:
        self._is_renewal_due = False
        screen = self._renewed_screen
        screen.renew_columns()
        screen.renew_shown()
        screen.query_one(PacketList).refresh()
        self._renew_if_asked()

    @property
    def filter_asks_late(self) -> bool:
        """The filter in use names what becomes known late."""
        chosen = self._renewed_screen.filter_in_use
        return chosen is not None and any(name.startswith(LATE) for name in chosen.fields)

    @property
    def _order_asks(self) -> bool:
        chosen = self._renewed_screen.sorted_by
        return chosen is not None and (chosen.column == LATE_COLUMN or chosen.column.startswith(LATE))

    def _renew_if_asked(self) -> None:
        """Now, or as soon as it may be."""
        if self._renewal is not None or not (self.filter_asks_late or self._order_asks):
            return
        now = monotonic()
        if now < self._renew_from:
            if not self._is_renewal_due:
                self._is_renewal_due = True
                self._renewed_screen.set_timer(self._renew_from - now, self._paint_anew)
            return
        self._renew_from = now + SECONDS_BETWEEN_RENEWALS
        if self.filter_asks_late:
            self._filter_anew()
        else:
            self._renewed_screen.renew_order()

    def _filter_anew(self) -> None:
        screen = self._renewed_screen
        run, chosen = screen._run, screen.filter_in_use
        if run is None or run.is_stopped or chosen is None:
            return
        self._renewed = []
        screen._runs += 1
        self._renewal = FilterRun(screen._runs, screen.table.matching(chosen), screen.post_message)  # type: ignore[arg-type]
        self._renewal.more()

    def on_filter_matched(self, message: FilterMatched) -> None:
        """Of the renewal it is heard here alone; of the filter's own run, how far it got."""
        run, renewal = self._renewed_screen._run, self._renewal
        if run is not None and message.run == run.number:
            self._filter_told = message
        if renewal is None or message.run != renewal.number:
            return
        message.prevent_default()
        self._renewed.append(message.rows)
        if message.finished:
            self._renewal = None
            renewal.stop()
            self._renew_from = max(self._renew_from, monotonic() + message.seconds * REST_AFTER_RENEWAL)
            if run is not None and self._filter_told is not None and self._filter_told.run == run.number:
                self._show_renewed(self._filter_told, message.examined)

    def _show_renewed(self, told: FilterMatched, examined: int) -> None:
        """The filter's own run goes on behind the rows that it has told of."""
        screen = self._renewed_screen
        before = screen.displayed.unarranged()
        rows = np.concatenate([np.zeros(0, np.int64), *self._renewed])
        rows = np.concatenate([rows[rows < told.examined], before[before >= examined]])
        if not np.array_equal(rows, before):
            screen.show_others(lambda: screen.displayed.let_pass(rows))
            screen.arrange_again()
            screen.show_result_of(told)
        elif self._order_asks:
            screen.renew_order()

    def end_renewal(self) -> None:
        """Another filter is in use, or none, or the screen closes."""
        if self._renewal is not None:
            self._renewal.stop()
            self._renewal = None
