"""Segments on their way: sent and not yet acknowledged. Which one an acknowledgment is for, and how much is in flight.

Where each segment ends beyond the one before, as almost all do, ends are a sorted list, and answers are found in it.
Conversations in which something was sent again or out of order are followed step by step (`retracing`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.tcp_analysis import lines
from dissectors.streams.tcp_analysis.lines import Sent, joined, side_by_side
from dissectors.streams.tcp_analysis.memory import UNSET
from dissectors.streams.tcp_analysis.neighbours import APART, FAR
from dissectors.streams.tcp_analysis.retracing import Waiting
from dissectors.streams.tcp_analysis.sequence import Exchange, swapped
from dissectors.transport.tcp_header import PSH

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

NONE = -1
MOST_IN_FLIGHT = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Delays:
    """Retransmissions, and what their delay counts from if the original is not on its way any more."""

    is_sent_again: Booleans
    since: Integers
    frames: Integers


@dataclass(frozen=True, slots=True)
class Way:
    """Columns, one entry a segment; NONE where there is nothing to say. See `analysis.Analysis`."""

    acked_frames: Integers
    ack_rtt: Integers
    in_flight: Integers
    pushed: Integers
    rto: Integers
    rto_frames: Integers


def follow_on_the_way(
    exchange: Exchange, acked: Integers, nothing_missed: Booleans, delays: Delays
) -> tuple[Way, NDArray[np.void]]:
    """Follow the segments of a batch; what there is to say, and the segments to keep for batches to come.

    `acked`: see `highest_acked`; `nothing_missed`: the segments of which it is known how much is in flight with them.
    """
    count = len(exchange.near.at)
    nothing = (np.full(count, NONE) for _ in range(4))
    way = Way(*nothing, *(np.where(delays.is_sent_again, told, NONE) for told in (delays.since, delays.frames)))
    new = _new(exchange)
    line = lines.recall(exchange)
    disorder = _first_disorder(exchange, line, new, acked)
    is_followed = disorder < count
    is_open = is_followed | lines.is_acknowledged(exchange, line, acked)
    sent = side_by_side([line.select(~is_open[line.side >> 1]), lines.take(exchange, is_open), new])
    since = disorder[sent.side >> 1]
    left = _look_up(exchange, sent.select((sent.turn < since) & (since > 0)), acked, disorder, way)
    if is_followed.any():
        before = joined([left.select(is_followed[left.side >> 1]), sent.select((sent.turn < 0) & (since == 0))])
        followed = _retrace(exchange, before, disorder, delays, way)
        left = joined([left.select(~is_followed[left.side >> 1]), followed])
    kept = lines.keep(exchange, left.select(is_open[left.side >> 1] | (left.turn >= 0)), is_open)
    for nanoseconds in (way.ack_rtt, way.rto):
        # Wireshark takes no time at all for unknown.
        nanoseconds[nanoseconds == 0] = NONE
    flies = (exchange.lengths > 0) & nothing_missed & (way.in_flight > 0) & (way.in_flight < MOST_IN_FLIGHT)
    way.in_flight[:] = np.where(flies, way.in_flight - exchange.takes_number, NONE)
    pushed = _pushed(exchange, (exchange.lengths > 0) & nothing_missed)
    way.pushed[:] = np.where(flies, pushed, NONE)
    return way, kept


def highest_acked(exchange: Exchange) -> Integers:
    """Laid: the highest acknowledgment up to each segment from its side; UNSET before the first."""
    said = np.where(exchange.has_ack, exchange.acked, UNSET)
    return exchange.near.highest(exchange.lay(said, "acknowledged"))


def _new(exchange: Exchange) -> Sent:
    """The segments of this batch."""
    new = np.flatnonzero(exchange.advance > 0)
    return Sent(
        exchange.near.line[new],
        exchange.start[new],
        exchange.end[new],
        exchange.near.turn[new],
        exchange.frames[new],
        exchange.times[new],
    )


def _first_disorder(exchange: Exchange, line: Sent, new: Sent, acked: Integers) -> Integers:
    """The turn from which on each conversation must be followed step by step; as many as segments for none.

    Up to there segments were sent one behind the other, and nothing of them was acknowledged before.
    """
    near = exchange.near
    together = new.side[1:] == new.side[:-1]
    back = np.flatnonzero(together & ((new.end[1:] <= new.end[:-1]) | (new.start[1:] < new.start[:-1]))) + 1
    first = np.minimum(np.searchsorted(new.side, line.side), len(new.side) - 1)
    if len(new.side):
        is_back = (new.end[first] <= line.end) | (new.start[first] < line.start)
        back = np.append(back, first[is_back & (new.side[first] == line.side)])
    acked_before = np.flatnonzero((exchange.advance > 0) & (exchange.start < acked[near.other]))
    earlier = line.side[line.start < acked[near.memory[line.side ^ 1]]]
    found = np.full(len(near.streams), len(near.at))
    np.minimum.at(found, exchange.group[acked_before], near.turn[acked_before])
    np.minimum.at(found, new.side[back] >> 1, new.turn[back])
    found[earlier >> 1] = 0
    found[~exchange.both_sides["is_in_order"].reshape(-1, 2).all(axis=1)] = 0
    return found


def _lifted(side: Integers, place: Integers) -> Integers:
    """Places of all sides in one ascending order."""
    return side * APART + np.clip(place, -2 * FAR, FAR)


def _look_up(exchange: Exchange, sent: Sent, acked: Integers, disorder: Integers, way: Way) -> Sent:
    """Find what there is to say where segments were sent in order; what is then left on its way."""
    near = exchange.near
    ends = _lifted(sent.side, sent.end)
    if not len(ends):
        return sent
    mine = near.turn < disorder[exchange.group]
    asks = np.flatnonzero(mine & exchange.has_ack & (exchange.acked > acked[near.own]))
    wanted = _lifted(near.line[asks] ^ 1, exchange.acked[asks])
    place = np.minimum(np.searchsorted(ends, wanted), len(ends) - 1)
    hits = (ends[place] == wanted) & (sent.turn[place] < near.turn[asks])
    place, asks = place[hits], asks[hits]
    way.acked_frames[asks], way.ack_rtt[asks] = sent.frames[place], exchange.times[asks] - sent.times[place]
    flies = np.flatnonzero(mine & (exchange.lengths > 0))
    limit = acked[near.other[flies]]
    first = np.searchsorted(ends, _lifted(near.line[flies], limit), "right")
    way.in_flight[flies] = exchange.end[flies] - np.maximum(sent.start[first], limit)
    until = near.memory + np.bincount(near.line[mine], minlength=len(near.memory))
    final = swapped(acked[until])
    left = sent.select(sent.end > final[sent.side])
    return replace(left, start=np.maximum(left.start, final[left.side]))


def _retrace(exchange: Exchange, before: Sent, disorder: Integers, delays: Delays, way: Way) -> Sent:
    """The same, step by step, for the rest."""
    waiting: dict[int, Waiting] = defaultdict(Waiting)
    known = (before.side, before.start, before.end, before.frames, before.times)
    for side, start, end, frame, time in zip(*(column.tolist() for column in known), strict=True):
        waiting[side].send((start, end, frame, time))
    near = exchange.near
    steps = near.in_turn[near.turn[near.in_turn] >= disorder[exchange.group]]
    columns = (
        steps,
        near.line[steps],
        exchange.start[steps],
        exchange.end[steps],
        exchange.frames[steps],
        exchange.times[steps],
        np.where(exchange.has_ack, exchange.acked, UNSET)[steps],
        exchange.lengths[steps],
        delays.is_sent_again[steps],
    )
    for step, side, start, end, frame, time, acked, length, is_sent_again in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        own = waiting[side]
        if is_sent_again and (original := own.eldest()) is not None:
            way.rto[step], way.rto_frames[step] = time - original[3], original[2]
        if end > start:
            own.send((start, end, frame, time))
        answered = waiting[side ^ 1].acknowledge(acked)
        if answered is not None:
            way.acked_frames[step], way.ack_rtt[step] = answered[2], time - answered[3]
        if length:
            way.in_flight[step] = own.in_flight()
    left = [(side, *sent) for side, segments in waiting.items() for sent in segments]
    table = np.array(left, np.int64).reshape(-1, 5).T
    side, start, end, frames, times = table
    return Sent(side, start, end, np.full(len(side), -1), frames, times)


def _pushed(exchange: Exchange, counts: Booleans) -> Integers:
    """Bytes since the last PSH, with each segment that counts; remembers them for the next batch."""
    near, records = exchange.near, exchange.both_sides
    total = near.total(np.where(counts, exchange.lengths, 0))
    latest = near.last(counts & (exchange.flags & PSH > 0))
    earlier = near.lay(np.zeros(len(near.at), np.int64), np.where(records["was_push"], 0, records["pushed"]))
    since = latest[near.own]
    pushed = exchange.lay(total[near.at] - total[since] + earlier[since], "pushed")
    final = near.last(counts)[near.finals]
    was_push = exchange.lay(exchange.flags & PSH > 0, "was_push")
    records["pushed"], records["was_push"] = pushed[final], was_push[final]
    return np.where(counts, pushed[near.at], NONE)
