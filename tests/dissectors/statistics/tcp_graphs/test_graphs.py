"""Every graph by its name."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dissectors.statistics.tcp_graphs.graphs import graph_of
from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS, GraphKind
from dissectors.statistics.tcp_graphs.observed import SIDES
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


SAID = st.builds(
    Said,
    side=st.integers(0, 1),
    at=st.floats(-1e12, 1e12),
    sequence=st.integers(0, 2**32 - 1) | st.integers(0, 3000),
    acknowledgment=st.none() | st.integers(0, 2**32 - 1) | st.integers(0, 3000),
    length=st.integers(0, 1400),
    flags=st.sampled_from([0, 1, 2, 4, 8, 0x3F]),
    window=st.integers(0, 65535),
    options=st.binary(max_size=40),
)


@settings(max_examples=20)
@given(st.lists(SAID, min_size=1, max_size=20), st.integers(1, 20))
def test_whatever_was_sent_there_are_graphs_of_it(said: list[Said], at_once: int) -> None:
    with TemporaryDirectory() as folder:
        seen = observed_of(said, Path(folder), at_once=at_once)
    for kind in GRAPH_KINDS:
        for side in SIDES:
            graph = graph_of(seen, kind, side)
            assert np.isin(graph.events.rows, seen.rows).all()
            for points in graph.points:
                assert np.isin(points.rows, seen.rows).all()
                assert np.isfinite(points.y).all()
                assert points.low is None or (points.low <= points.y).all()


def test_throughput_is_averaged_as_wanted(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    assert graph_of(seen, "throughput", 0, 5_000_000).average_over == 5_000_000
    assert graph_of(seen, "stevens", 0, 5_000_000).average_over is None
