"""What a conversation's first and last segments tell of all others: window scale, round trip, completeness, times."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams import window_scale
from dissectors.streams.sequence import Exchange
from dissectors.transport.tcp_header import ACK, FIN, RST, SYN

Integers = NDArray[np.int64]

HAS_SYN, HAS_SYN_ACK, HAS_ACK, HAS_DATA, HAS_FIN, HAS_RST = (1 << bit for bit in range(6))
"""Bits of `tcp.completeness`."""


@dataclass(frozen=True, slots=True)
class Scales:
    """Shifts of the window as they were before each segment, or window_scale.UNKNOWN or UNUSED."""

    own: Integers
    other: Integers


def find_scales(exchange: Exchange, data: NDArray[np.uint8]) -> Scales:
    """The shifts of both sides' windows before each segment; remembers them for the next batch."""
    near = exchange.near
    behind = [near.lay(np.zeros(len(exchange.segments), np.int64), side["scale"], 0) for side in exchange.sides]
    places = np.flatnonzero(exchange.flags & SYN > 0)
    offers = window_scale.offered(exchange.segments.select(places), data)
    group, known = -1, [0, 0]
    columns = (near.at[places], exchange.group[places], exchange.is_high[places], exchange.flags[places], offers)
    # SYNs are few, and each may take back what the one before it has agreed.
    for at, mine, side, flags, offer in zip(*(column.tolist() for column in columns), strict=True):
        if mine != group:
            group, known = mine, [int(records["scale"][mine]) for records in exchange.sides]
        known[side], known[1 - side] = window_scale.agree(flags, offer, known[side], known[1 - side])
        behind[0][at], behind[1][at] = known
    latest = near.last_of_any(exchange.laid_mask(exchange.flags & SYN > 0))
    low, high = (scales[latest[near.at - 1]] for scales in behind)
    for records, scales in zip(exchange.sides, behind, strict=True):
        records["scale"] = scales[latest[near.ends]]
    return Scales(np.where(exchange.is_high, high, low), np.where(exchange.is_high, low, high))


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
    is_syn = exchange.flags & (SYN | ACK) == SYN
    latest = near.last_of_any(exchange.laid_mask(is_syn))
    syn_times = near.lay(exchange.times, records["syn_time"], 0)
    at = latest[near.at]
    has_syn = (at != near.remembered[exchange.group]) | records["has_syn"][exchange.group]
    since = exchange.times - syn_times[at]
    answers = (exchange.flags & (SYN | ACK) == ACK) & has_syn & (since != 0)
    first = near.first(exchange.laid_mask(answers))
    is_known = records["initial_rtt"] != 0
    laid = np.zeros(near.count + 1, np.int64)
    laid[near.at] = since
    rtt = np.where(is_known, records["initial_rtt"], laid[first])
    rtt[~is_known & (first == near.count)] = 0
    since_at = np.where(is_known, -1, first)[exchange.group]
    mine = rtt[exchange.group]
    final = latest[near.ends]
    records["has_syn"] |= final != near.remembered
    records["syn_time"] = syn_times[final]
    records["initial_rtt"] = rtt
    return RoundTrips(np.where(near.at > since_at, mine, 0), np.where(near.at >= since_at, mine, 0))


def find_completeness(exchange: Exchange) -> NDArray[np.uint8]:
    """`tcp.completeness` as it was before each segment; remembers it for the next batch."""
    near, records, flags = exchange.near, exchange.conversations, exchange.flags
    opens = (near.at == near.remembered[exchange.group] + 2) & ~records["has_begun"][exchange.group]
    has_data = exchange.lengths > 0
    is_syn, is_plain = flags & (SYN | ACK) == SYN, flags & (SYN | ACK) == ACK
    seen = (
        (HAS_SYN, opens & is_syn),
        (HAS_SYN_ACK, ~opens & (flags & (SYN | ACK) == SYN | ACK)),
        (HAS_ACK, ~opens & is_plain & ~has_data),
        (HAS_DATA, np.where(opens, is_syn, is_plain) & has_data),
        (HAS_FIN, ~opens & (flags & (FIN | ACK) == FIN | ACK)),
        (HAS_RST, ~opens & (flags & RST > 0)),
    )
    found = records["completeness"][exchange.group]
    for bit, mask in seen:
        latest = near.last_of_any(exchange.laid_mask(mask))[near.at]
        found = found | np.where(latest != near.remembered[exchange.group], bit, 0).astype(np.uint8)
    laid = near.lay(found, records["completeness"], records["completeness"])
    records["completeness"] = laid[near.ends]
    return laid[near.at - 1]


@dataclass(frozen=True, slots=True)
class Since:
    """Nanoseconds since the conversation's first segment and since the one before."""

    first: Integers
    previous: Integers


def find_times(exchange: Exchange) -> Since:
    """`tcp.time_relative` and `tcp.time_delta`; remembers them for the next batch."""
    near, records = exchange.near, exchange.conversations
    first = np.where(records["has_begun"], records["first_time"], exchange.times[_first_of(exchange)])
    last = np.where(records["has_begun"], records["last_time"], first)
    times = near.lay(exchange.times, last, last)
    records["first_time"], records["last_time"], records["has_begun"] = first, times[near.ends], True
    return Since(exchange.times - first[exchange.group], exchange.times - times[near.at - 1])


def _first_of(exchange: Exchange) -> Integers:
    """Each conversation's first segment of the batch."""
    return exchange.near.remembered - 2 * np.arange(len(exchange.near.remembered))
