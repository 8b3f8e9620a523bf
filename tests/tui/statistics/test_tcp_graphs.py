"""TCP graphs among the statistics."""

from __future__ import annotations

import pytest

from dissectors.errors import RemoraError
from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS
from tests.tui.statistics.subjects import subject_of
from tui.statistics.tcp_graphs import tcp_graph_parts
from tui.tcp_graphs.wanted import WantedTCPGraphs


def test_all_graphs_of_the_busiest_conversation_by_default() -> None:
    with subject_of("zero-window.pcapng") as subject:
        parts = tcp_graph_parts(subject)
        assert [part.graph.kind for part in parts] == list(GRAPH_KINDS)
        for part in parts:
            lines = list(part.lines(80))
            assert all(len(line) <= 80 for line in lines)
            assert "tcp.stream 0: " in lines[0]
            assert "zero window" in lines[-1]
            assert list(part.lines(80, 3))[1:] == lines[1:4]


def test_one_graph_of_one_side_of_one_conversation() -> None:
    with subject_of("http.pcapng", tcp_graphs=WantedTCPGraphs(0, "rtt", 1)) as subject:
        (part,) = tcp_graph_parts(subject)
    assert (part.graph.kind, part.graph.side, part.stream) == ("rtt", 1, 0)
    assert part.title.startswith("Round trips, tcp.stream 0: ")


def test_throughput_is_averaged_over_the_interval() -> None:
    with subject_of("http.pcapng", interval=5_000_000, tcp_graphs=WantedTCPGraphs(kind="throughput")) as subject:
        (part,) = tcp_graph_parts(subject)
    assert part.graph.average_over == 5_000_000


def test_a_conversation_that_is_not_there_is_told() -> None:
    with subject_of("http.pcapng", tcp_graphs=WantedTCPGraphs(99)) as subject, pytest.raises(RemoraError, match="99"):
        tcp_graph_parts(subject)


def test_without_tcp_there_is_nothing() -> None:
    with subject_of("ping.pcapng") as subject:
        assert tcp_graph_parts(subject) == []


def test_only_wanted_rows_have_points() -> None:
    with subject_of("http.pcapng", [0, 1, 2]) as subject:
        records = [one for part in tcp_graph_parts(subject) for one in part.records]
    assert {one["packet"] for one in records} <= {1, 2, 3}
