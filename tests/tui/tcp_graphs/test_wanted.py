"""What is wanted where nothing is said."""

from __future__ import annotations

from tui.tcp_graphs.wanted import WantedTCPGraphs


def test_by_default_all_graphs_of_the_busiest_are_wanted() -> None:
    wanted = WantedTCPGraphs()
    assert (wanted.stream, wanted.kind, wanted.side) == (None, None, None)
