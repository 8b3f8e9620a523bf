"""Reads the segments of one TCP conversation, on and on as a capture grows.

From the layer index, `segments` and an analysis of this conversation alone; out goes `Observed`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file.frames import NO_TIME
from dissectors.statistics.tcp_graphs.observed import NO_ACK, NOT_KNOWN, SIDES, Blocks, Observed, Side
from dissectors.statistics.tcp_graphs.sack_blocks import sack_blocks
from dissectors.streams.segments import Segments
from dissectors.streams.serial import MODULUS, unwrap_all
from dissectors.streams.tcp_analysis.analysis import Analysis, analyse
from dissectors.streams.tcp_analysis.memory import Memory
from dissectors.streams.tcp_analysis.window_scale import UNKNOWN
from dissectors.streams.whole_segments import whole_segments_of
from dissectors.transport.tcp_header import ACK, RST, SYN

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex

Integers = NDArray[np.int64]

_COLUMNS: Final = (
    *("rows", "times", "sides", "starts", "lengths", "acks", "windows"),
    *("flags", "marks", "ack_rtts", "acked_rows", "in_flight"),
)
_Columns = tuple[NDArray[Any], ...]


class ConversationObserver:
    """Reads the conversation's rows, each once and in order. Belongs to whoever has the index's turn."""

    def __init__(self, index: LayerIndex, stream: int) -> None:
        self.index = index
        self.stream = stream
        """`tcp.stream`."""
        self.rows_done = 0
        """Rows before this one have been read."""
        self.first: tuple[int, int] | None = None
        """Row of the first segment, and where its header begins in the frame; None before there is one."""
        self.first_side: Side = 0
        """Who sent it."""
        self._memory = Memory()
        self._opener: int | None = None
        """Which of the sides of `Segments` began; None before the first segment."""
        self._last_starts, self._last_acks = [0, 0], [0, 0]
        """Of each side, without wrap-around."""
        self._origin: int | None = None
        self._without_time = 0
        self._initial_rtt: int | None = None
        self._scale_is_known = True
        self._columns: list[_Columns] = []
        self._blocks: list[_Columns] = []
        self._count = 0

    @property
    def count(self) -> int:
        """Segments that are told of so far."""
        return self._count

    def extend(self, stop: int) -> None:
        """Read all rows from `rows_done` to before `stop`. Raises CaptureFileError."""
        self._read(stop, None)

    def add(self, rows: Integers) -> None:
        """Tell of these rows only, ascending and behind those before; the others are compared with them all the same.

        Raises CaptureFileError.
        """
        if len(rows):
            self._read(int(rows[-1]) + 1, rows)

    def observed(self) -> Observed:
        """What has been read so far; it stays as it is while reading goes on."""
        self._columns = [_joined(self._columns, _no_columns())]
        self._blocks = [_joined(self._blocks, (_NONE, _NONE, _NONE))]
        columns: dict[str, Any] = dict(zip(_COLUMNS, self._columns[0], strict=True))
        return Observed(
            **columns,
            blocks=Blocks(*self._blocks[0]),
            origin=self._origin,
            without_time=self._without_time,
            initial_rtt=self._initial_rtt,
            scale_is_known=self._scale_is_known,
        )

    def _read(self, stop: int, rows: Integers | None) -> None:
        index = self.index
        while self.rows_done < stop:
            first = self.rows_done
            piece = index.piece_of(first)
            end = min(piece.first + piece.count, stop)
            index.streams.extend(piece.first + piece.count)
            whole = index.streams.numbered("tcp", first, end, whole=True)
            has_whole = bool(np.any(whole.numbers == self.stream))
            segments = whole_segments_of(index, self.stream, first, end, has_whole=has_whole)
            self.rows_done = end
            if len(segments):
                self._take(segments, index.capture.view(), rows)

    def _take(self, segments: Segments, data: NDArray[np.uint8], rows: Integers | None) -> None:
        if self._opener is None:
            is_answer = int(segments.flags[0]) & (SYN | ACK) == SYN | ACK
            self._opener = 1 - int(segments.sides[0]) if is_answer else int(segments.sides[0])
            self.first_side = 1 if is_answer else 0
            self.first = int(segments.rows[0]), int(segments.starts[0])
        sides = (segments.sides != self._opener).astype(np.uint8)
        segments = replace(segments, sides=sides, streams=np.zeros(len(segments), np.int64))
        told = analyse(segments, data, self._memory)
        has_time = segments.times != NO_TIME
        if self._origin is None and has_time.any():
            self._origin = int(segments.times[has_time.argmax()])
        known = told.initial_rtt[told.initial_rtt > 0]
        if len(known):
            self._initial_rtt = int(known[-1])
        unscaled = (told.scales == UNKNOWN) & (segments.flags & (SYN | RST) == 0)
        self._scale_is_known &= not unscaled.any()
        columns = self._relative(segments, told)
        blocks = sack_blocks(segments, data)
        acked = columns[_COLUMNS.index("acks")][blocks.places]
        chosen = has_time if rows is None else has_time & np.isin(segments.rows, rows)
        self._without_time += int(np.count_nonzero(~has_time))
        # Where a segment stands among those that are told of, if it does.
        place = np.cumsum(chosen) - 1 + self._count
        told_of = chosen[blocks.places] & (acked != NO_ACK)
        self._blocks.append(
            tuple(column[told_of] for column in (place[blocks.places], blocks.lefts + acked, blocks.rights + acked))
        )
        self._columns.append(columns if chosen.all() else tuple(column[chosen] for column in columns))
        self._count += int(np.count_nonzero(chosen))

    def _relative(self, segments: Segments, told: Analysis) -> _Columns:
        """By _COLUMNS."""
        starts = (segments.sequence - told.bases) % MODULUS
        has_ack = segments.flags & ACK > 0
        acks = np.where(has_ack, (segments.acknowledgment - told.other_bases) % MODULUS, NO_ACK)
        for side in SIDES:
            own = segments.sides == side
            for numbers, last, places in (
                (starts, self._last_starts, np.flatnonzero(own)),
                (acks, self._last_acks, np.flatnonzero(own & has_ack)),
            ):
                if len(places):
                    numbers[places] = unwrap_all(numbers[places], last[side])
                    last[side] = int(numbers[places[-1]])
        # The window of a SYN is never scaled (RFC 7323 §2.2).
        shifts = np.where(segments.flags & SYN > 0, 0, np.maximum(told.scales, 0))
        return (
            segments.rows,
            segments.times - (self._origin or 0),
            segments.sides,
            starts,
            segments.lengths,
            acks,
            segments.window << shifts,
            segments.flags,
            told.marks,
            told.ack_rtt,
            np.where(told.acked_frames > 0, told.acked_frames - 1, NOT_KNOWN),
            told.in_flight,
        )


_NONE: Final = np.zeros(0, np.int64)
_TYPES: Final[Mapping[str, Any]] = {"sides": np.uint8, "marks": np.uint16}


def _no_columns() -> _Columns:
    return tuple(np.zeros(0, _TYPES.get(name, np.int64)) for name in _COLUMNS)


def _joined(parts: list[_Columns], none: _Columns) -> _Columns:
    if len(parts) < 2:
        return parts[0] if parts else none
    return tuple(np.concatenate(column) for column in zip(*parts, strict=True))
