"""What is wrong in a capture: patterns over all of it, verdicts on conversations, expert items, gathered as rows come.

Patterns and marks come from columns and are soon complete; the survey of notices is worked off apart, in steps.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.packets.expert import ExpertItem, in_order
from dissectors.packets.expert_marks import MarkTally, pieces_of
from dissectors.packets.notice_survey import NoticeSurvey
from dissectors.streams.outcomes.fates import TRANSPORTS, Fates, Transport
from dissectors.streams.outcomes.judged import Group, Talkers
from dissectors.streams.patterns.finding import Finding
from dissectors.streams.patterns.watch import PatternWatch
from dissectors.streams.tables.conversation_processes import tell_processes

if TYPE_CHECKING:
    from dissectors.packets.layer_index import Piece
    from dissectors.packets.table import PacketTable

Rows = NDArray[np.int64]


class Diagnosis:
    """Of the rows that are handed over, in order: all as they come, or those that a filter chooses."""

    def __init__(self, table: PacketTable) -> None:
        self.index = table.index
        self.rows_done = 0
        """Rows before this one are in columns' part of it."""
        self.count = 0
        """Rows handed over."""
        self.survey = NoticeSurvey(table)
        self._patterns = PatternWatch(self.index)
        self._marks = MarkTally(self.index)
        self._talkers = Talkers()

    def extend(self, stop: int) -> bool:
        """Take in a piece of the rows before `stop`; whether there are more. Raises CaptureFileError."""
        stop = min(stop, len(self.index.capture.frames))
        if self.rows_done < stop:
            with self.index.turn:
                piece = self.index.piece_of(self.rows_done)
                self._take(piece, np.arange(self.rows_done, piece.first + piece.count, dtype=np.int64))
        return self.rows_done < stop

    def add(self, rows: Rows) -> None:
        """Take in some rows, ascending and behind those before. Raises CaptureFileError."""
        while len(rows):
            with self.index.turn:
                piece, own = next(pieces_of(self.index, rows))
                self._take(piece, own)
            rows = rows[len(own) :]

    def _take(self, piece: Piece, rows: Rows) -> None:
        self._patterns.add(piece, rows)
        self._marks.add(piece, rows)
        self._talkers.add(self.index, rows)
        self.survey.add(self.index, piece, rows)
        self.rows_done = int(rows[-1]) + 1
        self.count += len(rows)

    def findings(self, *, more_may_come: bool = False) -> list[Finding]:
        """Patterns so far, the gravest first."""
        return self._patterns.findings(more_may_come=more_may_come)

    def conversations(self) -> list[Group]:
        """Conversations with packets among the rows by what became of them in the whole capture, the weightiest first.

        Raises CaptureFileError.
        """
        with self.index.turn:
            self.index.fates.judge(self.rows_done)
            self.index.processes.join()
            return self._talkers.groups({protocol: self._fates(protocol) for protocol in TRANSPORTS})

    def _fates(self, protocol: Transport) -> Fates:
        """With whose the conversations' ends are."""
        fates = self.index.fates.of(protocol)
        return replace(fates, table=tell_processes(self.index, {protocol: fates.table})[protocol])

    def items(self) -> list[ExpertItem]:
        """Expert items so far, the gravest and most frequent first."""
        return in_order([*self._marks.items(), *self.survey.items()])

    def close(self) -> None:
        """Let workers go."""
        self.survey.close()
