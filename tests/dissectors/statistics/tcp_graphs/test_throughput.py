"""Throughput and goodput over a moving window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from dissectors.statistics.tcp_graphs.points import Points
from dissectors.statistics.tcp_graphs.throughput import averaging, throughput
from tests.dissectors.statistics.tcp_graphs.talk import FIN, MS, Said, observed_of, transfer


def told(points: Points) -> list[tuple[float, float]]:
    return [(x / MS, y) for x, y in zip(points.x.tolist(), points.y.tolist(), strict=True)]


def test_bits_of_the_last_window_a_second(tmp_path: Path) -> None:
    sent, _ = throughput(observed_of(transfer(), tmp_path), 0, 10 * MS).points
    bits = 100 * 8 * 100
    assert told(sent) == [
        *((21, bits), (22, 2 * bits), (32, 0)),
        *((33, bits), (43, 0)),
        *((44, bits), (54, 0)),
    ]
    assert sent.rows.tolist() == [3, 4, 4, 7, 7, 9, 9]


def test_goodput_counts_what_is_acknowledged_for_the_first_time(tmp_path: Path) -> None:
    _, good = throughput(observed_of(transfer(), tmp_path), 0, 10 * MS).points
    assert [value for value in told(good) if value[1]] == [(31, 80_000), (32, 80_000), (54, 240_000)]


def test_a_retransmission_counts_for_throughput_alone(tmp_path: Path) -> None:
    said = [Said(0, 0, 1, 1, 100), Said(0, 5, 1, 1, 100), Said(1, 9, 1, 101)]
    sent, good = throughput(observed_of(said, tmp_path), 0, 1000 * MS).points
    assert told(sent) == [(0, 800), (5, 1600)]
    assert told(good) == [(9, 800)]


def test_without_acknowledgments_what_is_new_was_delivered(tmp_path: Path) -> None:
    said = [Said(0, 0, 1, 1, 100), Said(0, 5, 1, 1, 150), Said(0, 9, 51, 1, 50)]
    _, good = throughput(observed_of(said, tmp_path), 0, 1000 * MS).points
    assert told(good) == [(0, 800), (5, 1200), (9, 1200)]


def test_the_rate_falls_to_nothing_as_soon_as_that_is_known(tmp_path: Path) -> None:
    said = [Said(0, 0, 1, 1, 100), Said(1, 5, 1, 101)]
    sent, _ = throughput(observed_of(said, tmp_path), 0, 10 * MS).points
    assert told(sent) == [(0, 80_000)]
    sent, _ = throughput(observed_of([*said, Said(1, 15, 1, 101)], tmp_path), 0, 10 * MS).points
    assert told(sent) == [(0, 80_000), (10, 0)]


def test_a_fin_is_no_byte(tmp_path: Path) -> None:
    said = [Said(0, 0, 1, 1, 100, flags=FIN), Said(1, 9, 1, 102)]
    _, good = throughput(observed_of(said, tmp_path), 0, 1000 * MS).points
    assert good.y.max() == 800


def test_times_that_go_backward_are_put_in_order(tmp_path: Path) -> None:
    said = [Said(0, 50, 1, 1, 100), Said(0, 0, 101, 1, 100), Said(0, 90, 201, 1, 100)]
    sent, _ = throughput(observed_of(said, tmp_path), 0, 1000 * MS).points
    assert np.all(np.diff(sent.x) >= 0)
    assert sent.y.max() == 2400


@pytest.mark.parametrize(("span", "over"), [(0, 0.01), (50, 1), (130, 2), (300, 5), (1000, 20), (10**10, 1_000_000)])
def test_the_window_suits_the_conversation(tmp_path: Path, span: int, over: float) -> None:
    seen = observed_of([Said(0, 0, 1, 1, 1), Said(0, span, 2, 1, 1)], tmp_path)
    assert averaging(seen) == over * MS


def test_nobody_who_sends_nothing_has_a_rate(tmp_path: Path) -> None:
    sent, good = throughput(observed_of(transfer(), tmp_path), 1).points
    assert len(sent) == 0
    assert not good.y.any()
