"""TCP's sequence numbers analysed in bulk: what each segment tells when it is compared with those before it.

Batches of `segments` come in, in the order of rows; a batch's conversations are laid side by side (`sequence`), and
what was before is remembered (`memory`). Out go columns as long as the batch. The rules are Wireshark's, so that its
words mean here what they mean there; Wireshark User's Guide, "TCP Analysis".
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.segments import Segments
from dissectors.streams.serial import ahead
from dissectors.streams.tcp_analysis import handshake
from dissectors.streams.tcp_analysis.acknowledging import Expected, Repeats, find_unseen
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.streams.tcp_analysis.memory import NO_ACKNOWLEDGMENT, UNSET, Memory
from dissectors.streams.tcp_analysis.neighbours import BEFORE
from dissectors.streams.tcp_analysis.on_the_way import Delays, follow_on_the_way, highest_acked
from dissectors.streams.tcp_analysis.sequence import Exchange, swapped
from dissectors.transport.tcp_header import RST, SYN

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

FAST_WITHIN = 20_000_000
"""Nanoseconds after a duplicate acknowledgment: what it asks for is sent again by then."""
REORDERED_WITHIN = 3_000_000
"""Nanoseconds: what comes this soon behind later segments is out of order, where the round trip is not known."""
ENOUGH_DUPLICATES = 2
NONE = -1


@dataclass(frozen=True, slots=True)
class Analysis:
    """Columns of a batch, one entry a segment; NONE where there is nothing to say."""

    marks: NDArray[np.uint16]
    """`Mark`s."""
    bases: Integers
    """What the relative sequence number is relative to."""
    other_bases: Integers
    """What the relative acknowledgment number is relative to; 0 for segments without one."""
    scales: NDArray[np.int8]
    """The shift of the window, or window_scale.UNKNOWN or UNUSED."""
    completeness: NDArray[np.uint8]
    """`tcp.completeness`: what had been seen of the conversation before."""
    since_first: Integers
    """Nanoseconds since the conversation's first segment."""
    since_previous: Integers
    """Nanoseconds since the conversation's previous segment."""
    initial_rtt: Integers
    """Nanoseconds from SYN to the first acknowledgment behind it, once it is known."""
    duplicates: Integers
    """The number of this duplicate acknowledgment."""
    duplicate_of: Integers
    """The frame that it repeats."""
    acked_frames: Integers
    """The frame that this acknowledges."""
    ack_rtt: Integers
    """Nanoseconds since that frame."""
    in_flight: Integers
    """Bytes sent and not yet acknowledged, this segment's included."""
    pushed: Integers
    """Bytes since the last PSH, this segment's included."""
    rto: Integers
    """Nanoseconds that a retransmission was delayed."""
    rto_frames: Integers
    """The frame from which that is counted."""

    def __len__(self) -> int:
        return len(self.marks)

    def take(self, places: Integers) -> Analysis:
        """The entries at places."""
        return Analysis(*(getattr(self, name).take(places) for name in self.__slots__))


def analyse(segments: Segments, data: NDArray[np.uint8], memory: Memory) -> Analysis:
    """Analyse the next batch of a capture; `data` is the mapped file, `memory` knows all batches before."""
    if not len(segments):
        empty = np.zeros(0, np.int64)
        kinds = (np.uint16, np.int64, np.int64, np.int8, np.uint8, *(11 * [np.int64]))
        return Analysis(*(empty.astype(kind) for kind in kinds))
    exchange = Exchange(segments, memory)
    steps = _Steps(exchange, data)
    analysis = steps.analysis()
    memory.keep(exchange.near.streams, exchange.both_sides, exchange.conversations, steps.on_the_way)
    given = np.empty(len(segments), np.int64)
    given[exchange.near.order] = np.arange(len(segments))
    return analysis.take(given)


