"""Looking through rows, one after the other in the order given, for the next that has what is wanted.

In the row's columns, in the lines of the decoded packet, or by a display filter; in the bytes: `byte_search`.
A search is an iterator that stops now and then for whoever waits: it gives None there, and the hits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from dissectors.errors import RemoraError
from dissectors.packets.asking import Asker, Question
from dissectors.packets.summary import summarize

if TYPE_CHECKING:
    from dissectors.decoded import Decoded
    from dissectors.dissect import Dissection
    from dissectors.fields import Field
    from dissectors.filters import Filter
    from dissectors.frame import Frame
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.packets.wanted import Wanted
    from dissectors.registry import Registry

Rows = NDArray[np.int64]
Place = Literal["list", "tree", "bytes"]
"""Where to look: columns of the list, lines of decoded packets, bytes of frames."""

LOOK_EVERY = 32
"""Packets between two stops: some milliseconds of dissection."""
FIRST_ROWS = 2_000
"""What is wanted is mostly near: so many rows are looked at before workers are started."""
ROWS_AT_ONCE = 4_096


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found."""

    row: int
    start: int = 0
    """First byte of the frame, or line of the decoded packet counted from 0; 0 where the row itself is the hit."""
    stop: int = 0
    """The byte or line behind."""


class Search(Protocol):
    """One thing looked for in one place."""

    examined: int
    """Rows that were looked at."""

    def hits(self, rows: Rows, *, backwards: bool) -> Iterator[Hit | None]:
        """Of each row that has it the first hit, or the last where it is `backwards`; the rows' order is the caller's.

        Raises WantedError or FilterError where an expression takes too long, WorkerLost, CaptureFileError.
        """
        ...

    def beyond(self, row: int, place: int, *, backwards: bool) -> Hit | None:
        """The next hit in the same row behind a byte or line, or before it; None where a row is one hit at most."""
        ...

    def close(self) -> None:
        """Nothing more will be looked for."""
        ...


class FrameTable(Protocol):
    """What is needed of the packet table."""

    registry: Registry

    def frame(self, row: int) -> Frame: ...


def nearest(spans: Sequence[tuple[int, int]], row: int, *, backwards: bool) -> Hit | None:
    """The first of a row's hits, or the last."""
    return Hit(row, *spans[-1 if backwards else 0]) if spans else None


def nearest_beyond(spans: Sequence[tuple[int, int]], row: int, place: int, *, backwards: bool) -> Hit | None:
    """The first of a row's hits that begins behind a place, or the last that begins before it."""
    there = [span for span in spans if (span[0] < place if backwards else span[0] > place)]
    return nearest(there, row, backwards=backwards)


@dataclass(frozen=True, slots=True)
class LinesWith:
    """The question which lines of a decoded packet have what is wanted."""

    wanted: Wanted

    def __call__(self, dissection: Decoded) -> list[int]:
        return [number for number, field in enumerate(lines_of(dissection)) if self.wanted.is_in(field.line)]


@dataclass(frozen=True, slots=True)
class RowHas:
    """The question whether a row of the list has what is wanted: as a list of one line or none."""

    wanted: Wanted
    columns: tuple[str, ...] = ()
    """Filter names of further columns."""
    has_texts: bool = True
    """Protocol and Info are looked at; else somebody else does."""

    def __call__(self, dissection: Dissection) -> list[int]:
        summary = summarize(dissection)
        texts = [str(dissection.frame.number), summary.source, summary.destination]
        texts += [summary.protocol] if self.has_texts else []
        texts += [str(summary.length), *(field.text for name in self.columns for field in dissection.find(name))]
        texts += [summary.info] if self.has_texts else []
        return [0] if self.wanted.is_in(" ".join(texts)) else []


def lines_of(dissection: Decoded) -> Iterator[Field]:
    """The lines of the tree with all open, in their order."""
    waiting = list(reversed(dissection.roots))
    while waiting:
        field = waiting.pop()
        if not field.spec.hidden:
            yield field
            waiting.extend(reversed(field.children))


