"""Graphs of small conversations for tests of what is shown of them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dissectors.statistics.tcp_graphs.graphs import graph_of
from dissectors.statistics.tcp_graphs.kinds import GraphKind
from dissectors.statistics.tcp_graphs.observed import Observed, Side
from dissectors.statistics.tcp_graphs.points import Graph
from tests.dissectors.statistics.tcp_graphs.talk import Said, observed_of, transfer

ENDS = ("10.0.0.1:40000", "10.0.0.2:80")


def graph(
    folder: Path, kind: GraphKind = "tcptrace", said: Sequence[Said] | None = None, side: Side = 0
) -> tuple[Observed, Graph]:
    """Of a transfer with a loss, or of what was said."""
    seen = observed_of(transfer() if said is None else said, folder)
    return seen, graph_of(seen, kind, side)
