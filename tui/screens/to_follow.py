"""From a packet of the list to its conversation, and back: to another packet, or with another filter."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dissectors.errors import RemoraError
from tui import wording
from tui.panes.filter_bar import FilterBar
from tui.panes.packet_list import PacketList

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.screens.follow import FollowEnd
    from tui.screens.packets import PacketsScreen


class ToFollow:
    """Mixed into the packets screen, which holds rows and filter."""

    @property
    def _packets_screen(self) -> PacketsScreen:
        return cast("PacketsScreen", self)

    def action_follow(self) -> None:
        """Follow the conversation of the packet under the cursor."""
        from dissectors.streams.following.follow import stream_of  # read only when asked for
        from tui.screens.follow import FollowScreen

        screen = self._packets_screen
        app = cast("RemoraApp", screen.app)
        row = screen.query_one(PacketList).row_under_cursor
        if row is None:
            return
        try:
            protocol, stream = stream_of(screen.table, row)
        except (RemoraError, OSError) as error:
            app.tell(wording.sentence(str(error)))
            return
        app.push_screen(FollowScreen(screen.table, protocol, stream, row=row, grows=self.may_grow), self.follow_ended)

    def may_grow(self) -> bool:
        """Whether the table may still get rows."""
        return self._packets_screen.state.may_grow

    def follow_ended(self, end: FollowEnd | None) -> None:
        """Do what the user wanted when the follow screen was left."""
        screen = self._packets_screen
        if end is None:
            return
        if end.display_filter:
            before = screen.query_one(FilterBar).in_use
            text = f"({before}) && {end.display_filter}" if before else end.display_filter
            screen.put_filter(text, is_applied=True)
        elif end.row is not None:
            screen.go_to_row(end.row)