class AskingSearch:
    """Asks packet after packet; a row whose bytes are gone has nothing."""

    def __init__(
        self, table: FrameTable, question: Question[list[int]], is_hit: Callable[[int], bool] | None = None
    ) -> None:
        """`is_hit` tells of a row what no dissection does."""
        self.examined = 0
        self._is_hit = is_hit
        self._table = table
        self._by_line = isinstance(question, LinesWith)
        self._asker = Asker(question, table.registry, self._frame_if_readable)

    def hits(self, rows: Rows, *, backwards: bool) -> Iterator[Hit | None]:
        """Near rows here, those behind them in workers."""
        for part in (rows[:FIRST_ROWS], rows[FIRST_ROWS:]):
            for row, lines in self._asker.ask(part.tolist()):
                self.examined += 1
                if not lines and self._is_hit is not None and self._is_hit(row):
                    lines = [0]
                if lines:
                    yield nearest(self._spans(lines), row, backwards=backwards)
                if self.examined % LOOK_EVERY == 0:
                    yield None

    def beyond(self, row: int, place: int, *, backwards: bool) -> Hit | None:
        """Between the lines of a decoded packet."""
        if not self._by_line:
            return None
        ((_, lines),) = self._asker.ask([row])
        return nearest_beyond(self._spans(lines or []), row, place, backwards=backwards)

    def close(self) -> None:
        """Let workers go."""
        self._asker.close()

    def _spans(self, lines: Sequence[int]) -> list[tuple[int, int]]:
        return [(line, line + 1) if self._by_line else (0, 0) for line in lines]

    def _frame_if_readable(self, row: int) -> Frame | None:
        try:
            return self._table.frame(row)
        except (RemoraError, OSError):
            return None


class FilterSearch:
    """Rows that a display filter chooses: columns tell of most, packets are asked where they cannot."""

    def __init__(self, index: LayerIndex, chosen: Filter, table: FrameTable) -> None:
        from dissectors.filters.columns import ColumnTier  # the grammar, which other searches do without
        from dissectors.packets.columns import Columns
        from dissectors.packets.deciding import Decider

        self.examined = 0
        self._index = index
        self._chosen = chosen
        self._tier = ColumnTier(Columns(index))
        self._decider = Decider(chosen, table.registry, table.frame)
        self._answers: dict[int, tuple[int, NDArray[np.bool_], NDArray[np.bool_]]] = {}
        """By a piece's first row: its rows, which of them match, and which must be asked."""

    def hits(self, rows: Rows, *, backwards: bool) -> Iterator[Hit | None]:
        """Every row is one hit or none."""
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            certain, is_open = self._answer(part)
            asked = self._decider.ask(part[is_open].tolist())
            for place in np.flatnonzero(certain | is_open).tolist():
                row, is_hit = (int(part[place]), True) if certain[place] else next(asked)
                if is_hit:
                    yield Hit(row)
                elif place % LOOK_EVERY == 0:
                    yield None
            self.examined += len(part)
            yield None

    def beyond(self, row: int, place: int, *, backwards: bool) -> Hit | None:
        """A row is one hit."""
        return None

    def close(self) -> None:
        """Let workers go."""
        self._decider.close()

    def _answer(self, rows: Rows) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """For each row, whether it matches for certain, and whether its packet must be asked."""
        certain, is_open = np.zeros(len(rows), np.bool_), np.zeros(len(rows), np.bool_)
        left = np.arange(len(rows))
        while len(left):
            row = int(rows[left[0]])
            known = [first for first, (count, _, _) in self._answers.items() if first <= row < first + count]
            if known:
                first = known[0]
            else:
                with self._index.turn:
                    piece = self._index.piece_of(row)
                    answer = self._chosen.answer(self._tier, piece)
                first = piece.first
                self._answers[first] = piece.count, answer.certain, answer.open
            count, matches, asks = self._answers[first]
            inside = (rows[left] >= first) & (rows[left] < first + count)
            places = rows[left[inside]] - first
            certain[left[inside]], is_open[left[inside]] = matches[places], asks[places]
            left = left[~inside]
        return certain, is_open
