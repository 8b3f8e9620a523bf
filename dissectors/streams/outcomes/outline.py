"""What happened in each TCP conversation, in the order it happened, as one record a conversation: bulk's last word.

Batches of segments with their analysis come in, in order; first and last frames of what matters come out, by number
of the conversation. `outcome` reads a conversation's fate from them, `verdict` puts it into words.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.segments import Segments
from dissectors.streams.serial import MODULUS, ahead
from dissectors.streams.tcp_analysis.analysis import NONE, Analysis
from dissectors.streams.tcp_analysis.marks import SENT_AGAIN, Mark
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]
Records = NDArray[np.void]

SIDE = np.dtype(
    [
        ("segments", "<u4"),
        ("first_frame", "<u4"),  # frames count from 1; 0: there is none
        ("last_frame", "<u4"),
        ("syn_frame", "<u4"),
        ("last_syn_frame", "<u4"),
        ("syns", "<u4"),
        ("syn_time", "<i8"),
        ("last_syn_time", "<i8"),
        ("syn_ack_frame", "<u4"),
        ("syn_acks", "<u4"),
        ("ack_frame", "<u4"),  # the first with ACK, but neither SYN nor RST
        ("acks", "<u4"),  # new acknowledgments behind that, as long as nothing of the other side was captured
        ("acknowledgment", "<u4"),  # the last one
        ("data_frame", "<u4"),
        ("last_data_frame", "<u4"),
        ("last_probe_frame", "<u4"),  # a question without new data: a keep-alive, as Linux probes closed windows
        ("bytes", "<i8"),  # of payload, what was sent again left out
        ("fin_frame", "<u4"),
        ("fin_end", "<u4"),  # the number that acknowledges it
        ("fin_acked_frame", "<u4"),
        ("rst_frame", "<u4"),
        ("sent_again", "<u4"),
        ("zero_frame", "<u4"),  # where the window was first closed; of the longest stall
        ("zero_since", "<i8"),
        ("is_closed", "?"),  # the window is closed now
        ("closed_frame", "<u4"),
        ("closed_since", "<i8"),
        ("opened_frame", "<u4"),  # where the longest stall ended; 0 while it lasts
        ("stalled", "<i8"),  # nanoseconds of the longest stall
    ]
)
CONVERSATION = np.dtype(
    [
        ("first_frame", "<u4"),
        ("last_frame", "<u4"),
        ("first_side", "u1"),
        ("first_time", "<i8"),
        ("last_time", "<i8"),
        ("initial_rtt", "<i8"),  # nanoseconds; 0 where not known
        ("rst_side", "u1"),
        ("rst_frame", "<u4"),
        ("rst_after", "<i8"),  # nanoseconds of silence before the first reset
        ("before_rst_frame", "<u4"),  # the packet before that silence; 0 where the reset is the first one
        ("unseen", "<u4"),  # acknowledgments of what was not captured
        ("unseen_frame", "<u4"),  # the first of them
        ("lost", "<u4"),  # holes in what was captured
        ("lost_frame", "<u4"),  # the segment behind the first of them
    ]
)


class Outlines:
    """Records of all conversations so far."""

    def __init__(self) -> None:
        self.count = 0
        self._sides = np.zeros(0, SIDE)
        self._conversations = np.zeros(0, CONVERSATION)

    @property
    def sides(self) -> tuple[Records, Records]:
        """The records of sides 0 and 1, one a conversation; see `Segments.sides`."""
        return self._sides[0 : 2 * self.count : 2], self._sides[1 : 2 * self.count : 2]

    def of_side(self, side: Integers) -> Records:
        """Of each conversation the record of the side that is named, 0 or 1; copies."""
        # Unlike slices and `copy`, `take` copies whole records, not field by field: ten times as fast.
        return self._sides.take(2 * np.arange(self.count) + side)

    @property
    def conversations(self) -> Records:
        return self._conversations[: self.count]

    def add(self, segments: Segments, told: Analysis) -> None:
        """Take in the next batch of a capture."""
        if not len(segments):
            return
        self.grow(int(segments.streams.max()) + 1)
        side = 2 * segments.streams + segments.sides
        frames = segments.rows + 1
        self._take_conversations(segments, told, frames)
        self._take_handshakes(segments, side, frames)
        self._take_data(segments, told, side, frames)
        self._take_acknowledgments(segments, side)
        self._take_ends(segments, side, frames)
        self._take_windows(segments, side, frames)

    def grow(self, count: int) -> None:
        """There are so many conversations; those without segments have been quoted by errors only."""
        if count > len(self._conversations):
            room = max(count, len(self._conversations) * 3 // 2)
            sides, conversations = np.zeros(2 * room, SIDE), np.zeros(room, CONVERSATION)
            sides[: 2 * self.count] = self._sides[: 2 * self.count]
            conversations[: self.count] = self._conversations[: self.count]
            self._sides, self._conversations = sides, conversations
        self.count = max(self.count, count)

    def _first(self, name: str, side: Integers, values: Integers, chosen: Booleans) -> None:
        """Keep each side's first chosen value, where it has none yet; 0 stands for none."""
        places = np.flatnonzero(chosen)
        _keep_first(self._sides[name], side.take(places), values.take(places))

    def _last(self, name: str, side: Integers, values: Integers, chosen: Booleans) -> None:
        places = np.flatnonzero(chosen)
        self._sides[name][side.take(places)] = values.take(places)

    def _take_conversations(self, segments: Segments, told: Analysis, frames: Integers) -> None:
        records, streams = self._conversations, segments.streams
        first = np.flatnonzero(records["first_frame"][streams] == 0)[::-1]
        for name, values in (
            ("first_side", segments.sides),
            ("first_time", segments.times),
            ("first_frame", frames),
        ):
            records[name][streams[first]] = values[first]
        before = records["last_frame"][streams]
        records["last_frame"][streams] = frames
        records["last_time"][streams] = segments.times
        known = np.flatnonzero(told.initial_rtt != NONE)
        records["initial_rtt"][streams[known]] = told.initial_rtt[known]
        resets = (segments.flags & RST > 0) & (records["rst_frame"][streams] == 0)
        first = np.flatnonzero(resets)[::-1]
        for name, values in (
            ("rst_side", segments.sides),
            ("rst_after", told.since_previous),
            ("before_rst_frame", _frames_before(streams, frames, before) if len(first) else before),
            ("rst_frame", frames),
        ):
            records[name][streams[first]] = values[first]
        for name, mark in (("unseen", Mark.ACK_LOST_SEGMENT), ("lost", Mark.LOST_SEGMENT)):
            is_marked = np.flatnonzero(told.marks & mark)
            _add(records[name], streams[is_marked])
            _keep_first(records[f"{name}_frame"], streams[is_marked], frames[is_marked])

    def _take_handshakes(self, segments: Segments, side: Integers, frames: Integers) -> None:
        kind = segments.flags & (SYN | ACK | RST)
        is_syn, is_syn_ack = kind & (SYN | ACK) == SYN, kind & (SYN | ACK) == SYN | ACK
        self._first("first_frame", side, frames, np.ones(len(side), np.bool_))
        self._sides["last_frame"][side] = frames
        _add(self._sides["segments"], side)
        self._first("syn_time", side, segments.times, is_syn & (self._sides["syn_frame"][side] == 0))
        self._first("syn_frame", side, frames, is_syn)
        self._last("last_syn_frame", side, frames, is_syn)
        self._last("last_syn_time", side, segments.times, is_syn)
        _add(self._sides["syns"], side[is_syn])
        self._first("syn_ack_frame", side, frames, is_syn_ack)
        _add(self._sides["syn_acks"], side[is_syn_ack])
        self._first("ack_frame", side, frames, kind == ACK)

    def _take_data(self, segments: Segments, told: Analysis, side: Integers, frames: Integers) -> None:
        is_again = told.marks & (SENT_AGAIN | Mark.KEEP_ALIVE) > 0
        has_data = (segments.lengths > 0) & (segments.flags & RST == 0)
        self._first("data_frame", side, frames, has_data)
        self._last("last_data_frame", side, frames, has_data & ~is_again)
        self._last("last_probe_frame", side, frames, told.marks & Mark.KEEP_ALIVE > 0)
        new = np.flatnonzero(has_data & ~is_again)
        _add(self._sides["bytes"], side[new], segments.lengths[new])
        _add(self._sides["sent_again"], side[np.flatnonzero(told.marks & SENT_AGAIN)])

    def _take_acknowledgments(self, segments: Segments, side: Integers) -> None:
        """Count new acknowledgments to a side of which nothing was captured: they prove that it has sent something."""
        is_ack = segments.flags & (ACK | SYN | RST) == ACK
        chosen = np.flatnonzero(is_ack & (self._sides["segments"][side ^ 1] == 0))
        chosen = chosen[np.argsort(side[chosen], kind="stable")]
        mine, numbers = side[chosen], segments.acknowledgment[chosen]
        begins = np.ones(len(mine), np.bool_)
        begins[1:] = mine[1:] != mine[:-1]
        before = np.concatenate([[0], numbers[:-1]]).astype(np.int64)[: len(numbers)]
        before[begins] = self._sides["acknowledgment"][mine[begins]]
        _add(self._sides["acks"], mine[(ahead(numbers, before) > 0) & (before > 0)])
        self._sides["acknowledgment"][mine] = numbers

    def _take_ends(self, segments: Segments, side: Integers, frames: Integers) -> None:
        sides, flags = self._sides, segments.flags
        is_fin = np.flatnonzero(flags & (FIN | RST) == FIN)
        ends = (segments.sequence + segments.lengths + 1) % MODULUS
        _keep_first(sides["fin_end"], side[is_fin], ends[is_fin], sides["fin_frame"])
        _keep_first(sides["fin_frame"], side[is_fin], frames[is_fin])
        other = side ^ 1
        ended = sides["fin_frame"][other]
        acks_fin = (flags & ACK > 0) & (ended > 0) & (frames > ended)
        acks_fin &= ahead(segments.acknowledgment, sides["fin_end"][other].astype(np.int64)) >= 0
        self._first("fin_acked_frame", other, frames, acks_fin)
        self._first("rst_frame", side, frames, flags & RST > 0)

    def _take_windows(self, segments: Segments, side: Integers, frames: Integers) -> None:
        """Follow closed windows, step by step: they are few."""
        sides = self._sides
        plain = segments.flags & (SYN | RST | FIN) == 0
        is_zero = plain & (segments.window == 0)
        concerned = sides["is_closed"].copy()
        concerned[side[is_zero]] = True
        steps = np.flatnonzero(concerned[side] & (plain | (segments.flags & RST > 0)))
        columns = (side[steps], frames[steps], segments.times[steps], is_zero[steps])
        for mine, frame, time, closes in zip(*(column.tolist() for column in columns), strict=True):
            record = sides[mine]
            if closes and not record["is_closed"]:
                record["is_closed"], record["closed_frame"], record["closed_since"] = True, frame, time
            if record["is_closed"] and time - record["closed_since"] >= record["stalled"]:
                record["stalled"], record["zero_frame"] = time - record["closed_since"], record["closed_frame"]
                record["zero_since"], record["opened_frame"] = record["closed_since"], 0 if closes else frame
            if not closes:
                record["is_closed"] = False


def _add(kept: NDArray[Any], places: Integers, amounts: Integers | None = None) -> None:
    """Add one, or an amount, at each of the places, which may stand there several times."""
    if len(places) > len(kept):
        kept += np.bincount(places, amounts, len(kept)).astype(kept.dtype)
    else:
        np.add.at(kept, places, 1 if amounts is None else amounts)


def _frames_before(streams: Integers, frames: Integers, before: Integers) -> Integers:
    """For each segment the frame of the one before it in its conversation; `before`: as known before the batch."""
    order = np.argsort(streams, kind="stable")
    found = before.astype(np.int64)
    follows = np.flatnonzero(streams[order][1:] == streams[order][:-1])
    found[order[follows + 1]] = frames[order[follows]]
    return found


def _keep_first(
    kept: NDArray[np.generic], places: Integers, values: Integers, unless: NDArray[np.generic] | None = None
) -> None:
    """Write each place's first value where `unless`, or what is kept, is still 0."""
    # Of values for one place the last one written stays: the first in order, written backwards.
    new = np.flatnonzero((kept if unless is None else unless)[places] == 0)[::-1]
    kept[places.take(new)] = values.take(new)
