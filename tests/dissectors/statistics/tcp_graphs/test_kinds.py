from dissectors.statistics.tcp_graphs import graphs
from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS


def test_every_kind_is_made() -> None:
    assert set(GRAPH_KINDS) == {*graphs._MAKERS, "throughput"}
    assert GRAPH_KINDS[0] == "tcptrace", "the first to be shown"
