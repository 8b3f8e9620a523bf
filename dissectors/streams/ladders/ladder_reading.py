"""Reads the lines of a conversation's ladder from a capture, saved or growing, step by step.

They come from its segments and their analysis, or from its datagrams, and from errors that quote it. Reading may be
done in another thread than appending.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final
from typing import Protocol as Interface

import numpy as np
from numpy.typing import NDArray

from dissectors.frame import REASSEMBLED
from dissectors.streams.endpoints import ALSO
from dissectors.streams.following.follow import Followed, endpoints_in
from dissectors.streams.ladders.ladder import LINE, Batch, ConversationEnd, Lines
from dissectors.streams.segments import Segments
from dissectors.streams.serial import MODULUS, unwrap_all
from dissectors.streams.tcp_analysis.analysis import Analysis, analyse
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.streams.tcp_analysis.memory import Memory
from dissectors.streams.whole_segments import whole_segments_of
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex
    from dissectors.packets.table import PacketTable

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

ROWS_AT_FIRST: Final = 2_048
ROWS_AT_ONCE: Final = 16_384


class LadderReader(Interface):
    """Where a ladder's lines come from."""

    @property
    def is_done(self) -> bool:
        """All that there is now was read."""
        ...

    def read(self) -> Batch:
        """Further lines, to be given to `Ladder.append`. Raises CaptureFileError."""
        ...


class ConversationReader:
    """The lines of one conversation: two columns, the one who began it on the left."""

    def __init__(self, table: PacketTable, protocol: Followed, stream: int) -> None:
        self._table = table
        self._protocol: Followed = protocol
        self._stream = stream
        self._rows_read = 0
        self._left: int | None = None
        """The side of the left column; None before the first packet."""
        self._memory = Memory()
        self._expected = (_Expected(), _Expected())

    @property
    def is_done(self) -> bool:
        return self._rows_read >= len(self._table)

    def read(self) -> Batch:
        """The lines in some more rows of the capture."""
        index, first = self._table.index, self._rows_read
        at_once = ROWS_AT_ONCE if first else ROWS_AT_FIRST
        with index.turn:
            if index.rows_done <= first:
                index.extend(at_once)
            stop = min(index.rows_done, first + at_once, len(self._table))
            index.streams.extend(stop)
            numbered = index.streams.all_numbered(self._protocol, first, stop)
            own = numbered.numbers == self._stream
            keys = numbered.rows[own] + first << 32 | numbered.starts[own]
            sides = numbered.sides[own]
            quoted = np.isin(keys, _quoted(index, self._protocol, first, stop)) if len(keys) else own[:0]
            segments = None
            if self._protocol == "tcp":
                has_whole = bool((keys & MODULUS - 1 >= REASSEMBLED).any())
                segments = whole_segments_of(index, self._stream, first, stop, has_whole=has_whole)
            data = index.capture.view()
            self._rows_read = stop
        if not len(keys):
            return Batch(np.zeros(0, LINE))
        is_first = self._left is None
        titles = self._begin(keys, sides, segments) if is_first else ()
        ends = self._ends() if is_first else ()
        columns = (sides != self._left).astype(np.int64)
        # An error goes to who sent what it quotes.
        lines = _plain_lines(keys >> 32, np.where(quoted, 1 - columns, columns))
        if segments is None:
            return Batch(lines, titles, ends=ends)
        segments = replace(
            segments,
            sides=(segments.sides != self._left).astype(np.uint8),
            streams=np.zeros(len(segments), np.int64),
        )
        analysis = analyse(segments, data, self._memory)
        places = np.searchsorted(keys, segments.rows << 32 | segments.starts)
        _put_segments(lines, places, segments, analysis)
        return Batch(self._with_gaps(lines, places, segments), titles, segments, ends)

    def _begin(self, keys: Integers, sides: NDArray[np.uint8], segments: Segments | None) -> tuple[str, ...]:
        """Whoever opens the connection, else who sends first, is on the left; both columns' titles."""
        first = int(sides[0])
        is_answer = segments is not None and len(segments) and int(segments.flags[0]) & (SYN | ACK) == SYN | ACK
        self._left = 1 - first if is_answer else first
        row, start = divmod(int(keys[0]), 1 << 32)
        source, destination = map(str, endpoints_in(self._table.frame(row), self._protocol, start))
        return (source, destination) if first == self._left else (destination, source)

    def _ends(self) -> tuple[tuple[int, ConversationEnd], ...]:
        sides = () if self._left is None else (self._left, 1 - self._left)
        return tuple((column, ConversationEnd(self._protocol, self._stream, side)) for column, side in enumerate(sides))

    def _with_gaps(self, lines: Lines, places: NDArray[np.intp], segments: Segments) -> Lines:
        """The lines with one more before each segment behind bytes that were not captured."""
        missing = np.zeros(len(lines), np.int64)
        for side, expected in enumerate(self._expected):
            own = np.flatnonzero(segments.sides == side)
            if len(own):
                missing[places[own]] = expected.missing_before(segments.select(own))
        missing[lines["marks"] & Mark.LOST_SEGMENT == 0] = 0
        at = np.flatnonzero(missing > 0)
        if not len(at):
            return lines
        gaps = np.zeros(len(at), LINE)
        for name in ("row", "source", "target"):
            gaps[name] = lines[name][at]
        gaps["gap"] = missing[at]
        gaps["segments"] = lines["segments"][at] - 1
        grown: Lines = np.insert(lines, at, gaps)
        return grown


