"""Packets as they might be told of, beside sockets of `tests.tui.sockets.story.made`."""

from __future__ import annotations

from dissectors.streams.ladders.states import State
from tui.sockets.wire.facts import Moment, Wire, WireEnd

NOW = 1_000_000_000_000_000_000
SECOND = 1_000_000_000


def ago(seconds: float, packet: int = 5) -> Moment:
    return Moment(packet, NOW - int(seconds * SECOND))


def end(state: State | None = State.ESTABLISHED, **more: object) -> WireEnd:
    given = {"next_sequence": 1, "acknowledged": 1, **more}
    return WireEnd(state, **given)  # type: ignore[arg-type]


def opened(**more: object) -> WireEnd:
    """The end that sent the SYN."""
    return end(**{"syn": ago(60, 1), **more})


def wire(here: WireEnd, there: WireEnd, *, quiet: float = 10.0, **more: object) -> Wire:
    given = {"first": ago(60, 1), "last": ago(quiet, 9), **more}
    return Wire("tcp", 3, here, there, **given)  # type: ignore[arg-type]