class _Steps:
    """One batch's analysis, step by step. Laid arrays have a position for each side's memory; see `Exchange`."""

    def __init__(self, exchange: Exchange, data: NDArray[np.uint8]) -> None:
        near = exchange.near
        self.exchange, self.near = exchange, near
        self.scales = handshake.find_scales(exchange, data)
        self.round_trips = handshake.find_round_trips(exchange)
        self.windows = exchange.lay(exchange.window, "window")
        self.said = np.where(exchange.has_ack, exchange.acknowledgment, NO_ACKNOWLEDGMENT)
        self.acks = exchange.lay(self.said, "acknowledgment")
        self.times = exchange.lay(exchange.times, "time")
        self.marks = np.zeros(len(near.at), np.uint16)

    def analysis(self) -> Analysis:
        exchange = self.exchange
        self._find_expected()
        self._compare_with_previous()
        self._count_duplicates()
        expected = Expected(self.expected, self.following, self.is_probe)
        self.unseen = find_unseen(exchange, expected, self.repeats)
        self._mark(Mark.ACK_LOST_SEGMENT, self.unseen.is_marked)
        self._find_sent_again()
        self.acked = highest_acked(exchange)
        delays = Delays(
            self._has(Mark.RETRANSMISSION), self.since_setter, self.setter_frames[self.setters[self.near.own]]
        )
        way, self.on_the_way = follow_on_the_way(exchange, self.acked, self._nothing_missed(), delays)
        completeness = handshake.find_completeness(exchange)
        since = handshake.find_times(exchange)
        bases = exchange.of_side("base"), np.where(exchange.has_ack, exchange.of_other("base"), 0)
        self._remember()
        return Analysis(
            self.marks,
            *bases,
            self.scales.own,
            completeness,
            since.first,
            since.previous,
            np.where(self.round_trips.behind != 0, self.round_trips.behind, NONE),
            np.where(self._has(Mark.DUPLICATE_ACK), self.repeats.count[self.near.at], NONE),
            np.where(self._has(Mark.DUPLICATE_ACK), self.changed_frames[self.near.at], NONE),
            way.acked_frames,
            way.ack_rtt,
            way.in_flight,
            way.pushed,
            way.rto,
            way.rto_frames,
        )

    def _mark(self, mark: Mark, chosen: Booleans) -> None:
        self.marks |= chosen * np.uint16(mark)

    def _has(self, mark: Mark) -> Booleans:
        found: Booleans = self.marks & mark > 0
        return found

    # Where a side's next segment is expected.

    def _find_expected(self) -> None:
        """Also zero-window probes: they are told by what is expected, and are not counted for it."""
        exchange, near = self.exchange, self.near
        candidates = (exchange.lengths == 1) & (self.windows[near.other] == 0)
        probes = candidates
        while True:
            ends = exchange.lay(np.where(probes, UNSET, exchange.end), "next")
            highest = near.highest(ends)
            expected = highest[near.own]
            found = candidates & (exchange.start == expected)
            # The first that was taken for a probe wrongly, or was not, is put right in each round.
            if np.array_equal(found, probes):
                break
            probes = found
        self.highest: Integers = highest
        """Laid: where each side's next segment is expected."""
        self.expected, self.following, self.is_probe = expected, highest[near.at], probes
        self.is_expected = exchange.start == expected
        self.is_first: Booleans = expected == UNSET
        raises = self.following > expected
        self.setters = near.last(raises)
        """Laid: the segment that set what is expected."""
        self.setter_times = exchange.lay(exchange.times, "next_time")
        self.setter_frames = exchange.lay(exchange.frames, "next_frame")
        self._mark(Mark.ZERO_WINDOW_PROBE, self.is_probe)

    def _compare_with_previous(self) -> None:
        """What a segment says beside the one before it, from the same side and from the other."""
        exchange, near = self.exchange, self.near
        window, plain = exchange.window, ~self.is_probe & ~exchange.is_special
        self._mark(Mark.ZERO_WINDOW, plain & (window == 0))
        is_reset = exchange.flags & RST > 0
        self._mark(Mark.LOST_SEGMENT, ~self.is_probe & ~self.is_first & (exchange.start > self.expected) & ~is_reset)
        self._mark(
            Mark.KEEP_ALIVE,
            plain & ~self.is_first & (exchange.lengths <= 1) & (exchange.start == self.expected - 1),
        )
        last_window = self.windows[near.own]
        repeats = plain & (exchange.lengths == 0) & self.is_expected
        repeats &= exchange.has_ack & (self.said == self.acks[near.own])
        self._mark(Mark.WINDOW_UPDATE, repeats & (window != 0) & (window != last_window))
        self._mark(Mark.WINDOW_FULL, plain & self._fills_window())
        marks = exchange.lay(self.marks, "marks")
        asked = marks[near.other]
        same = repeats & (window == last_window)
        self._mark(Mark.KEEP_ALIVE_ACK, same & (window != 0) & (asked & Mark.KEEP_ALIVE > 0))
        self._mark(Mark.ZERO_WINDOW_PROBE_ACK, same & (window == 0) & (asked & Mark.ZERO_WINDOW_PROBE > 0))
        self._mark(Mark.DUPLICATE_ACK, same & (window != 0) & ~self._has(Mark.KEEP_ALIVE_ACK))

    def _fills_window(self) -> Booleans:
        exchange, near = self.exchange, self.near
        is_syn = exchange.flags & SYN > 0
        latest = near.last(is_syn | exchange.has_ack)
        self.is_first_ack = exchange.lay(is_syn, "is_first_ack")[latest]
        """Laid: nothing was acknowledged since the side's SYN; Wireshark takes its window as it is sent so long."""
        shift = np.where(self.is_first_ack[near.other], 0, np.maximum(self.scales.other, 0))
        edge = self.acks[near.other] + (np.maximum(self.windows[near.other], 0) << shift)
        reaches = ahead(exchange.sequence + exchange.lengths, edge) == 0
        has_window = (self.windows[near.other] >= 0) & (self.acks[near.other] != NO_ACKNOWLEDGMENT)
        full: Booleans = (exchange.lengths > 0) & (self.scales.other != -1) & has_window & reaches
        return full

    def _count_duplicates(self) -> None:
        exchange, near = self.exchange, self.near
        changes = self.said != self.acks[near.own]
        latest = near.last(changes)
        total = near.total(self._has(Mark.DUPLICATE_ACK).astype(np.int64))
        before = exchange.lay(np.zeros(len(near.at), np.int64), "duplicates")
        self.repeats = Repeats(total - total[latest] + before[latest], changes | self._has(Mark.DUPLICATE_ACK))
        self.changed_frames = exchange.lay(exchange.frames, "changed_frame")[latest]

    # Sent again, or out of order.

    def _find_sent_again(self) -> None:
        exchange, near = self.exchange, self.near
        sends = (exchange.advance > 0) & ~self._has(Mark.KEEP_ALIVE)
        behind = sends & ~self.is_first & (exchange.start < self.expected)
        behind &= ~((exchange.lengths > 1) & (exchange.start == self.expected - 1))
        last_ack = self.acks[near.other]
        sequence = exchange.sequence
        spurious = sends & (exchange.lengths > 0) & (last_ack != NO_ACKNOWLEDGMENT)
        spurious &= ahead(sequence + exchange.lengths, last_ack) <= 0
        self._mark(Mark.SPURIOUS_RETRANSMISSION, spurious)
        behind &= ~spurious
        since_ack = exchange.times - self.times[near.other]
        asked = self.unseen.is_told | (self.repeats.count[near.other] >= ENOUGH_DUPLICATES)
        fast = behind & asked & (last_ack == sequence)
        fast &= (since_ack >= 0) & (since_ack < FAST_WITHIN)
        self._mark(Mark.FAST_RETRANSMISSION, fast)
        behind &= ~fast
        self.since_setter: Integers = exchange.times - self.setter_times[self.setters[near.own]]
        soon = np.where(self.round_trips.before == 0, REORDERED_WITHIN, self.round_trips.before)
        reordered = behind & (self.since_setter >= 0) & (self.since_setter < soon)
        reordered &= exchange.end != self.expected
        self._mark(Mark.OUT_OF_ORDER, reordered)
        self._mark(Mark.RETRANSMISSION, behind & ~reordered)

    def _nothing_missed(self) -> Booleans:
        """Whether nothing of a side was missed since the other side's last acknowledgment."""
        exchange, near = self.exchange, self.near
        is_lost, known = self._has(Mark.LOST_SEGMENT), exchange.both_sides["in_flight_known"]
        if not is_lost.any() and known.all():
            return np.ones(len(near.at), np.bool_)
        lost, told = (near.laid_turn[near.last(mask)] for mask in (is_lost, exchange.has_ack))
        whole = _is_answered(lost[near.at], told[near.other], known[near.line])
        exchange.both_sides["in_flight_known"] = _is_answered(lost[near.finals], swapped(told[near.finals]), known)
        return whole

    def _remember(self) -> None:
        """Put what the next batch needs into the sides' records; places count from the last segment then."""
        exchange, near, records = self.exchange, self.near, self.exchange.both_sides
        final = near.finals
        origin = exchange.places[final]
        laid = {
            "sequence": exchange.numbers,
            "acknowledgment": self.acks,
            "time": self.times,
            "changed_frame": self.changed_frames,
            "duplicates": self.repeats.count,
            "window": self.windows,
            "is_first_ack": self.is_first_ack,
            "marks": exchange.lay(self.marks, "marks"),
        }
        setters = self.setters[final]
        records["next_time"], records["next_frame"] = self.setter_times[setters], self.setter_frames[setters]
        for name, values in laid.items():
            records[name] = values[final]
        _put_places(records, "next", self.highest[final], origin)
        _put_places(records, "contiguous", records["contiguous"], origin)
        _put_places(records, "acknowledged", self.acked[final], swapped(origin))


def _is_answered(lost: Integers, told: Integers, known: Booleans) -> Booleans:
    """Whether an acknowledgment came after the last loss, by their turns; where this batch has neither, as known."""
    found: Booleans = (lost < told) | (lost == BEFORE) & (told == BEFORE) & known
    return found


def _put_places(records: NDArray[np.void], name: str, places: Integers, origin: Integers) -> None:
    records[name] = np.where(places <= UNSET, UNSET, places - origin)
