"""Which rows a display filter chooses: by columns where they can answer, by dissection where they cannot.

Works off a table step by step, so that whoever waits can draw in between; rows that a growing capture adds later are
looked at by later steps.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.filters.columns import ColumnTier
from dissectors.packets.columns import Columns
from dissectors.packets.fragments import WHOLE_IN
from dissectors.packets.layer_index import LayerIndex
from dissectors.processes.columns import PROCESS_FIELDS
from dissectors.streams.outcomes.conversation_columns import CONVERSATION_COLUMNS
from dissectors.streams.tcp_analysis.columns import ANALYSED, NUMBERED

if TYPE_CHECKING:
    from dissectors.filters import Filter
    from dissectors.packets.deciding import Decider

LOOK_EVERY = 32
"""Packets between two looks at the clock: some milliseconds of dissection."""


class Matching:
    """One filter's way over a capture. Not to be used by two threads at a time."""

    def __init__(self, index: LayerIndex, chosen: Filter, decider: Decider) -> None:
        self._index = index
        self._chosen = chosen
        self._decider = decider
        self._tier = ColumnTier(Columns(index))
        self._asks_where_whole = not chosen.fields.isdisjoint(WHOLE_IN)
        self._asks_streams = not chosen.fields.isdisjoint(NUMBERED)
        self._asks_analysis = not chosen.fields.isdisjoint(ANALYSED)
        self._asks_processes = not chosen.fields.isdisjoint(PROCESS_FIELDS)
        self._asks_fates = not chosen.fields.isdisjoint(CONVERSATION_COLUMNS)
        self._way: Iterator[tuple[int, bool]] = iter(())
        """The rest of the piece: rows that match or must be asked, ascending, each with the answer."""
        self._way_stop = 0
        self.examined = 0
        """Rows that have been looked at, from the first on."""
        self.asked = 0
        """Of these, how many packets had to be dissected."""
        self.candidates = 0
        """How many have to be, in all pieces that were begun."""

    @property
    def tier(self) -> str:
        """Who answers, for a person; empty where the candidates tell."""
        return ""

    @property
    def waits_for_the_end(self) -> bool:
        """It can only begin when all rows have been read."""
        return False

    @property
    def is_settled(self) -> bool:
        """Nothing more will be told of the rows that were looked at."""
        return True

    @property
    def is_done(self) -> bool:
        """Every row that the capture has now has been looked at."""
        return self.examined >= len(self._index.capture.frames)

    def step(self, seconds: float) -> NDArray[np.int64]:
        """Look at further rows, for about so long; those that match, ascending.

        Raises FilterError where a regular expression takes too long, CaptureFileError where the file is gone.
        """
        deadline = time.monotonic() + seconds
        found: list[NDArray[np.int64]] = []
        while not self.is_done:
            if self.examined >= self._way_stop:
                found.append(self._enter())
            found.append(self._go_on(deadline))
            if time.monotonic() >= deadline:
                break
        return np.concatenate(found) if found else np.zeros(0, np.int64)

    def close(self) -> None:
        """Nothing more will be asked."""
        self._decider.close()

    def _enter(self) -> NDArray[np.int64]:
        """Ask the columns of the next piece; the rows that match, if no packet need be asked, else none yet."""
        with self._index.turn:
            if self._asks_where_whole:
                # A later row may say so.
                self._index.piece_of(len(self._index.capture.frames) - 1)
            piece = self._index.piece_of(self.examined)
            if self._asks_streams:
                # Packets that are asked must know them, too.
                self._index.streams.extend(piece.first + piece.count)
            if self._asks_processes:
                self._index.streams.extend(piece.first + piece.count)
                self._index.processes.join()
            if self._asks_analysis:
                self._index.analysis.extend(piece.first + piece.count)
            if self._asks_fates:
                self._index.fates.judge(len(self._index.capture.frames))
            answer = self._chosen.answer(self._tier, piece)
        skipped = self.examined - piece.first
        self._way_stop = piece.first + piece.count
        certain: NDArray[np.int64] = np.flatnonzero(answer.certain[skipped:]) + self.examined
        open_rows = (np.flatnonzero(answer.open[skipped:]) + self.examined).tolist()
        self.candidates += len(open_rows)
        if not open_rows:
            self.examined, self._way = self._way_stop, iter(())
            return certain
        self._way = self._merged(certain.tolist(), open_rows)
        return np.zeros(0, np.int64)

    def _merged(self, certain: list[int], open_rows: list[int]) -> Iterator[tuple[int, bool]]:
        """Rows that match by columns between those that are asked, in the order of rows."""
        place = 0
        for row, matches in self._decider.ask(open_rows):
            while place < len(certain) and certain[place] < row:
                yield certain[place], True
                place += 1
            self.asked += 1
            yield row, matches
        for row in certain[place:]:
            yield row, True

    def _go_on(self, deadline: float) -> NDArray[np.int64]:
        found: list[int] = []
        for number, (row, matches) in enumerate(self._way, 1):
            if matches:
                found.append(row)
            if number % LOOK_EVERY == 0 and time.monotonic() >= deadline:
                self.examined = row + 1
                break
        else:
            self.examined = self._way_stop
        return np.array(found, np.int64)
