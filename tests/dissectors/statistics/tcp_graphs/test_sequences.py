"""Sequence numbers over time."""

from __future__ import annotations

from pathlib import Path

from dissectors.statistics.tcp_graphs.points import Points
from dissectors.statistics.tcp_graphs.sequences import stevens, tcptrace
from tests.dissectors.statistics.tcp_graphs.talk import MS, observed_of, transfer


def told(points: Points) -> list[tuple[float, int]]:
    return [(x / MS, y) for x, y in zip(points.x.tolist(), points.y.tolist(), strict=True)]


def test_stevens_has_the_first_byte_of_every_segment(tmp_path: Path) -> None:
    (segments,) = stevens(observed_of(transfer(), tmp_path), 0).points
    assert told(segments) == [(0, 0), (21, 1), (22, 201), (33, 301), (44, 101), (60, 401)]
    assert segments.rows.tolist() == [0, 3, 4, 7, 9, 11]


def test_tcptrace_has_segments_with_their_lengths(tmp_path: Path) -> None:
    segments = tcptrace(observed_of(transfer(), tmp_path), 0).points[0]
    assert segments.low is not None
    assert list(zip(segments.low.tolist(), segments.y.tolist(), strict=True)) == [
        *((0, 1), (1, 101), (201, 301), (301, 401), (101, 201), (401, 402)),
    ]


def test_tcptrace_has_what_the_other_side_acknowledges_and_has_room_for(tmp_path: Path) -> None:
    _, blocks, acknowledgments, edge = tcptrace(observed_of(transfer(), tmp_path), 0).points
    assert told(acknowledgments) == [(10, 1), (31, 101), (32, 101), (43, 101), (54, 401), (70, 402)]
    assert told(edge) == [(10, 1001), (31, 1101), (32, 1101), (43, 1101), (54, 1201), (70, 2402)]
    assert told(blocks) == [(32, 301), (43, 401)]
    assert blocks.low is not None
    assert blocks.low.tolist() == [201, 201]
    assert blocks.rows.tolist() == [6, 8]


def test_the_other_direction_sent_nothing_but_its_syn_and_fin(tmp_path: Path) -> None:
    segments, blocks, acknowledgments, _ = tcptrace(observed_of(transfer(), tmp_path), 1).points
    assert told(segments) == [(10, 1), (70, 2)]
    assert len(blocks) == 0
    assert acknowledgments.y.max() == 2
