"""From a socket to its packets, to what was said and to its ladder: what was captured of it is shown, the rest offered.

Over a capture the sockets screen ends with a filter for it; over none, with a new capture.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from dissectors.errors import RemoraError
from tui.screens.capture_offers import CaptureOffers
from tui.screens.to_tcp_graph import ONLY_TCP, show_tcp_graph
from tui.socket_view.packets import NoPackets, packets_filter, stream_protocol, why_no_stream
from tui.socket_view.prospect import Aim, Prospect, look_for

if TYPE_CHECKING:
    from dissectors.streams.following.follow import Followed
    from tui.screens.follow import FollowEnd
    from tui.screens.packets import PacketsScreen
    from tui.sockets.entry import Socket

CLOSED = "This socket has closed, and nothing of it was captured: there will be no packets."


class SocketPackets(CaptureOffers):
    """Mixed into the sockets screen, which holds the cursor."""

    _is_looking_for_packets = False

    def action_choose(self) -> None:
        """Show the packets of the socket under the cursor; a heading is opened or closed."""
        table, line = self._sockets_screen.table, self._sockets_screen.line
        if line is not None and line.seen is None and line.is_open is not None:
            table.post_message(table.Turned(line.key, not line.is_open))
        else:
            self._show_of_socket("packets")

    def action_follow(self) -> None:
        """Follow what both sides said."""
        self._show_of_socket("follow")

    def action_ladder(self) -> None:
        """Draw its conversation as arrows."""
        self._show_of_socket("ladder")

    def action_tcp_graph(self) -> None:
        """Draw its sequence numbers, throughput and delays."""
        self._show_of_socket("graph")

    def _show_of_socket(self, aim: Aim) -> None:
        screen = self._sockets_screen
        entry = screen.entry
        if entry is None or self._is_looking_for_packets:
            return
        one, is_over = entry.found.socket, entry.closed_ns is not None
        try:
            packets_filter(one)
        except NoPackets as error:
            self._viewer.tell(str(error))
            return
        if aim != "packets" and stream_protocol(one) is None:
            self._viewer.tell(why_no_stream(one))
            return
        if aim == "graph" and stream_protocol(one) != "tcp":
            self._viewer.tell(ONLY_TCP)
            return
        self._is_looking_for_packets = True
        screen.run_worker(lambda: self._look_for_packets(one, aim, is_over), thread=True)

    def _look_for_packets(self, one: Socket, aim: Aim, is_over: bool) -> None:
        """In a thread."""
        packets, viewer = self._sockets_screen.packets, self._viewer
        then: Callable[[], None]
        try:
            prospect = look_for(one, aim, packets.table if packets is not None else None, viewer.machine)
        except (RemoraError, OSError) as error:
            sentence = str(error)

            def then() -> None:
                viewer.tell(sentence, "error")
        else:

            def then() -> None:
                self._show_prospect(prospect, is_over)

        def go_on() -> None:
            self._is_looking_for_packets = False
            # Else the user went on to something else meanwhile.
            if viewer.screen is self._sockets_screen:
                then()

        viewer.call_from_thread(go_on)

    def _show_prospect(self, prospect: Prospect, is_over: bool) -> None:
        packets = self._sockets_screen.packets
        if is_over and not prospect.is_captured:
            self._viewer.tell(CLOSED)
        elif packets is None:
            self.offer_capture(prospect)
        elif prospect.stream is not None:
            self._show_stream(prospect.aim, packets, prospect.stream)
        elif prospect.is_captured or self.is_being_captured(prospect, packets):
            self.show_packets(prospect, packets)
        else:
            self.offer_more(prospect, packets)

    def _show_stream(self, aim: Aim, packets: PacketsScreen, stream: tuple[Followed, int]) -> None:
        """Over the sockets; what is chosen there is shown among the packets."""
        screen = self._sockets_screen
        if aim == "graph":
            show_tcp_graph(
                self._viewer, packets.table, stream[1], lambda row: screen.end(lambda: packets.go_to_row(row))
            )
            return
        if aim == "ladder":
            from tui.screens.ladder import LadderScreen  # read only when asked for

            def chosen(row: int | None) -> None:
                if row is not None:
                    screen.end(lambda: packets.go_to_row(row))

            self._viewer.push_screen(LadderScreen(packets.table, *stream, rows=packets.displayed.unarranged), chosen)
            return
        from tui.screens.follow import FollowScreen

        def ended(end: FollowEnd | None) -> None:
            if end is not None:
                screen.end(lambda: packets.follow_ended(end))

        self._viewer.push_screen(FollowScreen(packets.table, *stream, grows=packets.may_grow), ended)
