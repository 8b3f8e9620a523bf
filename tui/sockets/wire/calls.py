"""What became of the calls to a listener, by the packets: SYNs that were answered, finished, refused or dropped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.layer_index import PIECE_ROWS
from tui.sockets.wire.facts import Moment
from tui.sockets.wire.finding import streams_of

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from tui.sockets.entry import Socket


Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Calls:
    """Of one listener, as far as they were captured."""

    made: int
    """Conversations that begin with a SYN to it."""
    opened: int
    """Whose handshake was finished."""
    half_open: int
    """Answered, and no ACK came."""
    unanswered: int
    refused: int
    """Answered with RST."""
    last: Moment | None = None
    """The latest call."""
    last_unanswered: Moment | None = None


def calls_of(table: PacketTable, listener: Socket) -> Calls | None:
    """The calls so far; None where none were captured. For a worker: analyses all rows. Raises CaptureFileError."""
    streams = streams_of(table, listener)
    if not len(streams):
        return None
    stop = len(table)
    while (done := table.index.analysis.rows_done) < stop:
        table.analyse(min(stop, done + PIECE_ROWS))
    low_called = table.index.streams.opened["tcp"].since(0).sent_low[streams]
    with table.index.turn:
        higher, lower = (side[streams].copy() for side in table.index.analysis.outlines.sides)
    # Of the two sides the second one is the endpoint that sorts lower.
    client, server = np.where(low_called, lower, higher), np.where(low_called, higher, lower)
    called = client["syn_frame"] > 0
    answered = called & (server["syn_ack_frame"] > 0)
    finished = answered & (client["ack_frame"] > 0)
    refused = called & ~answered & (server["rst_frame"] > 0)
    unanswered = called & ~answered & ~refused
    half_open = answered & ~finished & (client["rst_frame"] == 0) & (server["rst_frame"] == 0)

    def latest(chosen: Booleans) -> Moment | None:
        packets = client["last_syn_frame"][chosen]
        if not len(packets):
            return None
        packet = int(packets.max())
        return Moment(packet, table.time(packet - 1))

    if not called.any():
        return None
    return Calls(
        _count(called),
        _count(finished),
        _count(half_open),
        _count(unanswered),
        _count(refused),
        latest(called),
        latest(unanswered),
    )


def _count(chosen: Booleans) -> int:
    return int(np.count_nonzero(chosen))
