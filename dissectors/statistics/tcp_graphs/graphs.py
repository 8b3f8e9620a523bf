"""All graphs of a TCP conversation by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from dissectors.statistics.tcp_graphs.kinds import GraphKind
from dissectors.statistics.tcp_graphs.observed import Observed, Side
from dissectors.statistics.tcp_graphs.points import Graph
from dissectors.statistics.tcp_graphs.sequences import stevens, tcptrace
from dissectors.statistics.tcp_graphs.throughput import throughput
from dissectors.statistics.tcp_graphs.waiting import round_trips, round_trips_by_sequence, windows

_MAKERS: Final[Mapping[GraphKind, Callable[[Observed, Side], Graph]]] = {
    "tcptrace": tcptrace,
    "stevens": stevens,
    "rtt": round_trips,
    "rtt-seq": round_trips_by_sequence,
    "window": windows,
}


def graph_of(observed: Observed, kind: GraphKind, side: Side, average_over: int | None = None) -> Graph:
    """One graph of one direction; throughput is averaged over so many nanoseconds, None for as many as suit."""
    if kind == "throughput":
        return throughput(observed, side, average_over)
    return _MAKERS[kind](observed, side)
