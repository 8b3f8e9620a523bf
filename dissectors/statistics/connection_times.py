"""How long TCP's handshakes and first bytes took, found on and on as a capture grows.

From the outlines of the conversations that have new segments; out come exchanges.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.exchanges import Exchange, ResponseKind
from dissectors.statistics.times_apart import times_apart
from dissectors.streams.opened import end_of
from dissectors.streams.outcomes.outcome_rules import opener_sides
from dissectors.streams.tables.conversation_counts import walk
from dissectors.streams.tables.conversations import Endpoint

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
_PAIRS: Final[tuple[tuple[ResponseKind, str, str], ...]] = (
    ("handshake", "syn_frame", "syn_ack_frame"),
    ("first byte", "data_frame", "data_frame"),
)
"""What the opener sends first, and what the other end sends then."""


class ConnectionTimes:
    """Takes the rows that it is given, each once and in order. Belongs to whoever has the index's turn.

    The handshake lasts from SYN to SYN-ACK, as whoever captured saw it, the first byte from the client's first data to
    the server's. Both packets must be among the rows; who the client is, is what was known when the answer came.
    """

    def __init__(self, index: LayerIndex) -> None:
        self.index = index
        self.rows_done = 0
        """Rows before this one have been given."""
        self._found: list[Exchange] = []
        self._told = np.zeros((len(_PAIRS), 64), np.bool_)
        """By conversation."""
        self._meant: Booleans | None = None
        """Of all rows, as far as some were given and not all."""
        self._servers: dict[bytes, str] = {}

    def extend(self, stop: int) -> None:
        """Take all rows from `rows_done` to before `stop`. Raises CaptureFileError."""
        self._walk(stop, None)

    def add(self, rows: Integers) -> None:
        """Take these rows, ascending and behind those before. Raises CaptureFileError."""
        if not len(rows):
            return
        stop = int(rows[-1]) + 1
        self._meant = _with_room(np.zeros(64, np.bool_) if self._meant is None else self._meant, stop)
        self._meant[rows] = True
        self.rows_done = max(self.rows_done, int(rows[0]))
        self._walk(stop, rows)

    def exchanges(self) -> list[Exchange]:
        """What has been found so far, in the order in which it was found."""
        return self._found.copy()

    def _walk(self, stop: int, rows: Integers | None) -> None:
        for _, wanted, piece_stop in walk(self.index, self.rows_done, stop, rows):
            if wanted is None or wanted.any():
                self._take(self.rows_done, piece_stop)
            self.rows_done = piece_stop

    def _take(self, first: int, stop: int) -> None:
        """Look at the conversations that have segments in these rows."""
        self.index.analysis.extend(stop)
        outlines = self.index.analysis.outlines
        streams = np.unique(self.index.streams.all_numbered("tcp", first, stop).numbers).astype(np.int64)
        if not len(streams):
            return
        self._told = _with_room(self._told, int(streams[-1]) + 1)
        streams = streams[~self._told[:, streams].all(axis=0)]
        low, high = (side.take(streams) for side in outlines.sides)
        opener = opener_sides(low, high, outlines.conversations["first_side"].take(streams).astype(np.int64))
        for place, (kind, asked, answered) in enumerate(_PAIRS):
            # Rows; -1 where there is none.
            questions = np.where(opener == 0, low[asked], high[asked]).astype(np.int64) - 1
            answers = np.where(opener == 0, high[answered], low[answered]).astype(np.int64) - 1
            new = (questions >= 0) & (answers > questions) & (answers < stop) & ~self._told[place, streams]
            new = np.flatnonzero(new)
            self._told[place, streams[new]] = True
            if self._meant is not None:
                new = new[self._meant[questions[new]] & self._meant[answers[new]]]
            self._add(kind, streams[new], 1 - opener[new], questions[new], answers[new])

    def _add(
        self, kind: ResponseKind, streams: Integers, sides: Integers, questions: Integers, answers: Integers
    ) -> None:
        """Exchanges that were answered by one side of each of these conversations."""
        if not len(streams):
            return
        places, nanoseconds = times_apart(self.index.capture.frames, questions, answers)
        columns = (streams[places], sides[places], nanoseconds, questions[places], answers[places])
        for stream, side, *times in zip(*(column.tolist() for column in columns), strict=True):
            found = Exchange(kind, self._server(stream, side), "", *times)
            self._found.append(found._replace(where="tcp.stream", number=stream))

    def _server(self, stream: int, side: int) -> str:
        opened = self.index.streams.opened["tcp"]
        # Side 1 is the lower endpoint's.
        raw = opened.lower_end(stream) if side else opened.higher_end(stream)
        known = self._servers.get(raw)
        if known is None:
            known = self._servers[raw] = str(Endpoint(*end_of(raw)))
        return known


def _with_room(array: NDArray[Any], count: int) -> NDArray[Any]:
    """The array, longer along its last axis where it has no room for so many."""
    have = array.shape[-1]
    if count <= have:
        return array
    more = np.zeros((*array.shape[:-1], max(count, 2 * have) - have), array.dtype)
    return np.concatenate([array, more], axis=-1)
