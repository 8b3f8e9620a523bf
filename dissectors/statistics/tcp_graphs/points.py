"""What graphs of a TCP conversation are made of: points of several kinds, and what happened that is worth a mark.

Made from `Observed` by the modules beside this one (`graphs` has them by name); every point knows its packet.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from dissectors.statistics.tcp_graphs.kinds import GraphKind
from dissectors.statistics.tcp_graphs.observed import NO_ACK, NOT_KNOWN, Observed, Side
from dissectors.streams.tcp_analysis.marks import Mark
from dissectors.transport.tcp_header import RST

Integers = NDArray[np.int64]
Floats = NDArray[np.float64]
Booleans = NDArray[np.bool_]

What = Literal[
    "segment", "acknowledgment", "sack", "window edge", "throughput", "goodput", "round trip", "window", "in flight"
]
Event = Literal[
    "retransmission", "fast retransmission", "spurious retransmission", "out of order", "lost segment", "window full",
    "zero window probe", "keep-alive", "duplicate ACK", "zero window", "ACK of what was not captured", "reset",
]  # fmt: skip
OF_DATA: Final[Mapping[Event, Mark]] = {
    "retransmission": Mark.RETRANSMISSION,
    "fast retransmission": Mark.FAST_RETRANSMISSION,
    "spurious retransmission": Mark.SPURIOUS_RETRANSMISSION,
    "out of order": Mark.OUT_OF_ORDER,
    "lost segment": Mark.LOST_SEGMENT,
    "window full": Mark.WINDOW_FULL,
    "zero window probe": Mark.ZERO_WINDOW_PROBE,
    "keep-alive": Mark.KEEP_ALIVE,
}
"""What segments with data may be."""
OF_ANSWERS: Final[Mapping[Event, Mark]] = {
    "duplicate ACK": Mark.DUPLICATE_ACK,
    "zero window": Mark.ZERO_WINDOW,
    "ACK of what was not captured": Mark.ACK_LOST_SEGMENT,
}
"""What those of the other side may be."""
EVENTS: Final[tuple[Event, ...]] = (*OF_DATA, *OF_ANSWERS, "reset")


@dataclass(frozen=True, slots=True)
class Points:
    """Points of one kind in the order of packets, which is not always that of times."""

    what: What
    x: Integers
    """Nanoseconds since the conversation's first segment; in the graph `rtt-seq` relative sequence numbers."""
    y: Integers | Floats
    """Relative sequence numbers; nanoseconds of round trips; bytes of windows; bits a second of throughput."""
    rows: Integers
    """Of the packets, from 0."""
    low: Integers | None = None
    """Of what has a length, such as a segment, where it begins; `y` is then just behind its end."""

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Events:
    """What happened, one entry each, in the order of packets."""

    kinds: NDArray[np.uint8]
    """Places in EVENTS."""
    x: Integers
    y: Floats
    rows: Integers

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True, slots=True)
class Graph:
    """One graph of one direction."""

    kind: GraphKind
    side: Side
    """Whose data it is about; the answers are the other side's."""
    points: tuple[Points, ...]
    events: Events
    average_over: int | None = None
    """Nanoseconds over which throughput is averaged; None in other graphs."""


def data_of(observed: Observed, side: Side) -> Integers:
    """The places of the segments that take sequence numbers: with data, SYN or FIN; resets take none."""
    takes = (observed.ends > observed.starts) & (observed.flags & RST == 0)
    return np.flatnonzero((observed.sides == side) & takes)


def acknowledgments_of(observed: Observed, side: Side) -> Integers:
    """The places of the segments with which the other side acknowledges."""
    return np.flatnonzero((observed.sides != side) & (observed.acks != NO_ACK) & (observed.flags & RST == 0))


def events_of(observed: Observed, side: Side, x: Integers | None, y: Integers | Floats) -> Events:
    """Everything to mark in a graph of one direction, where `x` (None for times) and `y` say, an entry a segment."""
    is_data = observed.sides == side
    found: list[tuple[int, Integers]] = []
    for number, event in enumerate(EVENTS):
        if event == "reset":
            has = observed.flags & RST > 0
        elif event in OF_DATA:
            has = is_data & (observed.marks & np.uint16(OF_DATA[event]) > 0)
        else:
            has = ~is_data & (observed.marks & np.uint16(OF_ANSWERS[event]) > 0)
        found.append((number, np.flatnonzero(has)))
    places = np.concatenate([which for _, which in found])
    kinds = np.repeat(np.arange(len(EVENTS), dtype=np.uint8), [len(which) for _, which in found])
    order = np.argsort(places, kind="stable")
    places = places[order]
    at = observed.times if x is None else x
    return Events(kinds[order], at[places], y[places].astype(np.float64), observed.rows[places])


def positions(observed: Observed, side: Side) -> Integers:
    """Where in one side's sequence numbers each segment stands: its own first byte, or what it acknowledges.

    Resets and what acknowledges nothing may say anything: they stand within what was sent.
    """
    found = np.where(observed.sides == side, observed.starts, observed.acks)
    sent = data_of(observed, side)
    low, high = (int(observed.starts[sent].min()), int(observed.ends[sent].max())) if len(sent) else (0, 0)
    wild = (observed.flags & RST > 0) | (found == NO_ACK)
    found[wild] = found[wild].clip(low, high)
    return found


def busier_side(observed: Observed) -> Side:
    """The side that sent more data; who began where both sent the same."""
    sent = [int(observed.lengths[observed.sides == side].sum()) for side in (0, 1)]
    return 1 if sent[1] > sent[0] else 0


def known(values: Integers) -> Booleans:
    """Which are not NOT_KNOWN."""
    found: Booleans = values != NOT_KNOWN
    return found
