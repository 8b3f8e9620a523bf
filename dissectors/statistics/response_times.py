"""How long answers took, by server, by name or by anything else that exchanges have in common; and the slowest.

Exchanges come from connections, from messages and from pings; out go groups with their spread, each with a display
filter that leads to its packets.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from dissectors.statistics.distribution import PERCENTS, Spread
from dissectors.statistics.exchange_filters import ExchangeFilter, filter_of
from dissectors.statistics.exchanges import RESPONSE_KINDS, Exchange, ResponseKind
from dissectors.statistics.grouped_spreads import spreads_of

WORST: Final = 5
"""Exchanges of a group that are told one by one, the slowest first."""


@dataclass(frozen=True, slots=True)
class ResponseTimes:
    """Exchanges of a kind that have something in common."""

    kind: ResponseKind
    of: str
    """The server or the name."""
    spread: Spread
    """Nanoseconds."""
    exchanges: tuple[Exchange, ...]
    """The slowest last."""
    is_whole_kind: bool
    """There are no others of the kind."""

    @property
    def worst(self) -> tuple[Exchange, ...]:
        """The slowest first, a few."""
        return self.exchanges[: -WORST - 1 : -1]

    def filter(self) -> ExchangeFilter:
        """A display filter that leads to the packets."""
        return filter_of(self.exchanges, is_whole_kind=self.is_whole_kind)


def grouped(exchanges: Iterable[Exchange], by: Callable[[Exchange], str]) -> list[ResponseTimes]:
    """Response times of each kind by what `by` gives, the slowest median first within a kind; "" is left out."""
    numbers: dict[tuple[ResponseKind, str], int] = {}
    mine: list[Exchange] = []
    group: list[int] = []
    kinds: Counter[ResponseKind] = Counter()
    for one in exchanges:
        of, kind = by(one), one.kind
        kinds[kind] += 1
        if of:
            mine.append(one)
            group.append(numbers.setdefault((kind, of), len(numbers)))
    groups, values = np.array(group, np.int64), np.array([one.nanoseconds for one in mine], np.int64)
    spreads = spreads_of(groups, values)
    order = np.lexsort((values, groups)).tolist()
    found, first = [], 0
    # Numbers were given in the order of the dictionary's keys, and each group has one at least.
    for (kind, of), place in numbers.items():
        spread = spreads.spread(place)
        members = tuple(mine[at] for at in order[first : first + spread.count])
        found.append(ResponseTimes(kind, of, spread, members, spread.count == kinds[kind]))
        first += spread.count
    return sorted(found, key=lambda one: (RESPONSE_KINDS.index(one.kind), -one.spread.percentiles[0], one.of))


def alone(one: Exchange) -> ResponseTimes:
    """An exchange as a group of its own, of its server."""
    spread = Spread(1, one.nanoseconds, float(one.nanoseconds), (one.nanoseconds,) * len(PERCENTS), one.nanoseconds)
    return ResponseTimes(one.kind, one.server, spread, (one,), False)


def slowest(exchanges: Iterable[Exchange], most: int) -> Sequence[Exchange]:
    """So many, the slowest first; of those that took as long the earlier ones."""
    return heapq.nsmallest(most, exchanges, key=lambda one: (-one.nanoseconds, one.question_row))
