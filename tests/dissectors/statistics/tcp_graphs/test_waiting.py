"""Round trips, windows and bytes in flight."""

from __future__ import annotations

from pathlib import Path

from dissectors.statistics.tcp_graphs.points import Points
from dissectors.statistics.tcp_graphs.waiting import round_trips, round_trips_by_sequence, windows
from tests.dissectors.statistics.tcp_graphs.talk import MS, observed_of, transfer


def told(points: Points) -> list[tuple[float, float]]:
    return list(zip(points.x.tolist(), points.y.tolist(), strict=True))


def test_round_trips_stand_where_the_acknowledgment_came(tmp_path: Path) -> None:
    (points,) = round_trips(observed_of(transfer(), tmp_path), 0).points
    assert told(points)[:2] == [(10 * MS, 10 * MS), (31 * MS, 10 * MS)]
    assert points.rows[:2].tolist() == [1, 5]


def test_by_sequence_they_stand_where_was_acknowledged(tmp_path: Path) -> None:
    seen = observed_of(transfer(), tmp_path)
    (points,) = round_trips_by_sequence(seen, 0).points
    assert points.x[:2].tolist() == [1, 101]
    assert points.y.tolist() == round_trips(seen, 0).points[0].y.tolist()


def test_the_window_is_the_receivers_and_the_data_the_senders(tmp_path: Path) -> None:
    window, flying = windows(observed_of(transfer(), tmp_path), 0).points
    assert window.y.tolist() == [1000, 1000, 1000, 800, 2000]
    assert flying.y[:2].tolist() == [100, 200]
    assert flying.rows[:2].tolist() == [3, 7]
