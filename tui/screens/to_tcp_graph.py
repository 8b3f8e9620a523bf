"""From a packet, a conversation or a socket to the graphs of its TCP conversation, and back to a packet."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final, cast

from dissectors.errors import RemoraError
from tui import wording
from tui.panes.packet_list import PacketList

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.app import RemoraApp
    from tui.screens.packets import PacketsScreen

ONLY_TCP: Final = "Only TCP conversations have graphs of sequence numbers."


def show_tcp_graph(
    app: RemoraApp, table: PacketTable, stream: int, chosen: Callable[[int], object], row: int | None = None
) -> None:
    """The graphs of a TCP conversation, from the packet of `row` on; `chosen` is given the row to show then."""
    from tui.screens.tcp_graph import TCPGraphScreen  # read only when asked for

    def ended(row: int | None) -> None:
        if row is not None:
            chosen(row)

    app.push_screen(TCPGraphScreen(table, stream, row=row), ended)


def show_tcp_graph_of_row(app: RemoraApp, table: PacketTable, row: int, chosen: Callable[[int], object]) -> None:
    """The graphs of the TCP conversation of a row's packet; where it has none, that is told."""
    from dissectors.streams.following.follow import NoSuchStream, stream_of  # read only when asked for

    try:
        _, stream = stream_of(table, row, "tcp")
    except NoSuchStream:
        app.tell(ONLY_TCP)
    except (RemoraError, OSError) as error:
        app.tell(wording.sentence(str(error)), "error")
    else:
        show_tcp_graph(app, table, stream, chosen, row)


class ToTCPGraph:
    """Mixed into the packets screen, which holds rows and cursor."""

    def action_tcp_graph(self) -> None:
        """Draw the TCP conversation of the packet under the cursor."""
        screen = cast("PacketsScreen", self)
        row = screen.query_one(PacketList).row_under_cursor
        if row is not None:
            show_tcp_graph_of_row(cast("RemoraApp", screen.app), screen.table, row, screen.go_to_row)
