"""The points of a TCP graph as records, for files, for other programs and for tables: one for each point."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, overload

import numpy as np

from dissectors.statistics.tcp_graphs.observed import Observed
from dissectors.statistics.tcp_graphs.points import EVENTS, Graph, Points, What

Record = dict[str, Any]

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


class PointRecords(Sequence[Record]):
    """All points of a graph, those of a kind one after the other in the order of packets; each is made when asked for.

    Of a segment `from` is its first sequence number and `value` the one behind its last.
    """

    def __init__(self, observed: Observed, graph: Graph, stream: int, ends: tuple[str, str] | None) -> None:
        self._observed = observed
        self._graph = graph
        source, target = (None, None) if ends is None else (ends[graph.side], ends[1 - graph.side])
        self._head = {"graph": graph.kind, "stream": stream, "data_from": source, "data_to": target}
        self._events: dict[int, list[str]] = {}
        for row, kind in zip(graph.events.rows.tolist(), graph.events.kinds.tolist(), strict=True):
            self._events.setdefault(row, []).append(EVENTS[kind])

    def __len__(self) -> int:
        return sum(map(len, self._graph.points))

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | Sequence[Record]:
        if isinstance(place, slice):
            return [self[one] for one in range(*place.indices(len(self)))]
        place = range(len(self))[place]
        for points in self._graph.points:
            if place < len(points):
                return next(self._made(points, place, place + 1))
            place -= len(points)
        raise IndexError(place)

    def __iter__(self) -> Iterator[Record]:
        for points in self._graph.points:
            for first in range(0, len(points), _AT_ONCE):
                yield from self._made(points, first, first + _AT_ONCE)

    def _made(self, points: Points, first: int, stop: int) -> Iterator[Record]:
        is_by_number = self._graph.kind == "rtt-seq"
        chosen = slice(first, stop)
        rows = points.rows[chosen]
        times = self._observed.times[np.searchsorted(self._observed.rows, rows)].tolist()
        lows = [None] * len(rows) if points.low is None else points.low[chosen].tolist()
        columns = points.x[chosen].tolist(), points.y[chosen].tolist(), rows.tolist(), times, lows
        for x, y, row, time, low in zip(*columns, strict=True):
            yield {
                **self._head,
                "what": points.what,
                "packet": row + 1,
                "time_ns": time if is_by_number else x,
                "sequence": x if is_by_number else None,
                "from": low,
                "value": y,
                "unit": UNITS[points.what],
                "events": self._events.get(row, []),
            }
