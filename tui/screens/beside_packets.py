"""From one screen that stands over the packets to another one, by way of the packets."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from textual.screen import Screen

    from tui.screens.packets import PacketsScreen


class BesidePackets:
    """Mixed into screens that end with what the packets screen is to do then."""

    packets: PacketsScreen

    def action_packets(self) -> None:
        self._end()

    def action_conversations(self) -> None:
        self._end()
        self.packets.call_later(self.packets.action_conversations)

    def action_sockets(self) -> None:
        self._end()
        self.packets.call_later(self.packets.action_sockets)

    def action_statistics(self) -> None:
        self._end()
        self.packets.call_later(self.packets.action_statistics)

    def action_diagnosis(self) -> None:
        self._end()
        self.packets.call_later(self.packets.action_diagnosis)

    def _end(self) -> None:
        cast("Screen[object]", self).dismiss(None)
