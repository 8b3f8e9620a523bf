"""Points as records."""

from __future__ import annotations

from pathlib import Path

import pytest

from dissectors.statistics.tcp_graphs.kinds import GRAPH_KINDS, GraphKind
from tests.tui.tcp_graphs.pictures import ENDS, graph
from tui.tcp_graphs.records import PointRecords


@pytest.mark.parametrize("kind", GRAPH_KINDS)
def test_there_is_a_record_for_every_point(tmp_path: Path, kind: GraphKind) -> None:
    records = PointRecords(*graph(tmp_path, kind), 3, ENDS)
    everything = list(records)
    assert len(everything) == len(records)
    assert [records[place] for place in range(len(records))] == everything
    assert records[1:3] == everything[1:3]
    assert len({tuple(one) for one in everything}) == 1
    assert {(one["graph"], one["stream"]) for one in everything} == {(kind, 3)}


def test_a_segment_is_told_with_both_ends_and_what_happened(tmp_path: Path) -> None:
    found = next(one for one in PointRecords(*graph(tmp_path), 0, ENDS) if one["packet"] == 10)
    assert (found["what"], found["from"], found["value"]) == ("segment", 101, 201)
    assert found["events"] == ["fast retransmission"]
    assert found["time_ns"] == 44_000_000
    assert (found["data_from"], found["data_to"]) == ENDS


def test_by_number_the_place_is_a_number_and_the_time_is_told(tmp_path: Path) -> None:
    records = PointRecords(*graph(tmp_path, "rtt-seq"), 0, ENDS)
    one = next(one for one in records if one["packet"] == 6)
    assert (one["sequence"], one["time_ns"], one["value"]) == (101, 31_000_000, 10_000_000)


def test_beyond_the_last_there_is_none(tmp_path: Path) -> None:
    records = PointRecords(*graph(tmp_path, "stevens"), 0, None)
    with pytest.raises(IndexError):
        records[len(records)]
    assert records[-1] == list(records)[-1]
