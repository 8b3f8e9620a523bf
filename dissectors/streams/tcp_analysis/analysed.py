"""The analysis of all rows' TCP segments, made once and in order, whoever asks first: filter, column or tree.

From the numbered conversations come `segments`; `analysis` compares them. Kept beside the index, by row, in the
narrowest types; what few segments have is kept for these alone.
"""

from __future__ import annotations

import bisect
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import NO_TIME
from dissectors.streams.outcomes.outline import Outlines
from dissectors.streams.segments import Segments
from dissectors.streams.tcp_analysis.analysis import NONE, Analysis, analyse
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.streams.tcp_analysis.memory import Memory
from dissectors.streams.tcp_analysis.sent_headers import RecentHeaders
from dissectors.streams.whole_segments import all_segments_in
from dissectors.transport.segment_facts import SegmentFacts
from dissectors.transport.tcp_header import ACK, SYN, TCPHeader

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]

ENTRY_ROWS = 65_536
JOIN_BELOW = 4_096
"""An entry with fewer rows is joined with its neighbour, up to ENTRY_ROWS together."""
_WIDTHS: dict[str, Any] = {
    "marks": np.uint16,
    "bases": np.uint32,
    "other_bases": np.uint32,
    "scales": np.int8,
    "completeness": np.uint8,
    "duplicates": np.int32,
    "duplicate_of": np.int32,
    "acked_frames": np.int64,
    "rto_frames": np.int64,
}
_COLUMNS = ("rows", "starts", "lengths", "has_time", "is_sound")


@dataclass(frozen=True, slots=True)
class Analysed:
    """Segments of consecutive rows with their analysis."""

    first: int
    stop: int
    rows: NDArray[np.uint32]
    """Of the whole capture, ascending."""
    starts: NDArray[np.uint32]
    """Where each TCP header begins in its frame."""
    lengths: NDArray[np.uint32]
    has_time: NDArray[np.bool_]
    is_sound: NDArray[np.bool_]
    """The header says that it is as long as a header is."""
    told: Analysis

    def joined(self, other: Analysed) -> Analysed:
        """This and the next one."""
        columns = {name: np.concatenate([getattr(self, name), getattr(other, name)]) for name in _COLUMNS}
        told = (np.concatenate([getattr(self.told, n), getattr(other.told, n)]) for n in Analysis.__slots__)
        return Analysed(first=self.first, stop=other.stop, told=Analysis(*told), **columns)

    def between(self, first: int, stop: int) -> Analysed:
        """The segments of the rows from `first` to before `stop`."""
        low, high = np.searchsorted(self.rows, (first, stop)).tolist()
        chosen = slice(low, high)
        told = Analysis(*(getattr(self.told, name)[chosen] for name in Analysis.__slots__))
        columns = {name: getattr(self, name)[chosen] for name in _COLUMNS}
        return Analysed(first=first, stop=stop, told=told, **columns)


class AnalysisIndex:
    """Analysis of one layer index's rows up to `rows_done`.

    `extend` belongs to whoever has the index's turn; `of_row` may be asked by others meanwhile.
    """

    def __init__(self, index: LayerIndex) -> None:
        self._index = index
        self._memory = Memory()
        self._entries: list[Analysed] = []
        self.outlines = Outlines()
        """What became of each conversation."""
        self.headers = RecentHeaders()
        """Of the segments last asked about, for columns."""
        self.rows_done = 0

    def extend(self, stop: int) -> None:
        """Analyse the rows up to `stop`, and those of the same piece behind it; numbers them first."""
        while self.rows_done < stop:
            piece = self._index.piece_of(self.rows_done)
            end = piece.first + piece.count
            self._index.streams.extend(end)
            segments = all_segments_in(self._index, piece, self.rows_done)
            told = analyse(segments, self._index.capture.view(), self._memory)
            self._mark_reused(segments, told)
            self.outlines.add(segments, told)
            self.outlines.grow(self._index.streams.count("tcp"))
            self._add(_entry(self.rows_done, end, segments, told))
            self.rows_done = end

    def _mark_reused(self, segments: Segments, told: Analysis) -> None:
        """Mark the segments that begin a new conversation between endpoints that had one."""
        reused = self._index.streams.reused("tcp")
        if len(reused):
            begins = (segments.flags & (SYN | ACK) == SYN) & (told.completeness == 0) & (told.since_first == 0)
            told.marks[begins & np.isin(segments.streams, reused)] |= np.uint16(Mark.REUSED_PORTS)

    def waiting(self) -> Integers:
        """The conversations with segments that were sent and never acknowledged, so far."""
        return self._memory.waiting()

    def between(self, first: int, stop: int) -> Iterator[Analysed]:
        """What is known of the rows from `first` to before `stop`, in order."""
        entries = self._entries
        for entry in takewhile(lambda entry: entry.first < stop, entries[_place(entries, first) :]):
            yield entry.between(first, stop)

    def of_row(self, row: int) -> tuple[tuple[int, SegmentFacts], ...] | None:
        """Where in the frame each TCP header begins, and what there is to tell; None for a row not yet analysed."""
        if row >= self.rows_done:
            return None
        found = self._entries[_place(self._entries, row)].between(row, row + 1)
        return tuple((int(start), _facts(found, place)) for place, start in enumerate(found.starts.tolist()))

    def _add(self, entry: Analysed) -> None:
        """Whoever reads meanwhile finds the last entry either alone or joined, and every row in one of them."""
        if self._entries:
            last = self._entries[-1]
            counts = (last.stop - last.first, entry.stop - entry.first)
            if min(counts) < JOIN_BELOW and sum(counts) <= ENTRY_ROWS:
                self._entries[-1] = last.joined(entry)
                return
        self._entries.append(entry)


def _place(entries: list[Analysed], row: int) -> int:
    """The entry with a row."""
    return max(bisect.bisect_right(entries, row, key=lambda entry: entry.first) - 1, 0)


def _entry(first: int, stop: int, segments: Segments, told: Analysis) -> Analysed:
    narrow = (getattr(told, name).astype(_WIDTHS.get(name, np.int64)) for name in Analysis.__slots__)
    return Analysed(
        first,
        stop,
        segments.rows.astype(np.uint32),
        segments.starts.astype(np.uint32),
        segments.lengths.astype(np.uint32),
        segments.times != NO_TIME,
        segments.header_lengths >= TCPHeader.size,
        Analysis(*narrow),
    )


def _facts(found: Analysed, place: int) -> SegmentFacts:
    told = {name: int(getattr(found.told, name)[place]) for name in Analysis.__slots__}
    known = {name: None if value == NONE else value for name, value in told.items()}
    has_time = bool(found.has_time[place])
    return SegmentFacts(
        base=told["bases"],
        other_base=told["other_bases"],
        scale=told["scales"],
        marks=told["marks"],
        completeness=told["completeness"],
        since_first=told["since_first"] if has_time else None,
        since_previous=told["since_previous"] if has_time else None,
        initial_rtt=known["initial_rtt"],
        duplicate=known["duplicates"],
        duplicate_of=known["duplicate_of"],
        acked_frame=known["acked_frames"],
        ack_rtt=known["ack_rtt"],
        in_flight=known["in_flight"],
        pushed=known["pushed"],
        rto=known["rto"],
        rto_frame=known["rto_frames"],
    )
