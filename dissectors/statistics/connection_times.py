"""How long TCP's handshakes and first bytes took, found on and on as a capture grows.

From the segments, without their analysis; out come exchanges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.piece_counts import PieceCounts
from dissectors.statistics.exchanges import Exchange, ResponseKind
from dissectors.statistics.times_apart import times_apart
from dissectors.streams.opened import end_of
from dissectors.streams.outcomes.outcome_rules import opener_sides
from dissectors.streams.tables.conversations import Endpoint
from dissectors.streams.whole_segments import all_segments_in
from dissectors.transport.tcp_header import ACK, RST, SYN

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece
    from dissectors.streams.segments import Segments

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
_PAIRS: Final[tuple[tuple[ResponseKind, str, str], ...]] = (
    ("handshake", "syn_frame", "syn_ack_frame"),
    ("first byte", "data_frame", "data_frame"),
)
"""What the opener sends first, and what the other end sends then."""
_SIDE: Final = np.dtype(
    [("syn_frame", np.int64), ("syn_ack_frame", np.int64), ("data_frame", np.int64), ("begins", np.int64)]
)
"""What one end of a conversation sent first of each; frames count from 1, 0: there is none.

`begins`: the sequence number of its data's first byte, from 1 to 2**32; 0: its beginning is not known.
"""


_NUMBERS: Final = 2**32
"""Of sequence numbers, behind the last of which the first one comes again."""


class ConnectionTimes(PieceCounts):
    """Takes the rows that it is given, each once and in order. Belongs to whoever has the index's turn.

    The handshake lasts from SYN to SYN-ACK, as whoever captured saw it, the first byte from the client's first data to
    the server's. Both packets must be among the rows, and for a first byte the SYN or its answer, too: without them
    nobody knows that it is the first. Who the client is, is what was known when the answer came.
    """

    def __init__(self, index: LayerIndex) -> None:
        super().__init__(index)
        self._found: list[Exchange] = []
        self._sides = np.zeros(0, _SIDE)
        """Two for each conversation, of sides 0 and 1 as `Segments.sides` has them."""
        self._first_sides = np.zeros(0, np.int8)
        """Who sent the first segment of each conversation; -1 where there was none."""
        self._told = np.zeros((len(_PAIRS), 0), np.bool_)
        """By conversation."""
        self._servers: dict[bytes, str] = {}

    def exchanges(self) -> list[Exchange]:
        """What has been found so far, in the order in which it was found."""
        return self._found.copy()

    def _take(self, piece: Piece, wanted: Booleans | None, skipped: int) -> None:
        self.index.streams.extend(piece.first + piece.count)
        self._make_room(self.index.streams.opened["tcp"].count)
        # Of a conversation of which all is told, nothing has to be read any more.
        has_more: Booleans = np.logical_not(self._told.all(axis=0))
        segments = all_segments_in(self.index, piece, piece.first + skipped, has_more)
        if wanted is not None:
            segments = segments.select(wanted[segments.rows - piece.first])
        if len(segments):
            self._take_segments(segments)

    def _take_segments(self, segments: Segments) -> None:
        streams, frames = segments.streams.astype(np.int64), segments.rows + 1
        # Of entries for one place the last one written stays: the first in order, written backwards.
        fresh = np.flatnonzero(self._first_sides[streams] < 0)[::-1]
        self._first_sides[streams[fresh]] = segments.sides[fresh]
        kinds, sides = segments.flags & (SYN | ACK | RST), 2 * streams + segments.sides
        changed = []
        self._learn_beginnings(segments, kinds, sides)
        # One byte that repeats the last one before is a keep-alive (RFC 1122 section 4.2.3.6), here of the SYN.
        is_probe = (segments.lengths == 1) & (kinds & SYN == 0)
        is_probe &= segments.sequence == self._sides["begins"][sides] - 1
        for name, is_such in (
            ("syn_frame", kinds & (SYN | ACK) == SYN),
            ("syn_ack_frame", kinds & (SYN | ACK) == SYN | ACK),
            ("data_frame", (segments.lengths > 0) & (kinds & RST == 0) & ~is_probe),
        ):
            places, kept = np.flatnonzero(is_such), self._sides[name]
            new = places[kept[sides[places]] == 0][::-1]
            kept[sides[new]] = frames[new]
            changed.append(streams[new])
        self._find(np.unique(np.concatenate(changed)))

    def _learn_beginnings(self, segments: Segments, kinds: Integers, sides: Integers) -> None:
        """From SYNs, and from what their answers acknowledge; the first one of each is kept."""
        begins = self._sides["begins"]
        opens, answers = np.flatnonzero(kinds & SYN), np.flatnonzero(kinds & (SYN | ACK) == SYN | ACK)
        for places, mine, numbers in (
            (opens, sides[opens], segments.sequence[opens] + 1),
            (answers, sides[answers] ^ 1, segments.acknowledgment[answers].astype(np.int64)),
        ):
            new = np.arange(len(places))[begins[mine] == 0][::-1]
            begins[mine[new]] = np.where(numbers[new] == 0, _NUMBERS, numbers[new])

    def _find(self, streams: Integers) -> None:
        """Look at conversations of which something is known that was not."""
        streams = streams[~self._told[:, streams].all(axis=0)]
        low, high = self._sides.take(2 * streams), self._sides.take(2 * streams + 1)
        opener = opener_sides(low, high, self._first_sides[streams].astype(np.int64))
        for place, (kind, asked, answered) in enumerate(_PAIRS):
            # Rows; -1 where there is none.
            questions = np.where(opener == 0, low[asked], high[asked]) - 1
            answers = np.where(opener == 0, high[answered], low[answered]) - 1
            is_new = (questions >= 0) & (answers > questions) & ~self._told[place, streams]
            if kind == "first byte":
                is_new &= np.where(opener == 0, low["begins"], high["begins"]) > 0
            new = np.flatnonzero(is_new)
            self._told[place, streams[new]] = True
            self._add(kind, streams[new], 1 - opener[new], questions[new], answers[new])

    def _make_room(self, count: int) -> None:
        """For so many conversations, and as many again."""
        have = len(self._first_sides)
        if count > have:
            more = max(count, 2 * have, 64) - have
            self._sides = np.concatenate([self._sides, np.zeros(2 * more, _SIDE)])
            self._first_sides = np.concatenate([self._first_sides, np.full(more, -1, np.int8)])
            self._told = np.concatenate([self._told, np.zeros((len(_PAIRS), more), np.bool_)], axis=1)

    def _add(
        self, kind: ResponseKind, streams: Integers, sides: Integers, questions: Integers, answers: Integers
    ) -> None:
        """Exchanges that were answered by one side of each of these conversations."""
        if not len(streams):
            return
        places, nanoseconds = times_apart(self.index.capture.frames, questions, answers)
        columns = (streams[places], sides[places], nanoseconds, questions[places], answers[places])
        for stream, side, nanoseconds, question, answer in zip(*(one.tolist() for one in columns), strict=True):
            server = self._server(stream, side)
            self._found.append(Exchange(kind, server, "", nanoseconds, question, answer, "tcp.stream", stream))

    def _server(self, stream: int, side: int) -> str:
        opened = self.index.streams.opened["tcp"]
        # Side 1 is the lower endpoint's.
        raw = opened.lower_end(stream) if side else opened.higher_end(stream)
        known = self._servers.get(raw)
        if known is None:
            known = self._servers[raw] = str(Endpoint(*end_of(raw)))
        return known
