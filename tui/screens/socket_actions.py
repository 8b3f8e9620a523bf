"""What keys do with the socket under the cursor, and how the sockets screen is left for the screens beside it.

Its packets and closing it are in modules of their own; a socket that is wanted, because a packet is of it, is looked
for as soon as there is a fresh list.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from tui.screens.copy_menu import offer_copies
from tui.screens.every_screen import EveryScreen
from tui.screens.socket_closing import SocketClosing
from tui.screens.socket_packets import SocketPackets
from tui.screens.to_counters import ToCounters
from tui.socket_view.copying import ways_to_copy_socket
from tui.socket_view.wanted import Answer, WantedSocket, find, other_end

if TYPE_CHECKING:
    from tui.screens.conversations import Then
    from tui.screens.packets import PacketsScreen
    from tui.screens.sockets import SocketsScreen
    from tui.viewer_app import ViewerApp

NO_PACKETS_YET = "There are no packets yet: Enter on a socket captures its own, 1 leads to the start screen."


class SocketActions(SocketPackets, SocketClosing, ToCounters, EveryScreen):
    """Mixed into the sockets screen, which holds rows and cursor."""

    wanted: WantedSocket | None = None
    """Whose socket the cursor shall go to; None as soon as it is found, or told that it is not there."""

    @property
    def _sockets(self) -> SocketsScreen:
        return cast("SocketsScreen", self)

    # Leaving.

    def end(self, then: Then | None = None) -> None:
        """Leave for the screen below, to do something there; the application's first screen has none and stays."""
        screen = self._sockets
        if len(screen.app.screen_stack) > 1:
            screen.dismiss(then)
        elif then is not None:
            then()

    def action_packets(self) -> None:
        """To the packets, or the start screen."""
        screen = self._sockets
        app = cast("ViewerApp", screen.app)
        if len(app.screen_stack) == 1:
            app.to_start_screen()
        else:
            self.end(lambda: None)

    def action_conversations(self) -> None:
        self._beside_packets(lambda packets: packets.action_conversations)

    def action_statistics(self) -> None:
        self._beside_packets(lambda packets: packets.action_statistics)

    def action_diagnosis(self) -> None:
        self._beside_packets(lambda packets: packets.action_diagnosis)

    def _beside_packets(self, action: Callable[[PacketsScreen], Callable[[], object]]) -> None:
        """To another screen that stands over the packets."""
        packets = self._sockets.packets
        if packets is None:
            self._remora.tell(NO_PACKETS_YET)
        else:
            self.end(lambda: packets.call_later(action(packets)))

    # Going to a socket.

    def seen_changed(self) -> None:
        """There is a fresh list: look for the socket that is wanted."""
        wanted, self.wanted = self.wanted, None
        if wanted is not None:
            self._go_to(find(wanted, self._sockets.view.seen))

    def action_other_end(self) -> None:
        """To the socket at the other end of this one."""
        screen = self._sockets
        if screen.entry is not None:
            self._go_to(other_end(screen.entry.found.socket, screen.view.seen))

    def _go_to(self, answer: Answer) -> None:
        screen = self._sockets
        if answer.seen is not None:
            screen.go_to_key(answer.seen.found.socket.key)
        if answer.sentence:
            self._remora.tell(answer.sentence)

    # Copying.

    def action_copy(self) -> None:
        """Offer its addresses, filters, the row, a line as of ss and the pid."""
        screen = self._sockets
        if screen.entry is None:
            return
        paths = {seen.found.socket.inode: seen.found.socket.path for seen in screen.view.seen if seen.found.socket.path}
        offer_copies(self._remora, ways_to_copy_socket(screen.entry.found, screen.row_text, paths))
