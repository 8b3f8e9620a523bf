"""Acknowledgments of what was not captured.

Where nothing is missing, what may be acknowledged ends where the next segment begins. Behind a hole it stays where
the hole is, until that is filled, or acknowledged; only conversations with a hole are followed step by step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.tcp_analysis.memory import UNSET
from dissectors.streams.tcp_analysis.sequence import Exchange

Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a side's next segment begins, and what moves that."""

    before: Integers
    """As each segment finds it; UNSET for a side's first one."""
    behind: Integers
    """As each segment leaves it."""
    is_probe: Booleans
    """Zero-window probes, which advance nothing."""


@dataclass(frozen=True, slots=True)
class Repeats:
    """Duplicate acknowledgments."""

    count: Integers
    """Laid: how many there were since the last new acknowledgment."""
    is_news: Booleans
    """The segments with a new acknowledgment, or with one more of the old."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """Acknowledgments of what was not captured."""

    is_marked: Booleans
    is_told: Booleans
    """Of the other side's segments it has been told that they are missing; Wireshark takes that for duplicates."""


def find_unseen(exchange: Exchange, expected: Expected, repeats: Repeats) -> Unseen:
    """Find them; remembers how far each side may be acknowledged."""
    near = exchange.near
    ends = exchange.lay(expected.behind, "next")
    other_end = ends[near.other]
    is_beyond = exchange.has_ack & (other_end != UNSET) & (exchange.acked > other_end)
    moves = (expected.before != UNSET) & (expected.behind != expected.before)
    records = exchange.both_sides
    is_behind = records["contiguous"] != records["next"]
    unsettled = is_behind[0::2] | is_behind[1::2]
    unsettled[exchange.group[is_beyond | moves & (exchange.start != expected.before)]] = True
    found, is_told = np.zeros(len(near.at), np.bool_), np.zeros(len(near.at), np.bool_)
    limits_at_first = _first_limits(exchange, expected)
    goes_on = unsettled & _has_steps(exchange, limits_at_first)
    # A conversation has the same part of the segments, line by line and in turn.
    places = near.in_turn[goes_on[exchange.group]]
    columns = (
        places,
        exchange.group[places],
        exchange.is_high[places],
        np.where(exchange.has_ack, exchange.acked, UNSET)[places],
        other_end[places],
        repeats.count[near.other[places]] == 0,
        repeats.is_news[places],
        np.where(expected.is_probe, UNSET, exchange.start)[places],
        expected.behind[places],
    )
    group, limits, told = -1, [0, 0], [False, False]
    followed: list[tuple[int, list[int], list[bool]]] = []
    for place, mine, side, acked, other_end_now, may_tell, is_news, start, behind in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        if mine != group:
            group = mine
            limits = records["contiguous"][2 * mine : 2 * mine + 2].tolist()
            told = records["is_told"][2 * mine : 2 * mine + 2].tolist()
            followed.append((mine, limits, told))
        if is_news:
            told[side] = False
        other = 1 - side
        if limits[other] != UNSET and acked > limits[other]:
            if limits[other] < other_end_now:
                limits[other] = other_end_now
                found[place] = True
            else:
                # Nothing was captured that it could acknowledge: told once, until the other side says something new.
                found[place] = may_tell and not told[other]
                told[other] = True
        is_told[place] = told[other]
        if limits[side] == UNSET or start == limits[side]:
            limits[side] = behind
    records["contiguous"] = np.where(np.repeat(unsettled, 2), limits_at_first, ends[near.finals])
    for mine, limits, told in followed:
        both = slice(2 * mine, 2 * mine + 2)
        records["contiguous"][both], records["is_told"][both] = limits, told
    return Unseen(found, is_told)


def _first_limits(exchange: Exchange, expected: Expected) -> Integers:
    """How far each side may be acknowledged at first: as remembered, or where its first segment ends."""
    near, limits = exchange.near, exchange.both_sides["contiguous"].copy()
    begins = (limits == UNSET) & (near.sizes > 0)
    limits[begins] = expected.behind[(near.memory - np.arange(len(limits)))[begins]]
    return limits


def _has_steps(exchange: Exchange, limits: Integers) -> Booleans:
    """The conversations in which something may go beyond these limits, or fill the hole behind one.

    All others stay as they are, however much is sent: in captures of one direction that is every conversation.
    """
    own, other = limits[exchange.near.line], limits[exchange.near.line ^ 1]
    is_step = (exchange.has_ack & (other != UNSET) & (exchange.acked > other)) | (exchange.start == own)
    is_told = exchange.both_sides["is_told"]
    found: Booleans = is_told[0::2] | is_told[1::2]
    found[exchange.group[is_step]] = True
    return found
