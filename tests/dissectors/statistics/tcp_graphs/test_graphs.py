"""Every graph by its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.statistics.tcp_graphs.graphs import graph_of
from dissectors.statistics.tcp_graphs.observed import SIDES
from dissectors.statistics.tcp_graphs.points import GRAPH_KINDS, GraphKind
from tests.dissectors.statistics.tcp_graphs.talk import Said, observed_of, transfer


@pytest.mark.parametrize("kind", GRAPH_KINDS)
def test_a_graph_has_points_with_their_packets(tmp_path: Path, kind: GraphKind) -> None:
    graph = graph_of(observed_of(transfer(), tmp_path), kind, 0)
    assert graph.kind == kind
    assert any(len(points) for points in graph.points)
    for points in graph.points:
        assert len(points.x) == len(points.y) == len(points.rows)
        assert points.low is None or len(points.low) == len(points)


@pytest.mark.parametrize("kind", GRAPH_KINDS)
@pytest.mark.parametrize("side", SIDES)
def test_a_conversation_of_one_packet_or_none_has_graphs(tmp_path: Path, kind: GraphKind, side: int) -> None:
    for said in ([Said(0, 0, 1, 1)], [Said(0, 0, 1)], []):
        graph = graph_of(observed_of(said, tmp_path), kind, 1 if side else 0)
        assert len(graph.events) == 0


def test_throughput_is_averaged_as_wanted(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert graph_of(seen, "throughput", 0, 5_000_000).average_over == 5_000_000
    assert graph_of(seen, "stevens", 0, 5_000_000).average_over is None
