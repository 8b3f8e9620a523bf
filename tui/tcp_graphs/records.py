"""The points of a TCP graph as records, for files, for other programs and for tables: one for each point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import numpy as np

from dissectors.statistics.tcp_graphs.observed import Observed
from dissectors.statistics.tcp_graphs.points import EVENTS, Graph, What

STREAM_FIELD: Final = "tcp.stream"
UNITS: Final[Mapping[What, str]] = {
    "segment": "sequence number",
    "sack": "sequence number",
    "acknowledgment": "sequence number",
    "window edge": "sequence number",
    "throughput": "bit/s",
    "goodput": "bit/s",
    "round trip": "ns",
    "window": "bytes",
    "in flight": "bytes",
}
"""What the values of points are."""
_AT_ONCE: Final = 4_096


def point_records(observed: Observed, graph: Graph, stream: int, ends: tuple[str, str] | None) -> Iterator[Record]:
    """All points, those of a kind one after the other in the order of packets."""
    source, target = (None, None) if ends is None else (ends[graph.side], ends[1 - graph.side])
    head = {"graph": graph.kind, "stream": stream, "data_from": source, "data_to": target}
    told = _events_by_row(graph)
    is_by_number = graph.kind == "rtt-seq"
    for points in graph.points:
        low = points.low if points.low is not None else None
        for first in range(0, len(points), _AT_ONCE):
            chosen = slice(first, first + _AT_ONCE)
            places = np.searchsorted(observed.rows, points.rows[chosen])
            columns = (
                points.x[chosen].tolist(),
                points.y[chosen].tolist(),
                points.rows[chosen].tolist(),
                observed.times[places].tolist(),
                [None] * len(places) if low is None else low[chosen].tolist(),
            )
            for x, y, row, time, begin in zip(*columns, strict=True):
                yield {
                    **head,
                    "what": points.what,
                    "packet": row + 1,
                    "time_ns": time if is_by_number else x,
                    "sequence": x if is_by_number else None,
                    "from": begin,
                    "value": y,
                    "unit": UNITS[points.what],
                    "events": told.get(row, []),
                }


Record = dict[str, Any]


def event_records(observed: Observed, graph: Graph, stream: int) -> Iterator[Record]:
    """What happened, packet by packet."""
    events = graph.events
    places = np.searchsorted(observed.rows, events.rows)
    columns = (events.rows.tolist(), observed.times[places].tolist(), events.kinds.tolist())
    for row, time, kind in zip(*columns, strict=True):
        yield {"stream": stream, "packet": row + 1, "time_ns": time, "event": EVENTS[kind]}


def _events_by_row(graph: Graph) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for row, kind in zip(graph.events.rows.tolist(), graph.events.kinds.tolist(), strict=True):
        found.setdefault(row, []).append(EVENTS[kind])
    return found
