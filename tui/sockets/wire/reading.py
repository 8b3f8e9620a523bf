"""Reads from a capture, saved or growing, what the packets of one conversation tell.

TCP's segments are followed, UDP's are counted. It goes on where it stopped, and keeps numbers, not packets; reading
belongs into a worker.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.datagrams import datagrams_of
from dissectors.streams.ladders.state_changes import StateChanges
from dissectors.streams.opened import endpoint_bytes
from dissectors.streams.outcomes.outline import Outlines
from dissectors.streams.serial import ahead
from dissectors.streams.tcp_analysis.analysis import analyse
from dissectors.streams.tcp_analysis.memory import UNSET, Memory
from dissectors.streams.tcp_analysis.window_scale import UNKNOWN
from dissectors.streams.whole_segments import all_segments_in
from tui.sockets.wire.facts import Moment, Wire, WireEnd
from tui.sockets.wire.finding import side_of

if TYPE_CHECKING:
    from dissectors.packets.table import PacketTable
    from dissectors.streams.segments import Segments
    from tui.sockets.entry import Endpoint
    from tui.sockets.wire.finding import Transport

_ONLY: Final = np.zeros(1, np.int64)
"""Inside of what is remembered the conversation has the number 0."""


class WireReader:
    """One conversation, between two ends. `read` and `told` belong to one thread."""

    def __init__(self, table: PacketTable, protocol: Transport, stream: int, local: Endpoint, remote: Endpoint) -> None:
        self._table = table
        self.protocol = protocol
        self.stream = stream
        self._local = endpoint_bytes(*local)
        self._side = side_of(local, remote)
        self._rows_read = 0
        self._segments = _TCP() if protocol == "tcp" else None
        self._datagrams = (_Count(), _Count())
        self._first = 0
        """Numbers of packets."""
        self._last = 0

    def read(self) -> bool:
        """Take in all that has come since; True if there was anything of this conversation. Raises CaptureFileError."""
        index, before = self._table.index, self._last
        while self._rows_read < len(self._table):
            # Others may have the index between two pieces.
            with index.turn:
                piece = index.piece_of(self._rows_read)
                stop = min(piece.first + piece.count, len(self._table))
                index.streams.extend(stop)
                if index.streams.has(self.protocol, self.stream, self._rows_read, stop):
                    self._take(stop)
                self._rows_read = stop
        return self._last > before

    def told(self, local: Endpoint) -> Wire | None:
        """What is known by now, seen from one of both ends; None where nothing of it was captured."""
        if not self._last:
            return None
        side = self._side if endpoint_bytes(*local) == self._local else 1 - self._side
        dropped = self._table.capture.dropped
        if self._segments is None:
            here, there = (self._of_count(self._datagrams[end]) for end in (side, 1 - side))
            return Wire(
                "udp", self.stream, here, there, self._moment(self._first), self._moment(self._last), dropped=dropped
            )
        here, there = (self._of_side(self._segments, end) for end in (side, 1 - side))
        whole = self._segments.outlines.conversations[0]
        opener = here if here.syn is not None and here.syn_ack is None else there
        opened_by = side if opener is here else 1 - side
        first_ack = int(self._segments.outlines.sides[opened_by][0]["ack_frame"])
        return Wire(
            "tcp",
            self.stream,
            here,
            there,
            self._moment(self._first),
            self._moment(self._last),
            int(whole["initial_rtt"]) or None,
            self._moment(first_ack) if opener.syn is not None else None,
            int(whole["lost"]) + int(whole["unseen"]),
            dropped,
        )

    def _take(self, stop: int) -> None:
        index = self._table.index
        if self._segments is None:
            found = datagrams_of(index, self.stream, self._rows_read, stop)
            rows = found.rows
            for side, count in enumerate(self._datagrams):
                own = found.sides == side
                count.add(found.rows[own], found.lengths[own])
        else:
            segments = all_segments_in(index, index.piece_of(self._rows_read), self._rows_read)
            segments = segments.select((segments.streams == self.stream) & (segments.rows < stop))
            rows = segments.rows
            self._segments.add(segments, index.capture.view())
        if len(rows):
            self._first = self._first or int(rows[0]) + 1
            self._last = int(rows[-1]) + 1

    def _of_count(self, count: _Count) -> WireEnd:
        last = self._moment(count.last)
        return WireEnd(packets=count.packets, bytes=count.bytes, last_data=last, last=last)

    def _of_side(self, read: _TCP, side: int) -> WireEnd:
        record = read.outlines.sides[side][0]

        def at(name: str) -> Moment | None:
            return self._moment(int(record[name]))

        next_sequence, acknowledged, window = read.numbers(side)
        return WireEnd(
            read.states.state_at(read.states.count - 1, side),
            int(record["segments"]),
            int(record["bytes"]),
            int(record["sent_again"]),
            next_sequence,
            acknowledged,
            window,
            at("syn_frame"),
            int(record["syns"]),
            at("syn_ack_frame"),
            int(record["syn_acks"]),
            at("fin_frame"),
            at("fin_acked_frame"),
            at("rst_frame"),
            at("closed_frame") if record["is_closed"] else None,
            at("last_data_frame"),
            at("last_frame"),
        )

    def _moment(self, packet: int) -> Moment | None:
        """Of a packet's number; None for 0."""
        return Moment(packet, self._table.time(packet - 1)) if packet else None


class _Count:
    """Datagrams of one side."""

    def __init__(self) -> None:
        self.packets = self.bytes = self.last = 0

    def add(self, rows: NDArray[np.int64], lengths: NDArray[np.int64]) -> None:
        self.packets += len(rows)
        self.bytes += int(lengths.sum())
        if len(rows):
            self.last = int(rows[-1]) + 1


class _TCP:
    """What is remembered of the segments of one conversation."""

    def __init__(self) -> None:
        self.outlines = Outlines()
        self.states = StateChanges()
        self._memory = Memory()

    def add(self, segments: Segments, data: NDArray[np.uint8]) -> None:
        if not len(segments):
            return
        segments = replace(segments, streams=np.zeros(len(segments), np.int64))
        told = analyse(segments, data, self._memory)
        self.outlines.add(segments, told)
        self.states.extend(segments)

    def numbers(self, side: int) -> tuple[int | None, int | None, int | None]:
        """Of a side: where its stream goes on and how far that is acknowledged, relative; and its window in bytes."""
        sides, _ = self._memory.recall(_ONLY)
        own, other = sides[side], sides[1 - side]
        # Places count from the last segment's number, relative numbers from the first one's.
        since_base = int(ahead(int(own["sequence"]), int(own["base"])))
        return (
            _relative(own["next"], since_base),
            _relative(other["acknowledged"], since_base),
            _window(own),
        )


def _relative(place: Any, since_base: int) -> int | None:
    return None if int(place) <= UNSET else int(place) + since_base


def _window(own: Any) -> int | None:
    """The last one, with its scale; that of a SYN has none (RFC 7323 §2.2). None where the scale is not known."""
    window, scale = int(own["window"]), int(own["scale"])
    if window < 0:
        return None
    if own["is_first_ack"]:
        return window
    if scale == UNKNOWN:
        return 0 if window == 0 else None
    return window << max(scale, 0)
