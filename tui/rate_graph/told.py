"""What the thread that counts rates tells the pane of a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from tui.rate_graph.wanted import Told


class RatesCounted(Message):
    """What the series of a graph come to by now, as far as a run has counted."""

    def __init__(self, run: object, told: Told) -> None:
        super().__init__()
        self.run = run
        self.told = told

    def can_replace(self, message: Message) -> bool:
        return isinstance(message, RatesCounted) and message.run is self.run
