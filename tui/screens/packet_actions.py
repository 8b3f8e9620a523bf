"""What the keys of the packets screen do to its rows: marks, times, columns, copying, finding, explaining."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from textual import on
from textual.screen import Screen

from tui.panes.packet_list import COLUMN_NAMES, PacketList
from tui.panes.packet_tree import PacketTree

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen


class PacketActions:
    """Mixed into the packets screen."""

    @property
    def _packets(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    @property
    def _remora(self) -> RemoraApp:
        return cast("RemoraApp", cast("Screen[None]", self).app)

    def action_back(self) -> None:
        screen = self._packets
        if screen.stop_filter() or screen.close_notice() or screen.leave_zoom():
            return
        screen.query_one(PacketList).focus()

    def action_mark(self) -> None:
        screen = self._packets
        if screen.shown_row is not None:
            screen.rows.marked ^= {screen.shown_row}
            screen.query_one(PacketList).refresh()

    def action_next_mark(self) -> None:
        screen = self._packets
        packets = screen.query_one(PacketList)
        shown = sorted(row for row in screen.rows.marked if screen.displayed.shows(row))
        if not shown:
            self._remora.tell("No packet is marked; m marks one.")
            return
        current = screen.shown_row if screen.shown_row is not None else -1
        packets.move_cursor(screen.displayed.position_near(next((row for row in shown if row > current), shown[0])))

    def action_time_format(self) -> None:
        screen = self._packets
        screen.rows.time_format = screen.rows.time_format.next
        screen.query_one(PacketList).columns_changed()
        self._remora.tell(f"Time: {screen.rows.time_format.words}")
        self._remora.remember(replace(self._remora.settings, time_format=screen.rows.time_format.value))

    def action_time_reference(self) -> None:
        screen = self._packets
        row = screen.shown_row
        screen.rows.reference = None if row is None or row == screen.rows.reference else row
        screen.query_one(PacketList).columns_changed()

    @on(PacketTree.ColumnWanted)
    def _column_wanted(self, message: PacketTree.ColumnWanted) -> None:
        screen = self._packets
        name = message.node.field.name
        columns = screen.rows.column_names
        if not name:
            self._remora.tell("This line has no field name, so it cannot be a column.")
            return
        if name in columns:
            columns.remove(name)
        else:
            columns.insert(columns.index("info") if "info" in columns else len(columns), name)
        screen.query_one(PacketList).columns_changed()
        chosen = tuple(columns) if tuple(columns) != COLUMN_NAMES else ()
        self._remora.remember(replace(self._remora.settings, columns=chosen))

    def action_quit(self) -> None:
        self._remora.exit()
