"""Finds the messages of DNS, HTTP and TLS in a capture, as far as it is let: packet after packet, in workers when many.

Rows that have such a layer come from the layer index, and with them what several segments carry together
(`message_joining`); out go messages, which views count and pair.
"""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.errors import RemoraError
from dissectors.packets.asking import NO_ROW, Asker
from dissectors.packets.piece_counts import walk
from dissectors.packets.row_frames import frame_of_messages
from dissectors.statistics.message_candidates import may_go_on, may_tell
from dissectors.statistics.message_framing import FRAMINGS
from dissectors.statistics.message_joining import MessageJoiner
from dissectors.statistics.messages import NO_SEQUENCE, SPEAKERS, SPOKEN, Message, Messages, Spoken, Told
from dissectors.streams.segments import NO_SEGMENTS, segments_in

if TYPE_CHECKING:
    from dissectors.frame import Frame
    from dissectors.packets.layer_index import Piece
    from dissectors.packets.table import PacketTable
    from dissectors.statistics.unfinished_messages import Joined

Integers = NDArray[np.int64]
LOOK_EVERY: Final = 32
"""Packets between two looks at the clock: some milliseconds of dissection."""
MOST_MESSAGES: Final = 500_000
"""That are kept: some hundred MiB of memory."""
PAUSE_SECONDS: Final = 0.05
"""Between two looks at the clock while workers are waited for."""
LOOK_BACK_ROWS: Final = 1_024
"""Before those that are new, among which later segments of a message may be that came before its first."""


