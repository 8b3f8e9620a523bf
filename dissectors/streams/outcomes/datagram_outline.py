"""What happened in each UDP conversation, as one record: who sent, who answered, and what became of DNS questions.

Rows of the layer index come in, in order, with their conversations' numbers; records come out, by number.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from dissectors.capture_file import NO_TIME
from dissectors.protocols.dns.header import DNSHeader

if TYPE_CHECKING:
    from dissectors.packets.layer_index import LayerIndex, Piece

Integers = NDArray[np.int64]
Records = NDArray[np.void]

RECORD = np.dtype(
    [
        ("first_frame", "<u4"),  # frames count from 1; 0: there is none
        ("last_frame", "<u4"),
        ("first_side", "u1"),
        ("first_time", "<i8"),
        ("last_time", "<i8"),
        ("packets", "<u4", 2),  # by side
        ("answer_frame", "<u4"),  # the first from the other side
        ("not_found_frame", "<u4"),  # DNS: the first NXDOMAIN
        ("not_found_question", "<u4"),  # what it answers; 0 where that was not captured
        ("error_frame", "<u4"),  # DNS: the first other error
        ("error_question", "<u4"),
        ("error_code", "u1"),
        ("truncated_frame", "<u4"),  # DNS: the first answer with TC
        ("truncated_time", "<i8"),
        ("timed_out_frame", "<u4"),  # DNS: the first question that waited in vain
        ("asked_again_frame", "<u4"),  # DNS: where it was asked again; 0 where it was not
    ]
)
LONGEST_WAIT = 5_000_000_000
"""Nanoseconds after which a DNS question has timed out: what resolvers wait by default (resolv.conf(5))."""
RESPONSE, TRUNCATED, REPLY_CODE = 0x8000, 0x0200, 0x000F
"""In DNS flags (RFC 1035 §4.1.1)."""
NOT_FOUND = 3
"""NXDOMAIN (RFC 1035 §4.1.1)."""


class DatagramOutlines:
    """Records of all UDP conversations so far."""

    def __init__(self) -> None:
        self.count = 0
        self._records = np.zeros(0, RECORD)
        self._waiting: dict[tuple[int, int], tuple[int, int]] = {}
        """By conversation and DNS identifier: frame and time of a question without answer."""
        self._last_time = NO_TIME

    def records(self) -> Records:
        """The records so far. DNS questions that still wait have timed out if the capture went on for long enough."""
        found = self._records[: self.count].copy()
        for (stream, _), (frame, time) in self._waiting.items():
            if not found["timed_out_frame"][stream] and self._last_time - time >= LONGEST_WAIT:
                found["timed_out_frame"][stream] = frame
        return found

    def add(self, index: LayerIndex, piece: Piece, first: int) -> None:
        """Take in a piece's rows from `first` on, whose conversations have been numbered."""
        stop = piece.first + piece.count
        times = index.capture.frames.column("time", piece.first, stop).astype(np.int64)
        if len(times):
            self._last_time = max(self._last_time, int(times.max()))
        found = [index.streams.numbered("udp", piece.first, stop, whole=whole) for whole in (False, True)]
        rows, streams, sides = (
            np.concatenate([getattr(part, name) for part in found]) for name in ("rows", "numbers", "sides")
        )
        chosen = rows >= first - piece.first
        for name in ("icmp", "icmpv6"):
            # What an error quotes was sent before.
            layers = index.layers(piece, name)
            if layers is not None:
                chosen &= ~np.isin(rows, layers.rows)
        order = np.flatnonzero(chosen)[np.argsort(rows[chosen], kind="stable")]
        rows, streams, sides = rows[order], streams[order], sides[order]
        self._grow(index.streams.count("udp"))
        if not len(rows):
            return
        self._count(streams, sides, rows + piece.first + 1, times[rows])
        self._take_names(index, piece, rows, streams, times)

    def _count(self, streams: Integers, sides: NDArray[np.uint8], frames: Integers, times: Integers) -> None:
        records = self._records
        first = np.flatnonzero(records["first_frame"][streams] == 0)[::-1]
        for name, values in (("first_side", sides), ("first_time", times), ("first_frame", frames)):
            records[name][streams[first]] = values[first]
        records["last_frame"][streams], records["last_time"][streams] = frames, times
        np.add.at(records["packets"], (streams, sides.astype(np.int64)), 1)
        answers = (sides != records["first_side"][streams]) & (records["answer_frame"][streams] == 0)
        answers = np.flatnonzero(answers)[::-1]
        records["answer_frame"][streams[answers]] = frames[answers]

    def _take_names(self, index: LayerIndex, piece: Piece, rows: Integers, streams: Integers, times: Integers) -> None:
        """Match DNS questions and answers, message by message: an answer belongs to the question before it."""
        layers = index.layers(piece, "dns")
        if layers is None:
            return
        stream_of = np.full(piece.count, -1)
        stream_of[rows] = streams
        layers = layers.select(
            (stream_of[layers.rows] >= 0) & ~layers.quoted & (layers.starts + DNSHeader.size <= layers.stops)
        )
        data = index.capture.view()
        columns = (
            stream_of[layers.rows],
            layers.rows + piece.first + 1,
            times[layers.rows],
            DNSHeader.identification.column(data, layers.starts).astype(np.int64),
            DNSHeader.flags.column(data, layers.starts).astype(np.int64),
        )
        for stream, frame, time, identifier, flags in zip(*(column.tolist() for column in columns), strict=True):
            record, key = self._records[stream], (stream, identifier)
            if flags & RESPONSE:
                self._answer(record, frame, time, flags, self._waiting.pop(key, None))
                continue
            asked = self._waiting.setdefault(key, (frame, time))
            if asked[0] != frame and not record["timed_out_frame"]:
                record["timed_out_frame"], record["asked_again_frame"] = asked[0], frame

    def _answer(self, record: np.void, frame: int, time: int, flags: int, asked: tuple[int, int] | None) -> None:
        code, question = flags & REPLY_CODE, 0 if asked is None else asked[0]
        if asked is not None and time - asked[1] >= LONGEST_WAIT and not record["timed_out_frame"]:
            record["timed_out_frame"] = asked[0]
        if code == NOT_FOUND and not record["not_found_frame"]:
            record["not_found_frame"], record["not_found_question"] = frame, question
        elif code not in (0, NOT_FOUND) and not record["error_frame"]:
            record["error_frame"], record["error_question"], record["error_code"] = frame, question, code
        if flags & TRUNCATED and not record["truncated_frame"]:
            record["truncated_frame"], record["truncated_time"] = frame, time

    def _grow(self, count: int) -> None:
        if count > len(self._records):
            grown = np.zeros(max(count, len(self._records) * 3 // 2), RECORD)
            grown[: self.count] = self._records[: self.count]
            self._records = grown
        self.count = max(self.count, count)
