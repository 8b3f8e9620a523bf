"""How long TCP's acknowledgments took, of all conversations: every `tcp.analysis.ack_rtt` with its two packets.

From the index's analysis and the numbers of conversations; who acknowledged is told by both, and names of endpoints
come from the table of conversations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.piece_counts import PieceCounts
from dissectors.streams.endpoints import is_lower
from dissectors.streams.tables.conversations import Conversations
from dissectors.streams.tcp_analysis.analysis import NONE

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class RoundTrips:
    """One entry for each segment that acknowledges another, in the order of rows."""

    streams: Integers
    """`tcp.stream`."""
    is_lower: Booleans
    """The endpoint that sorts lower acknowledged; the round trip went there."""
    nanoseconds: Integers
    """From the segment to its acknowledgment, at the place of the capture."""
    rows: Integers
    """Of the acknowledgment."""
    asked_rows: Integers
    """Of what it acknowledges."""

    def __len__(self) -> int:
        return len(self.streams)

    def ends(self, table: Conversations) -> Integers:
        """Who acknowledged each: twice the place in the table of TCP's conversations, and 1 more for endpoint B."""
        places = np.searchsorted(table.numbers, self.streams)
        ends: Integers = 2 * places + (self.is_lower != is_lower(table.pairs)[places])
        return ends


class RoundTripCounts(PieceCounts):
    """Takes the rows that it is given, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self._parts: list[tuple[NDArray[np.int64], ...]] = []

    def told(self) -> RoundTrips:
        """What has been taken so far; it stays as it is while more is taken."""
        if len(self._parts) != 1:
            empty = np.zeros(0, np.int64)
            self._parts = [tuple(np.concatenate(column) for column in zip((empty,) * 5, *self._parts, strict=True))]
        streams, is_lower, nanoseconds, rows, asked_rows = self._parts[0]
        return RoundTrips(streams, is_lower > 0, nanoseconds, rows, asked_rows)

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        index, stop = self.index, piece.first + piece.count
        index.analysis.extend(stop)
        numbered = index.streams.all_numbered("tcp", piece.first, stop)
        keys = numbered.rows << 32 | numbered.starts
        for part in index.analysis.between(piece.first, stop):
            has = part.told.ack_rtt != NONE
            rows = part.rows.astype(np.int64) - piece.first
            if wanted is not None:
                has &= wanted[rows]
            places = np.flatnonzero(has)
            if not len(places):
                continue
            at = np.searchsorted(keys, rows[places] << 32 | part.starts[places])
            self._parts.append(
                (
                    numbered.numbers[at].astype(np.int64),
                    numbered.sides[at].astype(np.int64),
                    part.told.ack_rtt[places],
                    part.rows[places].astype(np.int64),
                    part.told.acked_frames[places] - 1,
                )
            )