class MessageSurvey:
    """`rows` are those meant, ascending; None is all, those too that the capture gets later.

    More of them may be put in their place, if they begin with those that were meant before.
    """

    def __init__(self, table: PacketTable, spoken: Iterable[Spoken] = SPOKEN, rows: Integers | None = None) -> None:
        self.messages: list[Message] = []
        """In the order of rows, but for what was waited for in vain; of what TCP sent again the first."""
        self.total = 0
        """Rows to look at, as far as they have been found."""
        self.examined = 0
        self._table = table
        self._spoken = frozenset(spoken)
        self.rows = rows
        self._rows_done = 0
        self._waiting = array("q")
        """Rows that have been found, of which there may be millions; the first of them have been asked."""
        self._joined: dict[int, Joined] = {}
        """What rows are asked with that are not asked alone, by number in `_waiting`, until they are."""
        self._asked = 0
        self._way: Iterator[tuple[int, list[Message] | None]] | None = None
        """The answers that are still to come, by number in `_waiting`."""
        self._texts: dict[str, str] = {}
        self._seen: set[tuple[int, bool, int]] = set()
        self._joiner = MessageJoiner(table.capture)
        self._asker = Asker(Messages(self._spoken), table.registry, self._frame_if_readable)

    @property
    def is_done(self) -> bool:
        """Every row that the capture has now has been looked at, or no more messages are kept."""
        if self.is_full:
            return True
        return self._way is None and self._asked == len(self._waiting) and self._rows_done >= self._stop

    @property
    def is_full(self) -> bool:
        """There may be more messages than are kept."""
        return len(self.messages) >= MOST_MESSAGES

    @property
    def _stop(self) -> int:
        """Rows before this one are meant, or some of them."""
        if self.rows is None:
            return len(self._table)
        return int(self.rows[-1]) + 1 if len(self.rows) else 0

    def step(self, seconds: float) -> None:
        """Look at rows for about so long. To be called without the index's turn, which it takes by the piece.

        Raises CaptureFileError, and WorkerLost where a worker was ended.
        """
        deadline = time.monotonic() + seconds
        while self._rows_done < self._stop:
            self._find_rows()
            if time.monotonic() >= deadline:
                return
        while not self.is_full and (self._way is not None or self._asked < len(self._waiting)):
            if self._way is None:
                # All that wait: only where these are many are workers worth it.
                asked, self._asked = range(self._asked, len(self._waiting)), len(self._waiting)
                self._way = self._asker.ask(asked, PAUSE_SECONDS)
            for number, found in self._way:
                if number != NO_ROW:
                    self.examined += 1
                    self._take(self._waiting[number], found or [])
                if self.is_full:
                    return
                if (number == NO_ROW or self.examined % LOOK_EVERY == 0) and time.monotonic() >= deadline:
                    return
            self._way = None
            if time.monotonic() >= deadline:
                return

    def close(self) -> None:
        """Let workers go."""
        self._asker.close()

    def _take(self, row: int, found: list[Message]) -> None:
        moment = self._table.time(row) if found else None
        for one in found:
            if one.sequence != NO_SEQUENCE:
                key = (one.stream, one.told.is_answer, one.sequence)
                if key in self._seen:
                    continue
                self._seen.add(key)
            self.messages.append(one._replace(told=self._interned(one.told), row=row, time=moment))

    def _interned(self, told: Told) -> Told:
        """With texts that many messages have kept once: workers send each with its own."""
        once = self._texts.setdefault
        addresses = tuple((once(name, name), once(address, address)) for name, address in told.addresses)
        name, kind, code_name = (once(text, text) for text in (told.name, told.kind, told.code_name))
        return told._replace(name=name, kind=kind, code_name=code_name, addresses=addresses)

    def _find_rows(self) -> None:
        """Those of a further piece."""
        index, first = self._table.index, self._rows_done
        with index.turn:
            piece, wanted, stop = next(walk(index, first, self._stop, self.rows))
            # The conversation of a message is told by the row's number in it.
            index.streams.extend(stop)
            speaks = self._speaking(piece, first - piece.first)
            if wanted is not None:
                speaks &= wanted
            beginnings = self._beginnings(piece, first - piece.first)
            segments = NO_SEGMENTS
            if beginnings or self._joiner.is_waiting:
                segments = segments_in(index, piece, max(first - LOOK_BACK_ROWS, piece.first))
                segments = segments.select(segments.rows < stop)
        asked = self._joiner.take(segments, first, np.flatnonzero(speaks) + piece.first, beginnings)
        if wanted is not None:
            # What waited in vain was wanted before.
            asked = [one for one in asked if one.row < first or wanted[one.row - piece.first]]
        for number, one in enumerate(asked, len(self._waiting)):
            if one.joined is not None:
                self._joined[number] = one.joined
        self._waiting.extend(one.row for one in asked)
        self._rows_done = stop
        self.total = len(self._waiting)

    def _speaking(self, piece: Piece, skipped: int) -> NDArray[np.bool_]:
        """Rows of a piece behind the first `skipped` that may have messages."""
        index, speaks = self._table.index, np.zeros(piece.count, np.bool_)
        for name, spoken in SPEAKERS.items():
            layers = index.layers(piece, name, skipped) if spoken in self._spoken else None
            if layers is not None:
                tells = ~layers.quoted & may_tell(name, layers, index.capture.view())
                speaks[layers.rows[tells]] = True
        # What came in fragments is found by dissection alone.
        speaks[index.fragments.completing(piece.first + skipped, piece.first + piece.count) - piece.first] = True
        return speaks

    def _beginnings(self, piece: Piece, skipped: int) -> dict[int, str]:
        """Where in the file layers begin that may begin what they do not end, with their protocols."""
        index, found = self._table.index, dict[int, str]()
        for name in FRAMINGS:
            layers = index.layers(piece, name, skipped) if SPEAKERS[name] in self._spoken else None
            if layers is not None:
                goes_on = ~layers.quoted & may_go_on(name, layers, index.capture.view())
                found |= dict.fromkeys(layers.starts[goes_on].tolist(), name)
        return found

    def _frame_if_readable(self, number: int) -> Frame | None:
        """Of what waits by that number."""
        row, joined = self._waiting[number], self._joined.pop(number, None)
        try:
            payload = None if joined is None else joined.payload(self._table.capture)
            return frame_of_messages(self._table.index, row, payload)
        except (RemoraError, OSError):
            return None
