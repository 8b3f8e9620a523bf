"""Acknowledgments of what was not captured.

Where nothing is missing, what may be acknowledged ends where the next segment begins. Behind a hole it stays where
the hole is, until that is filled, or acknowledged; only conversations with a hole are followed step by step.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dissectors.streams.memory import UNSET
from dissectors.streams.sequence import Exchange

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
    unsettled = np.zeros(len(near.streams), np.bool_)
    for records in exchange.sides:
        unsettled |= records["contiguous"] != records["next"]
    unsettled[exchange.group[is_beyond | moves & (exchange.start != expected.before)]] = True
    found, is_told = np.zeros(len(near.at), np.bool_), np.zeros(len(near.at), np.bool_)
    limits_at_first = _first_limits(exchange, expected)
    goes_on = unsettled & _has_steps(exchange, limits_at_first)
    places = np.flatnonzero(goes_on[exchange.group])
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
    settled = [ends[near.final(side)] for side in (0, 1)]
    group, limits, told = -1, [0, 0], [False, False]
    followed: list[tuple[int, list[int], list[bool]]] = []
    for place, mine, side, acked, other_end_now, may_tell, is_news, start, behind in zip(
        *(column.tolist() for column in columns), strict=True
    ):
        if mine != group:
            group = mine
            limits = [int(records["contiguous"][mine]) for records in exchange.sides]
            told = [bool(records["is_told"][mine]) for records in exchange.sides]
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
    for number, records in enumerate(exchange.sides):
        records["contiguous"] = np.where(unsettled, limits_at_first[number], settled[number])
    for mine, limits, told in followed:
        for number, records in enumerate(exchange.sides):
            records["contiguous"][mine], records["is_told"][mine] = limits[number], told[number]
    return Unseen(found, is_told)


def _first_limits(exchange: Exchange, expected: Expected) -> tuple[Integers, Integers]:
    """How far each side may be acknowledged at first: as remembered, or where its first segment ends."""
    near = exchange.near
    ends = np.full(near.count + 1, UNSET)
    ends[near.at] = expected.behind
    found = []
    for number, records in enumerate(exchange.sides):
        first = near.first(exchange.laid_mask(exchange.is_high == bool(number)))
        found.append(np.where(records["contiguous"] == UNSET, ends[first], records["contiguous"]))
    return found[0], found[1]


def _has_steps(exchange: Exchange, limits: tuple[Integers, Integers]) -> Booleans:
    """The conversations in which something may go beyond these limits, or fill the hole behind one.

    All others stay as they are, however much is sent: in captures of one direction that is every conversation.
    """
    low, high = (limit[exchange.group] for limit in limits)
    own, other = np.where(exchange.is_high, high, low), np.where(exchange.is_high, low, high)
    is_step = (exchange.has_ack & (other != UNSET) & (exchange.acked > other)) | (exchange.start == own)
    found = np.zeros(len(exchange.near.streams), np.bool_)
    found[exchange.group[is_step]] = True
    for records in exchange.sides:
        found |= records["is_told"]
    return found
