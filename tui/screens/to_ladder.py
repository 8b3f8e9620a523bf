"""From a packet of the list to the ladder of its conversation, or of all displayed packets, and back to a packet."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from dissectors.errors import RemoraError
from tui import wording
from tui.panes.packet_list import PacketList

if TYPE_CHECKING:
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen


class ToLadder:
    """Mixed into the packets screen, which holds rows and cursor."""

    def action_ladder(self) -> None:
        """Draw the conversation of the packet under the cursor; all displayed packets where it has none."""
        from dissectors.streams.following.follow import NoSuchStream, stream_of  # read only when asked for
        from tui.screens.ladder import LadderScreen

        screen = cast("PacketsScreen", self)
        app, row = cast("RemoraApp", screen.app), screen.query_one(PacketList).row_under_cursor
        if row is None:
            return

        def chosen(row: int | None) -> None:
            if row is not None:
                screen.go_to_row(row)

        rows = screen.displayed.unarranged
        try:
            protocol, stream = stream_of(screen.table, row)
        except NoSuchStream:
            app.push_screen(LadderScreen(screen.table, rows=rows, row=row), chosen)
        except (RemoraError, OSError) as error:
            app.tell(wording.sentence(str(error)), "error")
        else:
            app.push_screen(LadderScreen(screen.table, protocol, stream, rows=rows, row=row), chosen)