class _Expected:
    """How far one side's stream has come, from batch to batch."""

    def __init__(self) -> None:
        self._last: int | None = None
        """The last sequence number, without wrap-around."""
        self._highest = 0

    def missing_before(self, segments: Segments) -> Integers:
        """Bytes between what came before and each segment of the side; below 0 where it repeats some."""
        is_first = self._last is None
        if self._last is None:
            self._last = self._highest = int(segments.sequence[0])
        starts = unwrap_all(segments.sequence, self._last)
        ends = starts + segments.lengths + (segments.flags & (SYN | FIN) > 0)
        ends[segments.flags & RST > 0] = self._highest
        reached = np.maximum.accumulate(np.concatenate([[self._highest], ends]))
        self._last, self._highest = int(starts[-1]), int(reached[-1])
        missing: Integers = starts - reached[:-1]
        missing[: int(is_first)] = 0
        return missing


def _plain_lines(rows: Integers, columns: Integers) -> Lines:
    lines = np.zeros(len(rows), LINE)
    lines["row"], lines["source"], lines["target"] = rows, columns, 1 - columns
    return lines


def _put_segments(lines: Lines, places: NDArray[np.intp], segments: Segments, analysis: Analysis) -> None:
    lines["is_segment"][places] = True
    lines["segments"] = np.cumsum(lines["is_segment"])
    lines["flags"][places] = segments.flags
    lines["sequence"][places] = (segments.sequence - analysis.bases) % MODULUS
    lines["acknowledgment"][places] = (segments.acknowledgment - analysis.other_bases) % MODULUS
    lines["length"][places] = segments.lengths
    # The window of a SYN is never scaled (RFC 7323 §2.2).
    scales = np.where(segments.flags & SYN, 0, np.clip(analysis.scales, 0, 14))
    lines["window"][places] = segments.window << scales
    lines["marks"][places] = analysis.marks
    lines["duplicate"][places] = np.maximum(analysis.duplicates, 0)


def _quoted(index: LayerIndex, protocol: str, first: int, stop: int) -> Integers:
    """Rows and starts, as one number each, of the protocol's layers that errors quote."""
    found = [np.zeros(0, np.int64)]
    while first < stop:
        piece = index.piece_of(first)
        offsets = index.capture.frames.column("offset", piece.first, piece.first + piece.count).astype(np.int64)
        for name in (protocol, *ALSO.get(protocol, ())):
            layers = index.layers(piece, name)
            if layers is not None and layers.quoted.any():
                layers = layers.select(layers.quoted)
                found.append(layers.rows + piece.first << 32 | layers.starts - offsets[layers.rows])
        first = piece.first + piece.count
    return np.concatenate(found)
