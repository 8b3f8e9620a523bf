"""Sequence numbers over time: Stevens's graph of segments, and tcptrace's with acknowledgments, SACK and window.

From `Observed`. What rises steeply is fast, what is flat waits, what goes back is sent again.
"""

from __future__ import annotations

from dissectors.statistics.tcp_graphs.observed import Observed, Side
from dissectors.statistics.tcp_graphs.points import (
    Graph,
    Points,
    acknowledgments_of,
    data_of,
    events_of,
    positions,
)


def stevens(observed: Observed, side: Side) -> Graph:
    """The first byte of every segment that takes sequence numbers, as in W. R. Stevens, TCP/IP Illustrated."""
    sent = data_of(observed, side)
    segments = Points("segment", observed.times[sent], observed.starts[sent], observed.rows[sent])
    return Graph("stevens", side, (segments,), events_of(observed, side, None, positions(observed, side)))


def tcptrace(observed: Observed, side: Side) -> Graph:
    """Segments from their first byte to behind their last; what the other side acknowledges, has and has room for."""
    sent, answers = data_of(observed, side), acknowledgments_of(observed, side)
    times, rows, acks = observed.times, observed.rows, observed.acks
    blocks = observed.blocks
    told = (observed.sides[blocks.places] != side).nonzero()[0]
    tellers = blocks.places[told]
    points = (
        Points("segment", times[sent], observed.ends[sent], rows[sent], observed.starts[sent]),
        Points("sack", times[tellers], blocks.rights[told], rows[tellers], blocks.lefts[told]),
        Points("acknowledgment", times[answers], acks[answers], rows[answers]),
        Points("window edge", times[answers], acks[answers] + observed.windows[answers], rows[answers]),
    )
    return Graph("tcptrace", side, points, events_of(observed, side, None, positions(observed, side)))
