"""One socket and its conversation's packets, as the rules for mismatches look at them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from tui.sockets.entry import Socket
from tui.sockets.story.around import Around
from tui.sockets.story.quantities import time_words
from tui.sockets.wire.facts import Moment, Wire

SOON_SECONDS: Final = 1.0
"""What lasts no longer is on its way to be over."""
SETTLED_SECONDS: Final = 0.5
"""Without a packet for so long, both have seen the same ones: the capture hands packets over some time later."""
CLOSING: Final = ("FIN-WAIT-1", "LAST-ACK", "CLOSING")
"""States of a side whose FIN is not acknowledged yet."""


@dataclass(frozen=True, slots=True)
class Case:
    """What is looked at."""

    one: Socket
    wire: Wire
    now_ns: int
    near: Around

    def since(self, moment: Moment | None) -> float | None:
        """Seconds since a packet; None where it was not seen, has no time, or came after the look at the socket."""
        seconds = moment.seconds_before(self.now_ns) if moment is not None else None
        return seconds if seconds is not None and seconds >= 0 else None

    def lasts(self, moment: Moment | None) -> str:
        """`for 40 s `, if that is long enough to be told; empty where it is not known."""
        seconds = self.since(moment)
        return "" if seconds is None else f"for {time_words(seconds)} "

    @property
    def is_settled(self) -> bool:
        return self.wire.is_settled(self.now_ns, SETTLED_SECONDS)


def at(moment: Moment | None) -> str:
    return "" if moment is None else f" (packet {moment.packet})"
