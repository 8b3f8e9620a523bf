"""How long acknowledgments took, and what data had to wait for: round trips, windows, bytes in flight.

From `Observed`, which has them of the analysis: `tcp.analysis.ack_rtt`, `tcp.analysis.bytes_in_flight`, and
`tcp.window_size`.
"""

from __future__ import annotations

import numpy as np

from dissectors.statistics.tcp_graphs.observed import Observed, Side
from dissectors.statistics.tcp_graphs.points import (
    Graph,
    Points,
    acknowledgments_of,
    events_of,
    known,
    positions,
)
from dissectors.transport.tcp_header import SYN


def round_trips(observed: Observed, side: Side) -> Graph:
    """Nanoseconds from a segment to its acknowledgment, at the time of the latter."""
    answers = np.flatnonzero((observed.sides != side) & known(observed.ack_rtts))
    points = Points("round trip", observed.times[answers], observed.ack_rtts[answers], observed.rows[answers])
    return Graph("rtt", side, (points,), events_of(observed, side, None, np.zeros(len(observed))))


def round_trips_by_sequence(observed: Observed, side: Side) -> Graph:
    """The same at the sequence number that is acknowledged."""
    answers = np.flatnonzero((observed.sides != side) & known(observed.ack_rtts))
    points = Points("round trip", observed.acks[answers], observed.ack_rtts[answers], observed.rows[answers])
    events = events_of(observed, side, positions(observed, side), np.zeros(len(observed)))
    return Graph("rtt-seq", side, (points,), events)


def windows(observed: Observed, side: Side) -> Graph:
    """The other side's receive window, and what this one had on its way."""
    answers = acknowledgments_of(observed, side)
    # The window of a SYN is never scaled (RFC 7323 §2.2): what is said first is not yet what there is.
    answers = answers[observed.flags[answers] & SYN == 0] if observed.scale_is_known else answers
    flying = np.flatnonzero((observed.sides == side) & known(observed.in_flight))
    points = (
        Points("window", observed.times[answers], observed.windows[answers], observed.rows[answers]),
        Points("in flight", observed.times[flying], observed.in_flight[flying], observed.rows[flying]),
    )
    at = np.where(observed.sides == side, observed.in_flight.clip(min=0), observed.windows)
    return Graph("window", side, points, events_of(observed, side, None, at))
