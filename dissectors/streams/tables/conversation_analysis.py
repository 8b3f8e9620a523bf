"""What the analysis of TCP's segments tells of every conversation: the handshake's round trip, and what was sent again.

From the index's analysis and the numbers of conversations; goes into the table of conversations that was counted from
the same rows. Apart from counting, because it takes several times as long.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.piece_counts import PieceCounts
from dissectors.streams.tables.conversations import NO_RTT, Conversations
from dissectors.streams.tcp_analysis.analysis import NONE
from dissectors.streams.tcp_analysis.marks import SENT_AGAIN

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_SENT_AGAIN = np.uint16(int(SENT_AGAIN))


class ConversationAnalysis(PieceCounts):
    """Takes the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self._round_trips = np.zeros(0, np.int64)
        """By `tcp.stream`."""
        self._sent_again = np.zeros(0, np.int64)

    def told(self, table: Conversations) -> Conversations:
        """The table of TCP's conversations with what has been found out so far; as it was before the first row."""
        if not self.rows_done:
            return table
        self._make_room(int(table.numbers[-1]) + 1 if len(table) else 0)
        return replace(
            table, initial_rtts=self._round_trips[table.numbers], retransmissions=self._sent_again[table.numbers]
        )

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        index, stop = self.index, piece.first + piece.count
        index.analysis.extend(stop)
        numbered = index.streams.all_numbered("tcp", piece.first, stop)
        places = numbered.rows << 32 | numbered.starts
        for part in index.analysis.between(piece.first, stop):
            rows = part.rows.astype(np.int64) - piece.first
            numbers = numbered.numbers[np.searchsorted(places, rows << 32 | part.starts)].astype(np.int64)
            if wanted is not None:
                numbers = np.where(wanted[rows], numbers, -1)
            again = numbers[(part.told.marks & _SENT_AGAIN > 0) & (numbers >= 0)]
            has = (part.told.initial_rtt != NONE) & (numbers >= 0)
            self._make_room(int(numbers.max(initial=-1)) + 1)
            np.add.at(self._sent_again, again, 1)
            self._round_trips[numbers[has]] = part.told.initial_rtt[has]

    def _make_room(self, count: int) -> None:
        """For so many conversations."""
        more = count - len(self._round_trips)
        if more > 0:
            more = max(more, len(self._round_trips))
            self._round_trips = np.concatenate([self._round_trips, np.full(more, NO_RTT)])
            self._sent_again = np.concatenate([self._sent_again, np.zeros(more, np.int64)])
