"""What a conversation's first and last segments tell of all others: window scale, round trip, completeness, times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.tcp_analysis import window_scale
from dissectors.streams.tcp_analysis.neighbours import BEFORE
from dissectors.streams.tcp_analysis.sequence import Exchange
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

Integers = NDArray[np.int64]

HAS_SYN, HAS_SYN_ACK, HAS_ACK, HAS_DATA, HAS_FIN, HAS_RST = (1 << bit for bit in range(6))
"""Bits of `tcp.completeness`."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Shifts of the window as they were before each segment, or window_scale.UNKNOWN or UNUSED."""

    own: NDArray[np.int8]
    other: NDArray[np.int8]


def find_scales(exchange: Exchange, data: NDArray[np.uint8]) -> Scales:
    """The shifts of both sides' windows before each segment; remembers them for the next batch."""
    near, records = exchange.near, exchange.both_sides
    is_syn = exchange.flags & SYN > 0
    places = near.in_turn[is_syn[near.in_turn]]
    if not len(places):
        return Scales(records["scale"][near.line], records["scale"][near.line ^ 1])
    offers = window_scale.offered(exchange.segments.select(near.order[places]), data)
    columns = (exchange.group[places], exchange.is_high[places], exchange.flags[places], offers)
    known = records["scale"].reshape(-1, 2)
    steps = near.steps(is_syn)
    table = np.empty((len(known) + len(places), 2), np.int8)
    table[steps[near.opening]] = known
    agreed, behind = known.tolist(), []
    # SYNs are few, and each may take back what the one before it has agreed.
    for mine, side, flags, offer in zip(*(column.tolist() for column in columns), strict=True):
        both = agreed[mine]
        both[side], both[1 - side] = window_scale.agree(flags, offer, both[side], both[1 - side])
        behind += both
    table[steps[places] + 1] = np.array(behind, np.int8).reshape(-1, 2)
    records["scale"] = np.array(agreed, np.int8).ravel()
    own = 2 * steps + exchange.is_high
    return Scales(table.ravel()[own], table.ravel()[own ^ 1])


@dataclass(frozen=True, slots=True)
class RoundTrips:
    """Nanoseconds from the last SYN to the first acknowledgment behind it; 0 where not known."""

    before: Integers
    """As known before each segment."""
    behind: Integers
    """As known with it."""


def find_round_trips(exchange: Exchange) -> RoundTrips:
    """The conversation's initial round trip, as far as each segment knows it; remembers it for the next batch."""
    near, records = exchange.near, exchange.conversations
    is_known = records["initial_rtt"] != 0
    rtt, turns = records["initial_rtt"].copy(), np.where(is_known, BEFORE, len(near.at))
    is_syn = exchange.flags & (SYN | ACK) == SYN
    syns = near.in_turn[is_syn[near.in_turn]]
    if len(syns) or (records["has_syn"] & ~is_known).any():
        steps = near.steps(is_syn)
        has_syn = np.ones(len(rtt) + len(syns), np.bool_)
        syn_times = np.empty(len(has_syn), np.int64)
        at_first = steps[near.opening]
        has_syn[at_first], syn_times[at_first], syn_times[steps[syns] + 1] = (
            records["has_syn"],
            records["syn_time"],
            exchange.times[syns],
        )
        since = exchange.times - syn_times[steps]
        answers = (exchange.flags & (SYN | ACK) == ACK) & has_syn[steps] & (since != 0) & ~is_known[exchange.group]
        first = near.first_turns(answers).reshape(-1, 2).min(axis=1)
        found = first < len(near.at)
        turns[found] = first[found]
        by_turn = np.empty(len(near.at), np.int64)
        by_turn[near.turn] = since
        rtt[found] = by_turn[first[found]]
        # Of SYNs in one conversation the last one written stays.
        records["syn_time"][exchange.group[syns]] = exchange.times[syns]
        records["has_syn"][exchange.group[syns]] = True
        records["initial_rtt"] = rtt
    mine, known_at = rtt[exchange.group], turns[exchange.group]
    return RoundTrips(np.where(near.turn > known_at, mine, 0), np.where(near.turn >= known_at, mine, 0))


def find_completeness(exchange: Exchange) -> NDArray[np.uint8]:
    """`tcp.completeness` as it was before each segment; remembers it for the next batch."""
    near, records, flags = exchange.near, exchange.conversations, exchange.flags
    opens = np.zeros(len(flags), np.bool_)
    opens[near.opening] = ~records["has_begun"]
    has_data = exchange.lengths > 0
    kind = flags & (SYN | ACK)
    is_syn, is_plain = kind == SYN, kind == ACK
    seen = (
        (HAS_SYN, opens & is_syn),
        (HAS_SYN_ACK, ~opens & (kind == SYN | ACK)),
        (HAS_ACK, ~opens & is_plain & ~has_data),
        (HAS_DATA, np.where(opens, is_syn, is_plain) & has_data),
        (HAS_FIN, ~opens & (flags & (FIN | ACK) == FIN | ACK)),
        (HAS_RST, ~opens & (flags & RST > 0)),
    )
    before = records["completeness"]
    found = before[exchange.group]
    behind = before.copy()
    for bit, mask in seen:
        news = mask & (found & bit == 0)
        if not news.any():
            continue
        turns = near.first_turns(news).reshape(-1, 2).min(axis=1)
        behind[turns < len(flags)] |= bit
        found |= (near.turn > turns[exchange.group]).astype(np.uint8) * np.uint8(bit)
    records["completeness"] = behind
    return found


@dataclass(frozen=True, slots=True)
class Since:
    """Nanoseconds since the conversation's first segment and since the one before."""

    first: Integers
    previous: Integers


def find_times(exchange: Exchange) -> Since:
    """`tcp.time_relative` and `tcp.time_delta`; remembers them for the next batch."""
    near, records = exchange.near, exchange.conversations
    times = exchange.times[near.in_turn]
    first = np.where(records["has_begun"], records["first_time"], exchange.times[near.opening])
    before = np.empty(len(times), np.int64)
    before[1:] = times[:-1]
    begins = near.begins
    before[begins] = np.where(records["has_begun"], records["last_time"], first)
    previous = np.empty(len(times), np.int64)
    previous[near.in_turn] = times - before
    ends = np.append(begins[1:], len(times)) - 1
    records["first_time"], records["last_time"], records["has_begun"] = first, times[ends], True
    return Since(exchange.times - first[exchange.group], previous)
